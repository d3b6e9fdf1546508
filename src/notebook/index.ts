/**
 * Jupyter notebooks as files: read, validate, locate, change and write them without harm. A leaf: it knows nothing of
 * kernels or of the rest of Loopbook.
 *
 *     const file = await readNotebook('etl.ipynb')
 *     cellPositions(file)[0]?.source.line
 *     await writeNotebook(file, { ...file.notebook, cells: file.notebook.cells.slice(1) })
 */
export { NotebookError, type NotebookErrorDetails } from './error.ts'
export { decodeNotebook, readNotebook, writeAtomic, writeNotebook, type WriteOptions } from './file.ts'
export type { JsonPath } from './json/node.ts'
export type { Position } from './json/position.ts'
export type {
  Cell,
  CellMetadata,
  CodeCell,
  DisplayOutput,
  ErrorOutput,
  Json,
  JsonObject,
  MimeBundle,
  Notebook,
  NotebookMetadata,
  Output,
  ResultOutput,
  StreamOutput,
  TextCell,
} from './model.ts'
export { isJsonMime } from './multiline.ts'
export { parseNotebook, type NotebookFile, type ParseOptions } from './parse.ts'
export { cellAtLine, cellPositions, type CellPosition } from './positions.ts'
export { formatNotebook, serializeNotebook, serializePieces } from './serialize.ts'
export { validateNotebook, type Problem } from './validate.ts'
