/**
 * A changed notebook → the text of its file, with the smallest edits: indentation, key order, spelling of numbers,
 * escapes, trailing newline and everything not asked for keep their bytes. Unchanged notebooks give identical text.
 * A notebook that was upgraded from version 3 has no original to edit and is written as Jupyter writes it.
 *
 *     const { notebook } = file
 *     serializeNotebook(file, { ...notebook, cells: notebook.cells.map((cell) => clearOutputs(cell)) })
 */
import { type Hunk, type TextEdit, applyEdits, editList, editValue, equalJson } from './json/edit.ts'
import { type JsonNode, item, member, parseJson } from './json/node.ts'
import { type JsonStyle, jupyterStyle, styleOf, writeJson } from './json/style.ts'
import { LongLines } from './long-lines.ts'
import type { Cell, CodeCell, MimeBundle, Notebook, Output, StreamOutput, TextCell } from './model.ts'
import { isJsonMime, isSplitMime, isText, splitLines } from './multiline.ts'
import type { NotebookFile, RawObject } from './parse.ts'

export function serializeNotebook(file: NotebookFile, notebook: Notebook = file.notebook): string {
  return [...serializePieces(file, notebook)].join('')
}

/** The same text in pieces that are made while they are written: a long output is never in memory a second time. */
export function serializePieces(file: NotebookFile, notebook: Notebook): Iterable<string> {
  if (notebook === file.notebook) return [file.text]
  if (file.format.major !== 4) return [formatNotebook(notebook)]
  const { text, raw } = file
  const root = parseJson(text)
  const context = { text, style: styleOf(text) }
  const edits: TextEdit[] = []
  const metadata = member(root, 'metadata')
  if (metadata) edits.push(...editValue(context, metadata, raw['metadata'], notebook.metadata))
  const cells = member(root, 'cells')
  if (cells) edits.push(...editCells(file, context.style, cells, notebook.cells))
  return applyEdits(text, edits)
}

/** A whole notebook in Jupyter's own layout: one blank a level, keys in order, a newline at the end. */
export function formatNotebook(notebook: Notebook, style: JsonStyle = jupyterStyle): string {
  const raw = {
    cells: notebook.cells.map((cell) => newCell(cell, notebook.nbformat_minor)),
    metadata: notebook.metadata,
    nbformat: notebook.nbformat,
    nbformat_minor: notebook.nbformat_minor,
  }
  return [...writeJson(raw, style), style.newline].join('')
}

function editCells(file: NotebookFile, style: JsonStyle, node: JsonNode, cells: readonly Cell[]): TextEdit[] {
  const context = { text: file.text, style }
  const before = file.notebook.cells
  const rawCells = file.raw['cells'] as readonly RawObject[]
  const places = new Map(before.map((cell, index) => [cell.id, index]))
  const edits: TextEdit[] = []
  const hunks: Hunk[] = []
  let next = 0
  for (const cell of cells) {
    const place = places.get(cell.id) ?? -1
    const old = before[place]
    const raw = rawCells[place]
    const child = item(node, place)
    if (!old || !raw || !child || place < next) {
      const write = (margin: string): Iterable<string> => writeJson(newCell(cell, file.format.minor), style, margin)
      hunks.push({ from: next, to: next, insert: [write] })
      continue
    }
    if (place > next) hunks.push({ from: next, to: place, insert: [] })
    if (old !== cell) edits.push(...editValue(context, child, raw, changedCell(raw, old, cell)))
    next = place + 1
  }
  if (next < before.length) hunks.push({ from: next, to: before.length, insert: [] })
  const spans = node.kind === 'array' ? node.items : []
  return [...edits, ...editList(context, node, spans, hunks)]
}

function newCell(cell: Cell, minor: number): RawObject {
  const id = minor >= 5 ? { id: cell.id } : {}
  const source = splitLines(cell.source)
  if (cell.cell_type === 'code') {
    const { execution_count: count, metadata, outputs } = cell
    return {
      cell_type: 'code',
      execution_count: count,
      ...id,
      metadata,
      outputs: outputs.map((output) => newOutput(output)),
      source,
    }
  }
  const { attachments } = cell
  return { ...(attachments && { attachments }), cell_type: cell.cell_type, ...id, metadata: cell.metadata, source }
}

/** The raw cell with what differs between two states of the model, and nothing else. */
function changedCell(raw: RawObject, old: Cell, cell: Cell): RawObject {
  if (old.cell_type !== cell.cell_type) {
    const { outputs: _outputs, execution_count: _count, attachments: _attachments, ...rest } = raw
    return { ...rest, ...newCell(cell, 'id' in raw ? 5 : 4) }
  }
  const changed: Record<string, unknown> = { ...raw, metadata: cell.metadata }
  if (old.source !== cell.source) changed['source'] = likeBefore(raw['source'], cell.source)
  if (cell.cell_type === 'code') {
    changed['execution_count'] = cell.execution_count
    changed['outputs'] = changedOutputs(raw['outputs'] as readonly RawObject[], old as CodeCell, cell)
  } else if (!equalJson(cell.attachments, (old as TextCell).attachments)) changed['attachments'] = cell.attachments
  return changed
}

function changedOutputs(raws: readonly RawObject[], old: CodeCell, cell: CodeCell): readonly RawObject[] {
  if (old.outputs === cell.outputs) return raws
  const shift = cell.outputs.length - old.outputs.length
  return cell.outputs.map((output, index) => {
    for (const place of [index, index - shift])
      if (isSameOutput(old.outputs[place], output)) return raws[place] ?? newOutput(output)
    return newOutput(output, raws[index])
  })
}

function isSameOutput(old: Output | undefined, output: Output): boolean {
  if (old === undefined || old.output_type !== output.output_type) return false
  if (old.output_type === 'stream' && output.output_type === 'stream' && output.pieces !== undefined) {
    return old.name === output.name && isText(output.pieces, old.text)
  }
  return equalJson(old, output)
}

/** An output as Jupyter writes it; multiline fields take the form they had in `before`. */
export function newOutput(output: Output, before: RawObject = {}): RawObject {
  if (output.output_type === 'stream')
    return { name: output.name, output_type: 'stream', text: streamText(output, before['text']) }
  if (output.output_type === 'error')
    return { ename: output.ename, evalue: output.evalue, output_type: 'error', traceback: output.traceback }
  const data = newBundle(output.data, before['data'] as MimeBundle | undefined)
  if (output.output_type === 'display_data') return { data, metadata: output.metadata, output_type: 'display_data' }
  const { execution_count: count, metadata } = output
  return { data, execution_count: count, metadata, output_type: 'execute_result' }
}

function newBundle(bundle: MimeBundle, before: MimeBundle = {}): MimeBundle {
  const sorted = Object.entries(bundle).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(
    sorted.map(([mime, value]) => {
      if (typeof value !== 'string' || isJsonMime(mime)) return [mime, value]
      if (mime in before) return [mime, likeBefore(before[mime], value)]
      return [mime, isSplitMime(mime) ? splitLines(value) : value]
    }),
  )
}

function streamText(output: StreamOutput, before: unknown): unknown {
  if (output.pieces !== undefined && typeof before !== 'string') return new LongLines(output.pieces)
  return likeBefore(before, output.text)
}

/** A multiline string in the form that stands in the file: array of lines (also if there is none yet), or one string. */
function likeBefore(before: unknown, text: string): unknown {
  if (typeof before === 'string') return text
  if (Array.isArray(before) && before.join('') === text) return before
  return splitLines(text)
}
