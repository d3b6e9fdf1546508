// `expect` and `test` in cells: vitest's assertions where the notebook's folder has vitest, and named checks that show a tick or
// the reason. A failed check fails its cell, after the others have run.
//
//   await test('two rows', () => expect(rows).toHaveLength(2))
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Display } from '../display/index.ts'

type Expect = (value: unknown, message?: string) => unknown

class MissingError extends Error {
  override readonly name = 'MissingError'
  readonly hint =
    'install it beside the notebook with  npm install --save-dev vitest  or use  import assert from "node:assert".'
}

/** vitest's own module refuses to load outside of its runner; what it is made of does not. */
export function loadExpect(directory: string): Expect {
  const roots = [join(directory, 'notebook.cjs'), import.meta.url]
  for (const root of roots) {
    try {
      const vitest = createRequire(root).resolve('vitest/package.json')
      const require = createRequire(vitest)
      const parts = require('@vitest/expect') as Record<string, never>
      const { chai, JestChaiExpect, JestExtend, JestAsymmetricMatchers, ASYMMETRIC_MATCHERS_OBJECT } =
        parts as unknown as {
          chai: { use(plugin: unknown): void; expect: Expect & { extend?: unknown } }
          JestChaiExpect: unknown
          JestExtend: unknown
          JestAsymmetricMatchers: unknown
          ASYMMETRIC_MATCHERS_OBJECT: symbol
        }
      for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin)
      const asymmetric = (globalThis as Record<symbol, object | undefined>)[ASYMMETRIC_MATCHERS_OBJECT] ?? {}
      const { expect } = chai
      return Object.defineProperties(expect, Object.getOwnPropertyDescriptors(asymmetric)) as Expect
    } catch {
      // The next place may have it.
    }
  }
  throw new MissingError('`expect` is vitest’s, and vitest is not installed here.')
}

export function createTest(display: Display): (name: string, check: () => unknown) => Promise<boolean> {
  return async (name, check) => {
    try {
      await check()
      display.text(`✓ ${name}`)
      return true
    } catch (error) {
      display.text(`✗ ${name}`)
      throw error
    }
  }
}
