// A notebook as a module of tests with as many lines as the .ipynb: each test stands on the line where its cell's source begins,
// so that every place vitest shows, filters by (`x.ipynb:41`) or annotates is a place in the notebook, with no source map.
//
//   await notebookModule('/work/etl.ipynb', { runtime: '/…/vitest.js', settings: {} })
import { NotebookError, readNotebook } from '../../notebook/index.ts'
import { codeCells } from '../plan/cells.ts'

interface ModuleOptions {
  /** Module that exports openTestFile. */
  readonly runtime: string
  readonly settings: Readonly<Record<string, unknown>>
}

export async function notebookModule(path: string, options: ModuleOptions): Promise<string> {
  const open =
    `import { afterAll, beforeAll, test } from 'vitest'; import { openTestFile } from ${text(options.runtime)}; ` +
    `const notebook = openTestFile(${text(path)}, ${JSON.stringify(options.settings)}, { afterAll, beforeAll });`
  try {
    const file = await readNotebook(path)
    const lines = file.text.split('\n').map(() => '')
    lines[0] = open
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

/** JSON is JavaScript but for two line separators. */
function text(value: string): string {
  return JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}
