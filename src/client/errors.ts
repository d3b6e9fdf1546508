// What can go wrong between a client and a kernel, as sentences with a next step. One class, told apart by `code`; failures
// of the user's code are not errors here but outcomes (see execution.ts).
//
//   if (error instanceof ClientError && error.code === 'no-kernel') …

export type ClientErrorCode =
  | 'no-kernel' //    no kernelspec of that name
  | 'not-started' //  the process ended, stayed silent, or isn't there
  | 'bad-signature' // it signs with another key than it was given
  | 'closed' //       used after shutdown
  | 'server' //       a Jupyter Server refused or is not reachable

export class ClientError extends Error {
  override readonly name = 'ClientError'
  readonly code: ClientErrorCode
  /** Next step, without the word "hint:". */
  readonly hint: string | undefined

  constructor(code: ClientErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.hint = options.hint
  }
}
