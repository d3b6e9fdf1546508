// Jupyter's own test suite for kernels, against our two.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileURLToPath } from 'node:url'
import { findPython, runPython } from './python.ts'
import type { Python } from './python.ts'
import { installForTests } from './kernelspecs.ts'

let python: Python
let specs: ReturnType<typeof installForTests>

beforeAll(async () => {
  python = await findPython()
  specs = installForTests()
}, 300_000)
afterAll(() => specs.remove())

test.for([
  ['loopbook', 'typescript', '.ts'],
  ['loopbook-js', 'javascript', '.js'],
])('the %s kernel passes jupyter_kernel_test', { timeout: 180_000 }, async ([name, language, extension], { skip }) => {
  if (python.path === undefined) return skip(python.reason)
  const env = {
    KERNEL: name,
    LANGUAGE_NAME: language,
    FILE_EXTENSION: extension,
    JUPYTER_PATH: specs.path,
    LOOPBOOK_HISTORY: `${specs.path}/history.sqlite`,
  }
  const suite = fileURLToPath(new URL('kernel_test.py', import.meta.url))
  const { code, output } = await runPython(python.path, [suite, '-v'], { env })
  expect(output).toMatch(/Ran \d+ tests/)
  expect({ code, failures: output.match(/^(FAIL|ERROR):.*$/gm) ?? [] }, output).toEqual({ code: 0, failures: [] })
  // The pager is a thing of IPython's own.
  const skipped = [...output.matchAll(/^(test_\w+) .*skipped/gm)].map(([, test]) => test)
  expect(skipped.filter((test) => test !== 'test_pager')).toEqual([])
})
