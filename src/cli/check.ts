// `loopbook check [paths…]`: type-checks notebooks without running them. A path is a notebook or a folder that is
// searched; each error is one row `file: cell: line: message`. Exits 0 when clean, 1 with errors, 2 on wrong usage.
//
//   loopbook check notebooks/      notebooks/03.ipynb: cell 4: line 2: Cannot find name 'dataste'. (TS2304) hint: …
import { readdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { preloadTypes } from '../../kernel/evaluate/preload-types.ts'
import { createLanguage, type Diagnostic } from '../../kernel/language/index.ts'
import { type Cell, type Notebook, NotebookError, readNotebook } from '../notebook/index.ts'

export const summary = 'type-check notebooks without running them'

const usage = `Usage: loopbook check [paths…] [--json]

${summary}. A path is a notebook or a folder; the default is the current folder.
Left out: cells tagged skip-execution, notebooks in other languages, notebooks
whose metadata says { "loopbook": { "types": "off" } }. A line after
// @ts-expect-error must be wrong.

  --json   one JSON object a row instead of text`

export interface Row {
  file: string
  /** Position among the code cells, from 1: the number that a fresh run shows in brackets. */
  cell: number
  line: number
  column: number
  message: string
  code?: number
  hint?: string
}

export async function run(argv: string[]): Promise<number> {
  let values: { json?: boolean; help?: boolean }
  let positionals: string[]
  try {
    const options = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const
    ;({ values, positionals } = parseArgs({ args: argv, allowPositionals: true, options }))
  } catch (error) {
    console.error(`loopbook check: ${(error as Error).message}\n\n${usage}`)
    return 2
  }
  if (values.help) {
    console.log(usage)
    return 0
  }
  const files = (positionals.length > 0 ? positionals : ['.']).flatMap(notebooksIn)
  if (files.length === 0) {
    console.error(`loopbook check: there is no notebook in ${positionals.join(', ') || 'this folder'}.`)
    return 2
  }
  const rows = (await Promise.all(lanes(files, 2))).flat().sort((a, b) => files.indexOf(a.file) - files.indexOf(b.file))
  for (const row of rows) console.log(values.json ? JSON.stringify(row) : rowText(row))
  if (!values.json) console.error(conclusion(rows, files.length))
  return rows.length > 0 ? 1 : 0
}

/** A few notebooks at once: each has a TypeScript process of its own, which uses two cores by itself. */
function lanes(files: readonly string[], count: number): Promise<Row[]>[] {
  const waiting = files.values()
  return Array.from({ length: count }, async () => {
    const rows: Row[] = []
    for (const file of waiting) rows.push(...(await checkNotebook(file)))
    return rows
  })
}

export async function checkNotebook(file: string): Promise<Row[]> {
  let notebook: Notebook
  try {
    ;({ notebook } = await readNotebook(file))
  } catch (error) {
    if (!(error instanceof NotebookError)) throw error
    return [{ file, cell: 0, line: 0, column: 0, message: error.message.split('\n')[0]! }]
  }
  if (!isChecked(notebook)) return []
  const trouble: string[] = []
  const log = (line: string): unknown => line.startsWith('language:') && trouble.push(line)
  const language = createLanguage({ directory: dirname(resolve(file)), preloads: preloadTypes, log })
  try {
    const rows: Row[] = []
    for (const [index, cell] of notebook.cells.filter(isRun).entries()) {
      const id = index + 1
      language.addCell({ id, code: cell.source })
      const diagnostics = await language.diagnose({ id, code: cell.source })
      // A check that didn't take place must not look like a clean one.
      if (trouble.length > 0) throw new Error(`${file} could not be checked: ${trouble[0]}`)
      rows.push(...diagnostics.map((diagnostic) => rowOf(file, id, diagnostic)))
    }
    return rows
  } finally {
    await language.close()
  }
}

function rowOf(file: string, cell: number, { line, column, message, code, suggestion }: Diagnostic): Row {
  return { file, cell, line, column: column + 1, message, code, ...(suggestion ? { hint: suggestion } : {}) }
}

function rowText({ file, cell, line, message, code, hint }: Row): string {
  if (cell === 0) return `${file}: ${message}`
  const number = code === undefined ? '' : ` (TS${code})`
  return `${file}: cell ${cell}: line ${line}: ${message.replaceAll(/\s*\n\s*/g, ' ')}${number}${hint ? ` hint: ${hint}` : ''}`
}

function conclusion(rows: readonly Row[], files: number): string {
  const checked = `${files} ${files === 1 ? 'notebook' : 'notebooks'} checked`
  return rows.length === 0
    ? `${checked}: no type errors.`
    : `${checked}: ${rows.length} type ${rows.length === 1 ? 'error' : 'errors'}.`
}

function isRun(cell: Cell): cell is Cell & { cell_type: 'code' } {
  const tags = cell.metadata['tags']
  return cell.cell_type === 'code' && !(Array.isArray(tags) && tags.includes('skip-execution'))
}

/** TypeScript notebooks, and those that say nothing about their language. */
function isChecked({ metadata }: Notebook): boolean {
  const language = metadata.language_info?.name ?? metadata.kernelspec?.language ?? 'typescript'
  const settings = metadata['loopbook'] as { types?: unknown } | undefined
  return /^typescript$/i.test(language) && settings?.types !== 'off'
}

function notebooksIn(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isDirectory()) return [path]
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .flatMap((entry) => {
      const inner = join(path, entry.name)
      if (entry.isDirectory()) return notebooksIn(inner)
      return entry.name.endsWith('.ipynb') ? [inner] : []
    })
    .sort()
}
