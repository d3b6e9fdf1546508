// What a test file asks of its notebook, wherever that runs: in vitest's worker (local-notebook.ts), or, in a watch, in vitest's main
// process, whose kernels outlive the worker (host.ts and remote-notebook.ts). All values can be said in JSON.
import type { CellEnd, Failure } from '../events.ts'

export interface NotebookSource {
  readonly path: string
  readonly directory: string
  readonly settings: Readonly<Record<string, unknown>>
  /** Address of a Jupyter Server or gateway; its token is in this environment variable, and nowhere else. */
  readonly server?: string | undefined
  readonly tokenEnv?: string | undefined
  /** Variables of the asking process that this one hasn't, or has otherwise. */
  readonly environment?: Readonly<Record<string, string>> | undefined
}

export interface TestAnswer {
  readonly end: CellEnd
  /** Of the whole notebook, if more than one was needed. */
  readonly attempts?: number
}

export interface TestNotebook {
  /** @throws OpenFailure */
  open(): Promise<void>
  /** Runs the cells up to this one that have not been run. */
  run(codeIndex: number, signal: AbortSignal | undefined): Promise<TestAnswer>
  /** After the last cell. */
  close(): Promise<void>
}

/** The notebook can't be run at all: it is none, or its kernel does not start. */
export class OpenFailure extends Error {
  override readonly name = 'OpenFailure'
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.evalue)
    this.failure = failure
  }
}
