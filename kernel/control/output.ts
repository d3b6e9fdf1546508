// What comes through the pipes behind fd 1 and 2, and the batches of the user's thread, put into one order: a batch that left a
// mark in the pipes is passed on when the mark has been read in both, after what stood before it; what stands behind a mark
// waits for its batch, which may arrive later than the mark does.
//
//   const merge = createMerge({ native }); readPipes(capture, merge)
import { StringDecoder } from 'node:string_decoder'
import { Socket } from 'node:net'
import { markEnd, markStart } from '../evaluate/marks.ts'

export interface MergeOptions {
  /** Output of child processes and native code. */
  native(name: 'stdout' | 'stderr', text: string): void
}

export interface Merge {
  /** Calls `pass` in turn, at once when nothing is marked. */
  batch(serial: number, marked: boolean, pass: () => void): void
  /** Read from a pipe. */
  data(name: 'stdout' | 'stderr', text: string): void
}

/** What Node says when a process ends that has an inspector session, as ours always has: nothing for the reader of a notebook. */
const notice = 'Waiting for the debugger to disconnect...\n'

/** Milliseconds after which a mark or a batch that doesn't come isn't waited for any more. */
const patience = 250

interface Pipe {
  /** Read, and not passed on yet. */
  text: string
  /** The serial of the last mark that was read. */
  seen: number
}

export function createMerge({ native }: MergeOptions): Merge {
  const waiting: { serial: number; marked: boolean; pass: () => void }[] = []
  const pipes = { stdout: { text: '', seen: 0 }, stderr: { text: '', seen: 0 } }
  /** The serial of the last batch that was passed on. */
  let passed = 0
  /** The last serial for which nobody waits any more. */
  let givenUp = 0
  let timer: NodeJS.Timeout | undefined

  const advance = (): void => {
    for (;;) {
      const marked = Math.max(givenUp, Math.min(pipes.stdout.seen, pipes.stderr.seen))
      while (waiting[0] && (!waiting[0].marked || waiting[0].serial <= marked)) {
        passed = waiting[0].serial
        waiting.shift()!.pass()
      }
      // Both, always: one may have come as far as the mark that the other stands at.
      if ([read('stdout', pipes.stdout), read('stderr', pipes.stderr)].every((further) => !further)) break
    }
    const stuck = waiting.length > 0 || isAhead(pipes.stdout) || isAhead(pipes.stderr)
    if (!stuck) {
      clearTimeout(timer)
      timer = undefined
    } else
      timer ??= setTimeout(giveUp, patience, Math.max(waiting[0]?.serial ?? 0, pipes.stdout.seen, pipes.stderr.seen))
  }

  /** A program that closes or seeks our descriptors must not silence the notebook. What has come while this thread slept is read first. */
  const giveUp = (serial: number): void => {
    setImmediate(() => {
      timer = undefined
      givenUp = Math.max(givenUp, serial)
      advance()
    })
  }

  const isAhead = ({ seen }: Pipe): boolean => seen > Math.max(passed, givenUp)

  /** Up to the next mark; whether there was one. */
  const read = (name: 'stdout' | 'stderr', pipe: Pipe): boolean => {
    if (isAhead(pipe)) return false
    const { text } = pipe
    const at = text.indexOf(markStart)
    const end = at < 0 ? -1 : text.indexOf(markEnd, at + markStart.length)
    if (end < 0) {
      // A mark may come in two pieces.
      const half = at < 0 ? text.lastIndexOf(markEnd) : at
      const keep = half >= 0 && text.length - half < 20 ? half : text.length
      pipe.text = text.slice(keep)
      pass(name, text.slice(0, keep))
      return false
    }
    pipe.seen = Number(text.slice(at + markStart.length, end))
    pipe.text = text.slice(end + markEnd.length)
    pass(name, text.slice(0, at))
    return true
  }

  const pass = (name: 'stdout' | 'stderr', text: string): void => {
    const own = name === 'stderr' ? text.replace(notice, '') : text
    if (own !== '') native(name, own)
  }

  return {
    batch(serial, marked, pass) {
      waiting.push({ serial, marked, pass })
      advance()
    },
    data(name, text) {
      pipes[name].text += text
      advance()
    },
  }
}

export function readPipes({ stdout, stderr }: { stdout: number; stderr: number }, merge: Merge): void {
  for (const [name, fd] of [['stdout', stdout] as const, ['stderr', stderr] as const]) {
    const socket = new Socket({ fd, readable: true, writable: false })
    const decoder = new StringDecoder('utf8')
    socket.on('data', (data: Buffer) => merge.data(name, decoder.write(data)))
    socket.on('error', () => {})
  }
}
