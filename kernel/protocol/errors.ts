// What can be wrong with what came over the wire or stands in a connection file. Messages are whole sentences; `hint` is the
// next step, and neither ever holds the key.

export type ProtocolErrorCode =
  | 'no-delimiter'
  | 'too-few-frames'
  | 'bad-signature'
  | 'bad-json'
  | 'bad-header'
  | 'unknown-scheme'
  | 'connection-file'
  | 'old-node'

export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  readonly code: ProtocolErrorCode
  readonly hint: string | undefined

  constructor(code: ProtocolErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.hint = options.hint
  }
}
