// A notebook's session for the compiler's tests: cells go through the real compiler and the real REPL mode of a real process,
// only Jupyter is missing.
//
//   await using session = await CellSession.start()
//   await session.value('let a = 1'); await session.value('a + 1')   // '2'
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

export interface ChildRequest {
  code: string
  id: number
  language?: 'typescript' | 'javascript'
  interrupt?: boolean
}

export interface ChildOutcome {
  /** The last expression's value as inspected; undefined when the cell has none. */
  value: string | undefined
  error?: { ename: string; evalue: string; traceback: string[] }
  declares: string[]
  uses: string[]
  progress: string
  /** What was evaluated. */
  text: string
}

export class CellSession implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, { resolve(outcome: ChildOutcome): void; reject(error: Error): void }>()
  #count = 0

  private constructor(child: ChildProcess) {
    this.#child = child
    child.on('message', (message: { id: number; outcome?: ChildOutcome; crash?: string }) => {
      const waiting = this.#waiting.get(message.id)
      this.#waiting.delete(message.id)
      if (message.outcome) waiting?.resolve(message.outcome)
      else waiting?.reject(new Error(message.crash))
    })
    child.on('exit', (code, signal) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`the session died: ${code} ${signal}`))
    })
  }

  static async start(options: { directory?: string; env?: Record<string, string> } = {}): Promise<CellSession> {
    const child = fork(fileURLToPath(new URL('child.ts', import.meta.url)), [options.directory ?? process.cwd()], {
      cwd: options.directory ?? process.cwd(),
      execArgv: ['--conditions=loopbook-source', '--no-force-async-hooks-checks'],
      env: { ...process.env, ...options.env },
    })
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve())
      child.once('exit', () => reject(new Error('the session did not start')))
    })
    return new CellSession(child)
  }

  run(code: string, language: 'typescript' | 'javascript' = 'typescript'): Promise<ChildOutcome> {
    const id = ++this.#count
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#child.send({ code, id, language } satisfies ChildRequest)
    })
  }

  /** The value of a cell that must not fail. */
  async value(code: string, language?: 'typescript' | 'javascript'): Promise<string | undefined> {
    const { value, error, text } = await this.run(code, language)
    if (error) throw new Error(`${error.traceback.join('\n')}\n--- cell\n${code}\n--- compiled\n${text}`)
    return value
  }

  /** The error of a cell that must fail, as its reader sees it, without colours. */
  async failure(code: string, language?: 'typescript' | 'javascript'): Promise<string> {
    const { error, value } = await this.run(code, language)
    if (!error) throw new Error(`the cell did not fail, but gave ${value}: ${code}`)
    return stripVTControlCharacters(error.traceback.join('\n'))
  }

  interrupt(): void {
    this.#child.send({ code: '', id: 0, interrupt: true } satisfies ChildRequest)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return
    const gone = new Promise((resolve) => this.#child.once('exit', resolve))
    this.#child.kill('SIGKILL')
    await gone
  }
}
