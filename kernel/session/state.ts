// What the session is: which cells wait, which one runs, how many ran. Values only; sockets, clock and disk are elsewhere.
import type { Shown } from '../evaluate/channel.ts'
import type { Message, MimeBundle } from '../protocol/index.ts'
import type { DescribedError } from '../traceback/index.ts'

/** An execute_request as it was understood. */
export interface Request {
  key: number
  message: Message
  code: string
  silent: boolean
  storeHistory: boolean
  stopOnError: boolean
  allowStdin: boolean
  userExpressions: Readonly<Record<string, string>>
}

/** How a cell ended, ready to be sent. */
export type Ending =
  | { status: 'ok'; shown?: Shown; expressions: Readonly<Record<string, object>> }
  | { status: 'error'; error: DescribedError; assertion?: MimeBundle }

export interface SessionState {
  /** Of the last cell that was counted. */
  count: number
  queue: readonly Request[]
  running: (Request & { count: number }) | undefined
  /** A cell failed or was interrupted: what arrives until `settled` belongs to the same run and is aborted. */
  failing: { outcome: Ending; milliseconds: number; request: Request & { count: number } } | undefined
  ending: { restart: boolean } | undefined
}

export const emptySession: SessionState = {
  count: 0,
  queue: [],
  running: undefined,
  failing: undefined,
  ending: undefined,
}

export type SessionEvent =
  | { type: 'requested'; request: Request }
  | { type: 'ended'; key: number; outcome: Ending; milliseconds: number }
  /** No message came for a moment after a failure. */
  | { type: 'settled' }
  | { type: 'ending'; restart: boolean }

export type Effect =
  | { do: 'start'; request: Request & { count: number } }
  | { do: 'finish'; request: Request & { count: number }; outcome: Ending; milliseconds: number }
  | { do: 'abort'; request: Request }
  /** Send `settled` when no further message has come for a turn. */
  | { do: 'settle' }
