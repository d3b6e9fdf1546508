// What comes through the pipes behind fd 1 and 2, and the batches of the user's thread, put into one order: a batch that left a
// mark in the pipes is passed on when the mark has been read in both, after what stood before it.
//
//   const merge = createMerge({ capture, emit, native })
import { StringDecoder } from 'node:string_decoder'
import { Socket } from 'node:net'
import { markEnd, markStart } from '../evaluate/marks.ts'

export interface MergeOptions {
  capture: { stdout: number; stderr: number } | undefined
  /** Output of child processes and native code. */
  native(name: 'stdout' | 'stderr', text: string): void
}

export interface Merge {
  /** Calls `pass` in turn, at once when nothing is marked. */
  batch(serial: number, marked: boolean, pass: () => void): void
}

/** What Node says when a process ends that has an inspector session, as ours always has: nothing for the reader of a notebook. */
const notice = 'Waiting for the debugger to disconnect...\n'

/** Milliseconds after which a mark that isn't found isn't waited for any more. */
const patience = 250

export function createMerge({ capture, native }: MergeOptions): Merge {
  const waiting: { serial: number; pass: () => void }[] = []
  const seen = { stdout: 0, stderr: 0 }
  let timer: NodeJS.Timeout | undefined

  const release = (upTo: number): void => {
    while (waiting[0] && waiting[0].serial <= upTo) waiting.shift()!.pass()
    if (timer && waiting.length === 0) {
      clearTimeout(timer)
      timer = undefined
    }
  }

  const pass = (name: 'stdout' | 'stderr', text: string): void => {
    const own = name === 'stderr' ? text.replace(notice, '') : text
    if (own !== '') native(name, own)
  }

  const listen = (name: 'stdout' | 'stderr', fd: number): void => {
    const socket = new Socket({ fd, readable: true, writable: false })
    const decoder = new StringDecoder('utf8')
    let rest = ''
    socket.on('data', (data: Buffer) => {
      let text = rest + decoder.write(data)
      for (;;) {
        const at = text.indexOf(markStart)
        if (at < 0) break
        const end = text.indexOf(markEnd, at + markStart.length)
        if (end < 0) break
        if (at > 0) pass(name, text.slice(0, at))
        seen[name] = Number(text.slice(at + markStart.length, end))
        text = text.slice(end + markEnd.length)
        release(Math.min(seen.stdout, seen.stderr))
      }
      // A mark may come in two pieces.
      const half = text.lastIndexOf(markEnd)
      const keep = half >= 0 && text.length - half < 20 ? half : text.length
      if (keep > 0) pass(name, text.slice(0, keep))
      rest = text.slice(keep)
    })
    socket.on('error', () => {})
  }
  if (capture) {
    listen('stdout', capture.stdout)
    listen('stderr', capture.stderr)
  }

  return {
    batch(serial, marked, pass) {
      if (!marked && waiting.length === 0) return pass()
      if (!marked || Math.min(seen.stdout, seen.stderr) >= serial) {
        if (waiting.length === 0) return pass()
      }
      waiting.push({ serial, pass })
      // A program that closes or seeks our descriptors must not silence the notebook.
      timer ??= setTimeout(() => {
        timer = undefined
        release(serial)
      }, patience)
    },
  }
}
