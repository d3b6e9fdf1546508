// Where kernels of this worker leave their coverage, if vitest wants any: said by the coverage provider, asked by the test file. The
// two may be loaded apart (one by vitest, one by a test module), so they meet in the process.
//
//   setCoverageFolder('/tmp/raw');  coverageFolder()   // '/tmp/raw'

const key = Symbol.for('loopbook.coverage')
const shared = process as unknown as Record<symbol, string | undefined>

export function setCoverageFolder(folder: string): void {
  shared[key] = folder
}

export function coverageFolder(): string | undefined {
  return shared[key]
}

/** Environment variable with the address of the user's own @vitest/coverage-v8: found by the plugin, inherited by workers. */
export const v8Variable = 'LOOPBOOK_COVERAGE_V8'
