/**
 * Text of an .ipynb → NotebookFile: the notebook in memory, beside the original text that later edits start from.
 * Errors name line and JSON path. What the schema only frowns upon (unknown keys, missing ids) becomes a warning, as in
 * every front end, so that a notebook that opens in Jupyter can be run.
 *
 *     const file = parseNotebook(await readFile('etl.ipynb', 'utf8'), 'etl.ipynb')
 *     file.notebook.cells.length
 */
import { NotebookError } from './error.ts'
import { assignIds } from './ids.ts'
import { JsonError, type JsonNode, nodeAt, parseJson, valueOf } from './json/node.ts'
import { lineAt } from './json/position.ts'
import type { Cell, CellMetadata, MimeBundle, Notebook, NotebookMetadata, Output } from './model.ts'
import { joinBundle, joinLines } from './multiline.ts'
import { upgradeFrom3 } from './upgrade.ts'
import { type Problem, formatProblem, validateNotebook } from './validate.ts'

export type RawObject = Readonly<Record<string, unknown>>

export interface NotebookFile {
  /** As given; used in messages only. */
  readonly path: string | undefined
  readonly text: string
  /** nbformat of the file. Version 3 is upgraded in memory. */
  readonly format: { readonly major: number; readonly minor: number }
  readonly notebook: Notebook
  /** The JSON as it stands in the file. */
  readonly raw: RawObject
  /** With line numbers, ready to print. */
  readonly warnings: readonly string[]
}

export interface ParseOptions {
  /** Deviations that Jupyter puts up with are errors too. */
  readonly strict?: boolean
}

/** Reads a notebook; throws NotebookError. */
export function parseNotebook(text: string, path?: string, options: ParseOptions = {}): NotebookFile {
  const raw = readJson(text, path)
  const format = formatOf(raw, text, path)
  const current = format.major === 3 ? upgrade(raw, path) : raw
  const problems = validateNotebook(current)
  const fatal = problems.find(({ severity }) => severity === 'error' || options.strict === true)
  if (fatal) {
    const where = format.major === 3 ? undefined : positionOf(text, fatal)
    const more = problems.filter(({ severity }) => severity === 'error').length - 1
    throw new NotebookError(`${formatProblem(fatal)}${more > 0 ? ` (and ${more} more like it)` : ''}`, {
      kind: 'format',
      file: path,
      ...where,
      path: fatal.path,
      hint: `the file says nbformat ${format.major}.${format.minor}; open and save it in JupyterLab, or mend that line`,
    })
  }
  return {
    path,
    text,
    format,
    raw,
    notebook: toModel(current, format.major === 3 ? 5 : format.minor),
    warnings: problems.length === 0 ? [] : describeWarnings(text, problems, format.major),
  }
}

function readJson(text: string, file: string | undefined): RawObject {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text
  let value: unknown
  try {
    value = JSON.parse(source)
  } catch {
    // The slow way knows the place of an error, and Python's NaN and Infinity.
    try {
      value = valueOf(text, parseJson(text))
    } catch (error) {
      if (!(error instanceof JsonError)) throw error
      throw new NotebookError(
        text.trim() === ''
          ? 'the file is empty'
          : `not valid JSON: ${error.reason} (column ${error.column}, in ${error.message.split(' (in ').at(-1)}`,
        { kind: 'json', file, line: error.line, column: error.column, path: error.path, hint: hintFor(text) },
      )
    }
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as RawObject
  throw new NotebookError('a notebook is a JSON object, this is not', { kind: 'format', file, line: 1, path: [] })
}

function hintFor(text: string): string {
  if (/^(<{7}|={7}|>{7}) /m.test(text) || /^={7}$/m.test(text))
    return 'the file has merge conflict markers: resolve the conflict (nbdime merges notebooks) and try again'
  if (text.startsWith('version https://git-lfs')) return 'this is a Git LFS pointer: run "git lfs pull"'
  return 'restore the file from version control, or mend it in a text editor'
}

function formatOf(raw: RawObject, text: string, file: string | undefined): { major: number; minor: number } {
  const { nbformat: major, nbformat_minor: minor = 0 } = raw
  if ((major === 3 || major === 4) && typeof minor === 'number') return { major, minor }
  const line = 'nbformat' in raw ? positionOf(text, { path: ['nbformat'] }).line : 1
  const reason =
    major === undefined
      ? 'the JSON has no "nbformat": it is no notebook'
      : `nbformat ${JSON.stringify(major)} is not one that can be read (3 and 4 are)`
  throw new NotebookError(reason, {
    kind: 'format',
    file,
    line,
    path: ['nbformat'],
    hint: 'convert it with "jupyter nbconvert --to notebook"',
  })
}

function upgrade(raw: RawObject, file: string | undefined): RawObject {
  try {
    return upgradeFrom3(raw)
  } catch (cause) {
    throw new NotebookError('this nbformat 3 notebook cannot be upgraded', { kind: 'format', file, cause })
  }
}

function positionOf(text: string, { path }: Pick<Problem, 'path'>): { line: number; column: number } {
  return lineAt(text, nodeAt(parseJson(text), path).start)
}

function describeWarnings(text: string, problems: readonly Problem[], major: number): string[] {
  const tree: JsonNode | undefined = major === 3 ? undefined : parseJson(text)
  return problems.map((problem) => {
    const line = tree ? `line ${lineAt(text, nodeAt(tree, problem.path).start).line}: ` : ''
    return line + formatProblem(problem)
  })
}

function toModel(raw: RawObject, minor: number): Notebook {
  const rawCells = raw['cells'] as readonly RawObject[]
  const sources = rawCells.map((cell) => ({
    id: cell['id'],
    cell_type: String(cell['cell_type']),
    source: joinLines(cell['source']),
  }))
  const ids = assignIds(sources)
  return {
    nbformat: 4,
    nbformat_minor: minor,
    metadata: raw['metadata'] as NotebookMetadata,
    cells: rawCells.map((cell, index) => toCell(cell, ids[index] ?? '', sources[index]?.source ?? '')),
  }
}

function toCell(raw: RawObject, id: string, source: string): Cell {
  const metadata = raw['metadata'] as CellMetadata
  if (raw['cell_type'] === 'code')
    return {
      cell_type: 'code',
      id,
      source,
      metadata,
      execution_count: raw['execution_count'] as number | null,
      outputs: (raw['outputs'] as readonly RawObject[]).map(toOutput),
    }
  const attachments = raw['attachments'] as Readonly<Record<string, MimeBundle>> | undefined
  // A kind that a newer nbformat added is carried along as raw text.
  const type = raw['cell_type'] === 'markdown' ? 'markdown' : 'raw'
  return {
    cell_type: type,
    id,
    source,
    metadata,
    ...(attachments && {
      attachments: Object.fromEntries(Object.entries(attachments).map(([name, data]) => [name, joinBundle(data)])),
    }),
  }
}

/** An output as it stands in a file → as it is in memory. */
export function toOutput(raw: RawObject): Output {
  if (raw['output_type'] === 'stream')
    return { output_type: 'stream', name: String(raw['name']), text: joinLines(raw['text']) }
  if (raw['data'] === undefined) return raw as unknown as Output
  return { ...raw, data: joinBundle(raw['data'] as MimeBundle) } as unknown as Output
}
