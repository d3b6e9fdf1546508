// Messages between vitest's main process and a worker of it: one JSON document a line over a socket.
//
//   readLines(socket, (message) => …);  writeLine(socket, { id: 1, run: 3 })
import type { Socket } from 'node:net'
import type { Failure } from '../events.ts'
import type { NotebookSource, TestAnswer } from './test-notebook.ts'

/** From a worker. Each but an abort is answered under its id. */
export type Question =
  | { readonly id: number; readonly open: NotebookSource }
  | { readonly id: number; readonly run: number }
  | { readonly id: number; readonly close: true }
  | { readonly abort: number }

export interface Reply {
  readonly id: number
  readonly answer?: TestAnswer
  readonly failure?: Failure
}

/** Environment variable with the socket's path: set by the plugin in a watch, inherited by workers. */
export const hostVariable = 'LOOPBOOK_VITEST_HOST'

export function writeLine(socket: Socket, message: Question | Reply): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`)
}

/** The other side is another part of this very package: what it sends is what its types say. */
export function readLines(socket: Socket, onMessage: (message: unknown) => void): void {
  let rest = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    for (const line of lines) onMessage(JSON.parse(line))
  })
}
