// `expect` and `test` in cells: vitest's assertions where the notebook's folder has vitest, and named checks that show a tick or
// the reason. A failed check fails its cell, after the others have run.
//
//   await test('two rows', () => expect(rows).toHaveLength(2))
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Display } from '../display/index.ts'
import { serializeError } from '../traceback/serialize.ts'
import { currentKey } from './context.ts'

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

export interface TestParts {
  display: Display
  /** The cell isn't over before this is, and fails if it rejects. Called when the cell's own code has ended. */
  hold(work: () => Promise<unknown>): void
}

/** Whether it passed: one that failed does not keep the rest of the cell from running, but the cell fails in the end. */
export type Test = (name: string, check: () => unknown) => Promise<boolean>

export function createTest({ display, hold }: TestParts): Test {
  let tests: CellTests | undefined
  return (name, check) => {
    if (typeof check !== 'function') throw new TypeError('A test needs a function: test("name", () => { … }).')
    const key = currentKey()
    if (tests?.key !== key) {
      const these = new CellTests(key, display)
      hold(() => these.end())
      tests = these
    }
    // As the value of a cell the promise says nothing: the tests have been shown.
    return Object.assign(tests.add(name, check), { [Symbol.for('Jupyter.display')]: () => undefined })
  }
}

/** The tests of one cell, one after the other in the order in which they were called. */
class CellTests {
  readonly key: number
  readonly #display: Display
  #last: Promise<boolean> | undefined
  #failure: { error: unknown } | undefined

  constructor(key: number, display: Display) {
    this.key = key
    this.#display = display
  }

  add(name: string, check: () => unknown): Promise<boolean> {
    const result = this.#last === undefined ? this.#run(name, check) : this.#last.then(() => this.#run(name, check))
    this.#last = result
    return result
  }

  /** When all are over, those too that others have added. @throws the first failure. */
  async end(): Promise<void> {
    for (let last: Promise<boolean> | undefined; last !== this.#last;) {
      last = this.#last
      await last
    }
    if (this.#failure) throw this.#failure.error
  }

  async #run(name: string, check: () => unknown): Promise<boolean> {
    try {
      await check()
    } catch (error) {
      this.#failure ??= { error }
      const { name: ename, message: evalue } = serializeError(error)
      this.#show(`✗ ${name}: ${evalue.split('\n')[0]}`, { name, verdict: 'failed', failure: { ename, evalue } })
      return false
    }
    this.#show(`✓ ${name}`, { name, verdict: 'passed' })
    return true
  }

  /** With what test runners read. No durations: two runs of a notebook are to be the same. */
  #show(text: string, test: Record<string, unknown>): void {
    this.#display({ 'text/plain': text, 'application/vnd.loopbook.test+json': test }, { raw: true })
  }
}
