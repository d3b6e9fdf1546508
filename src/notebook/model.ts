/**
 * A notebook as the rest of Loopbook sees it: nbformat 4.5 in memory, whatever the file was written in.
 *
 * Multiline strings are joined (a file may hold an array of lines), a cell always has an id (derived from its content
 * if the file has none), and everything unknown stays where it was. Values are immutable: an update is a new object
 * given to `serializeNotebook(file, notebook)`. Nothing here reads or writes files.
 *
 *     const { cells } = parseNotebook(text).notebook
 *     cells.filter((cell) => cell.cell_type === 'code').map((cell) => cell.source)
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

/** MIME type → value; text types are joined strings, `application/json` and its like are any JSON. */
export type MimeBundle = Readonly<Record<string, unknown>>

export interface StreamOutput {
  readonly output_type: 'stream'
  readonly name: string
  readonly text: string
  /** The same text in parts, of an output so long that joining it only to write it would cost memory. No part of the format. */
  readonly pieces?: Iterable<string>
}
export interface DisplayOutput {
  readonly output_type: 'display_data'
  readonly data: MimeBundle
  readonly metadata: Readonly<Record<string, unknown>>
}
export interface ResultOutput {
  readonly output_type: 'execute_result'
  readonly execution_count: number | null
  readonly data: MimeBundle
  readonly metadata: Readonly<Record<string, unknown>>
}
export interface ErrorOutput {
  readonly output_type: 'error'
  readonly ename: string
  readonly evalue: string
  readonly traceback: readonly string[]
}
export type Output = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput

/** Cell metadata: the keys that Jupyter itself defines are named, all others are kept as they are. */
export interface CellMetadata {
  readonly tags?: readonly string[]
  readonly [key: string]: unknown
}

interface CellBase {
  readonly id: string
  readonly source: string
  readonly metadata: CellMetadata
}
export interface CodeCell extends CellBase {
  readonly cell_type: 'code'
  readonly execution_count: number | null
  readonly outputs: readonly Output[]
}
export interface TextCell extends CellBase {
  readonly cell_type: 'markdown' | 'raw'
  readonly attachments?: Readonly<Record<string, MimeBundle>>
}
export type Cell = CodeCell | TextCell

export interface NotebookMetadata {
  readonly kernelspec?: { readonly name?: string; readonly display_name?: string; readonly language?: string }
  readonly language_info?: { readonly name?: string; readonly [key: string]: unknown }
  readonly [key: string]: unknown
}
export interface Notebook {
  readonly nbformat: 4
  readonly nbformat_minor: number
  readonly metadata: NotebookMetadata
  readonly cells: readonly Cell[]
}
