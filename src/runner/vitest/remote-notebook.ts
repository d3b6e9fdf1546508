// A notebook under test whose kernel is in vitest's main process (host.ts): this worker asks, and its end interrupts what runs.
//
//   const notebook = await RemoteNotebook.connect(process.env[hostVariable], source)
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { OpenFailure } from './test-notebook.ts'
import type { NotebookSource, TestAnswer, TestNotebook } from './test-notebook.ts'
import { readLines, writeLine } from './wire.ts'
import type { Question, Reply } from './wire.ts'

type WithoutId<T> = T extends { id: number } ? Omit<T, 'id'> : never

export class RemoteNotebook implements TestNotebook {
  readonly #path: string
  readonly #source: NotebookSource
  readonly #waiting = new Map<number, (reply: Reply) => void>()
  #socket: Socket | undefined
  #count = 0

  constructor(path: string, source: NotebookSource) {
    this.#path = path
    this.#source = source
  }

  async open(): Promise<void> {
    const socket = connect(this.#path)
    this.#socket = socket
    readLines(socket, (message) => {
      const reply = message as Reply
      this.#waiting.get(reply.id)?.(reply)
      this.#waiting.delete(reply.id)
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      const failure = {
        ename: 'HostLost',
        evalue: 'The main process of vitest, which held the kernel, is gone.',
        traceback: [],
      }
      for (const [id, answer] of this.#waiting) answer({ id, failure })
      this.#waiting.clear()
    })
    const environment = process.env as Record<string, string>
    await this.#ask({ open: { ...this.#source, environment } }).promise
  }

  async run(codeIndex: number, signal: AbortSignal | undefined): Promise<TestAnswer> {
    const { id, promise } = this.#ask({ run: codeIndex })
    const abort = (): void => writeLine(this.#socket!, { abort: id })
    if (signal?.aborted === true) abort()
    signal?.addEventListener('abort', abort, { once: true })
    const { answer } = await promise
    signal?.removeEventListener('abort', abort)
    return answer!
  }

  async close(): Promise<void> {
    if (this.#socket?.writable === true) await this.#ask({ close: true }).promise.catch(() => {})
    this.#socket?.end()
  }

  #ask(question: WithoutId<Question>): { id: number; promise: Promise<Reply> } {
    const id = ++this.#count
    const promise = new Promise<Reply>((resolve, reject) => {
      this.#waiting.set(id, (reply) => {
        if (reply.failure === undefined) resolve(reply)
        else reject(new OpenFailure(reply.failure))
      })
      writeLine(this.#socket!, { id, ...question })
    })
    return { id, promise }
  }
}
