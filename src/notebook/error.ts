/**
 * The one error of this unit: a file that is no notebook, or could not be read or written safely. The message is a
 * sentence with file, line and JSON path; `hint` is the next step.
 *
 *     etl.ipynb, line 41: $.cells[3].source must be a string or an array of strings, not 7
 */
import type { JsonPath } from './json/node.ts'

export interface NotebookErrorDetails {
  readonly kind: 'json' | 'format' | 'read' | 'write' | 'conflict'
  readonly file?: string | undefined
  readonly line?: number | undefined
  readonly column?: number | undefined
  readonly path?: JsonPath | undefined
  readonly hint?: string | undefined
  readonly cause?: unknown
}

export class NotebookError extends Error {
  override readonly name: string = 'NotebookError'
  readonly kind: NotebookErrorDetails['kind']
  /** Without file and line. */
  readonly reason: string
  readonly file: string | undefined
  readonly line: number | undefined
  readonly column: number | undefined
  readonly path: JsonPath | undefined
  readonly hint: string | undefined

  constructor(reason: string, details: NotebookErrorDetails) {
    const line = details.line === undefined ? '' : `line ${details.line}`
    const place = [details.file ?? '', line].filter(Boolean).join(', ')
    const hint = details.hint === undefined ? '' : `\nhint: ${details.hint}`
    super(`${place}${place && ': '}${reason}${hint}`, { cause: details.cause })
    this.kind = details.kind
    this.reason = reason
    this.file = details.file
    this.line = details.line
    this.column = details.column
    this.path = details.path
    this.hint = details.hint
  }
}
