// A notebook as a module of tests with as many lines as the .ipynb: each test stands on the line where its cell's source begins,
// so that every place vitest shows, filters by (`x.ipynb:41`) or annotates is a place in the notebook, with no source map.
//
//   await notebookModule({ path: '/work/etl.ipynb', settings: {} }, '/…/vitest.js')
import { dirname } from 'node:path'
import type { NotebookFile } from '../../notebook/index.ts'
import { NotebookError, readNotebook } from '../../notebook/index.ts'
import { codeCells } from '../plan/cells.ts'
import { importedFiles } from '../plan/imports.ts'
import type { NotebookSource } from './test-notebook.ts'

/** @param runtime module that exports openTestFile. */
export async function notebookModule(source: Omit<NotebookSource, 'directory'>, runtime: string): Promise<string> {
  const open =
    `import { afterAll, beforeAll, test } from 'vitest'; import { openTestFile } from ${text(runtime)}; ` +
    `const notebook = openTestFile(${text(source)}, { afterAll, beforeAll });`
  try {
    const file = await readNotebook(source.path)
    const lines = file.text.split('\n').map(() => '')
    lines[0] = open + dependencies(file, source.path)
    const cells = codeCells(file, file.notebook)
    for (const { ref } of cells) {
      const name = `[${ref.codeIndex}] ${ref.name}`
      lines[ref.line - 1] +=
        `test(${text(name)}, notebook.options, (context) => notebook.runCell(${ref.codeIndex}, context));`
    }
    if (cells.length === 0) lines[0] += `test.skip('has no code cells', () => {});`
    return lines.join('\n')
  } catch (error) {
    if (!(error instanceof NotebookError)) throw error
    // A broken file is a failing test file, not a crash of the run: planning it again in beforeAll says what is wrong.
    return `${open}test('is a notebook', () => {});`
  }
}

/** Imports that are never executed: by them vitest knows which notebooks a changed file concerns, in a watch and with --changed. */
function dependencies({ notebook }: NotebookFile, path: string): string {
  const language = (notebook.metadata.language_info?.name ?? notebook.metadata.kernelspec?.language ?? '').toLowerCase()
  if (!['', 'typescript', 'javascript'].includes(language)) return ''
  const sources = notebook.cells.flatMap((cell) => (cell.cell_type === 'code' ? [cell.source] : []))
  return importedFiles(sources, dirname(path))
    .map((file) => `() => import(${text(file)});`)
    .join('')
}

/** JSON is JavaScript but for two line separators. */
function text(value: unknown): string {
  return JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}
