// All that cells cause, in one order, on its way to the I/O thread: text is joined and sent in batches (a message for every
// console.log costs twice as much as the log itself), everything else keeps its place between it. Memory stays bounded: the
// writer waits while the I/O thread has too much to do, and a cell's text is cut at a limit, which is said.
//
//   outbox.write('stdout', 'hello\n');  outbox.add({ type: 'done', … });  outbox.flush()
import { currentKey } from './context.ts'
import { slot } from './channel.ts'
import type { Item, ToIo } from './channel.ts'

/** Characters in a batch, and milliseconds until a busy cell's text is sent. */
const batchSize = 64 * 1024
const batchTime = 20
/** Characters under way at which a writer waits. */
const mostPending = 16 * 1024 * 1024
/** Characters of text that one cell may print: beyond it no front end draws any more. */
export const mostText: number = Number(process.env['LOOPBOOK_OUTPUT_LIMIT'] ?? 64) * 1024 * 1024

export type Pipes = { mark(serial: number): void } | undefined
type Post = (message: ToIo, transfer?: ArrayBuffer[]) => void
type OwnItem<T = Item> = T extends Item ? Omit<T, 'key'> & { key?: number } : never

// Cells may replace these (fake timers do).
const { setImmediate: later } = globalThis
const now = performance.now.bind(performance)

export class Outbox {
  readonly #post: Post
  readonly #shared: Int32Array<SharedArrayBuffer>
  #items: Item[] = []
  #size = 0
  #serial = 0
  #flushed = 0
  #scheduled = false
  #printed = new Map<number, number>()
  /** Set once something else than this thread may write to fd 1 and 2. */
  pipes: Pipes

  constructor(post: Post, shared: Int32Array<SharedArrayBuffer>) {
    this.#post = post
    this.#shared = shared
  }

  write(name: 'stdout' | 'stderr', text: string): void {
    if (text === '') return
    const key = currentKey()
    const printed = (this.#printed.get(key) ?? 0) + text.length
    if (printed - text.length > mostText) return
    this.#printed.set(key, printed)
    this.#append(key, name, text)
    if (printed > mostText) this.#append(key, 'stderr', cutNotice)
    const busy = this.#size >= batchSize || now() - this.#flushed > batchTime
    if (busy) this.flush()
    else this.#schedule()
  }

  #append(key: number, name: 'stdout' | 'stderr', text: string): void {
    const last = this.#items.at(-1)
    if (last?.type === 'stream' && last.name === name && last.key === key) last.text += text
    else this.#items.push({ type: 'stream', key, name, text })
    this.#size += text.length
  }

  add(item: OwnItem): void {
    this.#items.push({ key: currentKey(), ...item })
    this.#schedule()
  }

  /** A cell that runs again may print anew. */
  forget(key: number): void {
    this.#printed.delete(key)
    if (this.#printed.size > 1000) this.#printed.delete(this.#printed.keys().next().value!)
  }

  flush(): void {
    this.#flushed = now()
    if (this.#items.length === 0) return
    const items = this.#items
    const bytes = this.#size
    this.#items = []
    this.#size = 0
    const serial = ++this.#serial
    Atomics.add(this.#shared, slot.pending, bytes)
    const message = { type: 'batch', serial, items, bytes, marked: this.pipes !== undefined } as const
    try {
      this.#post(message)
    } catch {
      // Something that can't cross threads, such as a function in a comm's data: that item only is lost.
      this.#post({ ...message, items: items.map(sendable) })
    }
    this.pipes?.mark(serial)
    this.#wait()
  }

  #wait(): void {
    for (;;) {
      const pending = Atomics.load(this.#shared, slot.pending)
      if (pending < mostPending) return
      Atomics.wait(this.#shared, slot.pending, pending, 50)
    }
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    later(() => {
      this.#scheduled = false
      this.flush()
    })
  }
}

function sendable(item: Item): Item {
  try {
    return JSON.parse(JSON.stringify(item)) as Item
  } catch (error) {
    return { type: 'stream', key: item.key, name: 'stderr', text: `An output could not be sent: ${String(error)}\n` }
  }
}

const cutNotice = `\n… cut: this cell printed more than ${Math.round(mostText / 1024 / 1024)} MB. What follows is not shown; the cell runs on.\nhint: write that much to a file, or set LOOPBOOK_OUTPUT_LIMIT (in MB) before the kernel starts.\n`
