// process.stdout, process.stderr and console of the cells: they write into the outbox. The console is Node's own class on
// these streams, because V8's, wrapped by the inspector, costs five times as much a line.
//
//   installStreams(outbox)
import { Console } from 'node:console'
import { Writable } from 'node:stream'
import type { Outbox } from './outbox.ts'

class OutputStream extends Writable {
  readonly #outbox: Outbox
  readonly #name: 'stdout' | 'stderr'
  readonly fd: number
  readonly isTTY = false
  readonly columns = 120

  constructor(outbox: Outbox, name: 'stdout' | 'stderr') {
    super({ decodeStrings: false })
    this.#outbox = outbox
    this.#name = name
    this.fd = name === 'stdout' ? 1 : 2
  }

  override write(chunk: unknown, encoding?: unknown, callback?: unknown): boolean {
    this.#outbox.write(this.#name, textOf(chunk, encoding))
    const done = typeof encoding === 'function' ? encoding : callback
    if (typeof done === 'function') process.nextTick(done)
    return true
  }

  override _write(chunk: unknown, encoding: BufferEncoding, callback: () => void): void {
    this.#outbox.write(this.#name, textOf(chunk, encoding))
    callback()
  }

  /** Ending the notebook's output would end it for all cells to come. */
  override end(...parts: unknown[]): this {
    const [chunk, encoding] = parts
    if (chunk !== undefined && typeof chunk !== 'function') this.write(chunk, encoding)
    const done = parts.find((part) => typeof part === 'function') as (() => void) | undefined
    if (done) process.nextTick(done)
    return this
  }

  override destroy(): this {
    return this
  }

  getColorDepth(): number {
    return 4
  }

  hasColors(): boolean {
    return false
  }
}

function textOf(chunk: unknown, encoding: unknown): string {
  if (typeof chunk === 'string') {
    return encoding === 'hex' || encoding === 'base64' ? Buffer.from(chunk, encoding).toString() : chunk
  }
  if (chunk instanceof Uint8Array) return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString()
  throw new TypeError('The "chunk" argument must be of type string or an instance of Buffer or Uint8Array.')
}

export function installStreams(outbox: Outbox): void {
  const stdout = new OutputStream(outbox, 'stdout')
  const stderr = new OutputStream(outbox, 'stderr')
  for (const [name, stream] of Object.entries({ stdout, stderr })) {
    Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => stream })
  }
  const console = new Console({ stdout, stderr, colorMode: false, inspectOptions: {}, groupIndentation: 2 })
  Object.defineProperty(globalThis, 'console', { value: console, configurable: true, writable: true })
}
