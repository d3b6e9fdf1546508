// What the two threads say to each other: the user's thread (cells run there) and the I/O thread (sockets, compilation).
// One typed union a direction, no event bus. A request is named by its key, a number that the I/O thread gives out.
//
//   port.postMessage({ type: 'execute', key: 7, code, expressions: {}, stdin: true } satisfies ToUser)
import type { MessagePort } from 'node:worker_threads'
import type { ConnectionInfo, MimeBundle } from '../protocol/index.ts'
import type { RawError } from '../traceback/raw.ts'
import type { TypesMode } from './notebook-settings.ts'

export interface ExecuteOrder {
  type: 'execute'
  key: number
  /** The number in its cell:/// address. */
  cell: number
  /** Compiled. */
  code: string
  /** Its imports alone, evaluated first; empty without any. */
  imports: string
  /** Names of earlier cells that it declares by `var`. */
  keeps: readonly string[]
  /** Compiled user expressions by their names. */
  expressions: Record<string, string>
  /** Whether the client answers input requests. */
  stdin: boolean
  /** Whether a debugger wants to stop at what the cell throws. */
  heard: boolean
}

export interface CommEvent {
  type: 'comm'
  event: 'open' | 'message' | 'close'
  id: string
  target: string
  data: unknown
  metadata: Record<string, unknown>
  buffers: Uint8Array[]
  /** The request that brought it: its output belongs there. */
  key: number
}

export type ToUser =
  | ExecuteOrder
  | CommEvent
  | { type: 'interrupt'; serial: number }
  | { type: 'leave'; code: number }
  /** Nothing has happened for a while. */
  | { type: 'rest' }
  /** The kernel can't start: what is wrong, for people. */
  | { type: 'failed'; message: string }
  | { type: 'answer'; serial: number; answer: InputAnswer }

export type InputAnswer = { value: string } | { error: string } | { interrupted: true }

export interface Shown {
  data: MimeBundle
  metadata: Record<string, unknown>
}

export type ExpressionResult = ({ status: 'ok' } & Shown) | { status: 'error'; error: RawError }

/** How a cell ended. */
export type Outcome =
  | { status: 'ok'; shown?: Shown; expressions: Record<string, ExpressionResult> }
  /** `unbegun`: an import failed, so the cell has declared nothing. */
  | { status: 'error'; error: RawError; shownAssertion?: MimeBundle; unbegun?: true }

/** What a cell causes, in the order in which it causes it. */
export type Item = { key: number } & (
  | { type: 'stream'; name: 'stdout' | 'stderr'; text: string }
  | {
      type: 'publish'
      messageType: string
      content: Record<string, unknown>
      metadata?: Record<string, unknown>
      buffers?: Uint8Array[]
    }
  /** An error outside of any running cell's own code: in a timer, an unhandled rejection. */
  | { type: 'failure'; error: RawError; how: 'timer' | 'rejection' }
  | { type: 'done'; outcome: Outcome; milliseconds: number }
)

export type ToIo =
  | { type: 'batch'; serial: number; items: Item[]; bytes: number; marked: boolean }
  | { type: 'input'; serial: number; key: number; prompt: string; password: boolean }
  | { type: 'exit'; key: number; code: number }
  | { type: 'setting'; name: 'types'; value: TypesMode }

/** What the I/O thread evaluates in the midst of what it is going to terminate: interruption.ts defines it. */
export const stopTimerCall = "globalThis[Symbol.for('loopbook.stop')]?.()"

/** Slots of the shared Int32Array. */
export const slot = { answer: 0, interrupt: 1, pending: 2, exit: 3, shield: 4, terminating: 5 } as const
export const slots = 6

export interface WorkerData {
  connection: ConnectionInfo
  shared: Int32Array<SharedArrayBuffer>
  answers: MessagePort
  /** Where the user's thread takes its orders. */
  orders: MessagePort
  language: 'typescript' | 'javascript'
  types: TypesMode
  directory: string
  /** Read ends of the pipes that stand behind fd 1 and 2, and the terminal's or parent's own stderr. */
  capture: { stdout: number; stderr: number } | undefined
  log: number
  /** A process of the kernel's own, which interruptions spare. */
  helper: number | undefined
  version: string
}
