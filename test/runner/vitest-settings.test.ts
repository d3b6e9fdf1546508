// The user's own vitest settings that would break a notebook's order, and vitest's filters, meet notebooks unharmed.
import { rmSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { findVitest, vitestProject } from './vitest-project.ts'
import { eventually, notebookText } from './workspace.ts'

const trace = (name: string, more = ''): string => `require("node:fs").appendFileSync("ran", "${name}")\n${more}`
const statuses = (tests: Record<string, { status: string }>): string[] =>
  Object.entries(tests)
    .map(([name, { status }]) => `${name.replace(/ \[(\d)\].*/, ' $1')} ${status}`)
    .sort((a, b) => a.localeCompare(b))

for (const major of [4, 5] as const) {
  const packages = await findVitest(major)

  describe.skipIf(packages === undefined)(`vitest ${major}`, () => {
    test('shuffled, concurrent, repeated and without an assertion, cells run in order and once', async () => {
      const settings = `sequence: { shuffle: true, concurrent: true }, retry: 2, repeats: 2, expect: { requireAssertions: true }, testTimeout: 300, hookTimeout: 300,`
      const cells = [
        'let n = 0',
        'n += 1',
        'await new Promise((done) => setTimeout(done, 500))',
        'if (n !== 1) throw new Error("n is " + n)',
      ]
      using made = vitestProject(
        packages!,
        { 'n.ipynb': cells.map((code, index) => trace(String(index + 1), code)) },
        '{}',
        settings,
      )
      const { tests } = await made.run()
      expect(statuses(tests)).toEqual([1, 2, 3, 4].map((number) => `n.ipynb ${number} passed`))
      expect(made.work.read('ran')).toBe('1234')
    })

    test('vitest’s own retry does not run a failed cell again in its kernel', async () => {
      using made = vitestProject(
        packages!,
        { 'n.ipynb': [trace('1', 'throw new Error("no")'), trace('2')] },
        '{}',
        'retry: 2,',
      )
      expect(statuses((await made.run()).tests)).toEqual(['n.ipynb 1 failed', 'n.ipynb 2 skipped'])
      expect(made.work.read('ran')).toBe('1')
    })

    test('-t runs what comes before the cells that match, and nothing after them', async () => {
      using made = vitestProject(packages!, {
        'n.ipynb': ['let a = 1', 'a += 1', 'if (a !== 2) throw new Error("a is " + a)', 'throw new Error("never")'],
      })
      const { tests, success } = await made.run('-t', 'a !== 2')
      expect(success).toBe(true)
      expect(statuses(tests)).toContain('n.ipynb 3 passed')
    })

    test('a minified notebook has its tests, and its failures their column, in its only line', async () => {
      const text = JSON.stringify(JSON.parse(notebookText(['const a = 1', 'if (a === 1)\n  throw new Error("one")'])))
      using made = vitestProject(packages!, { 'min.ipynb': text })
      const { tests, printed } = await made.run()
      expect(statuses(tests)).toEqual(['min.ipynb 1 passed', 'min.ipynb 2 failed'])
      expect(printed).toMatch(/::error file=.*min\.ipynb,.*line=1,column=(\d{3,})/)
    })

    test('--bail interrupts what the kernels of other notebooks run', async () => {
      const long =
        'try { await new Promise((done) => setTimeout(done, 60_000)) } finally { require("node:fs").writeFileSync("interrupted", "") }'
      const fails =
        'const { existsSync } = require("node:fs")\nwhile (!existsSync("started")) await new Promise((done) => setTimeout(done, 50))\nthrow new Error("bail")'
      using made = vitestProject(
        packages!,
        { 'long.ipynb': ['require("node:fs").writeFileSync("started", "")', long], 'fails.ipynb': [fails] },
        '{}',
        'maxWorkers: 2,',
      )
      const started = performance.now()
      const { success } = await made.run('--bail=1')
      expect(success).toBe(false)
      expect(await eventually(() => made.work.has('interrupted'))).toBe(true)
      expect(performance.now() - started).toBeLessThan(55_000)
      expect(await eventually(() => made.work.processes().length === 0, 10_000)).toBe(true)
    })

    test('SIGTERM to vitest leaves neither worker nor kernel, in a pool of threads too', async () => {
      using made = vitestProject(
        packages!,
        { 'n.ipynb': ['require("node:fs").writeFileSync("running", "")\nfor (;;);'] },
        '{}',
        `pool: 'threads',`,
      )
      const running = made.start()
      expect(await eventually(() => made.work.has('running'), 30_000)).toBe(true)
      running.child.kill('SIGTERM')
      await running.done
      expect(await eventually(() => made.work.processes().length === 0, 10_000)).toBe(true)
    })

    test('among projects, and with the plugin given twice, a notebook runs once', async () => {
      using made = vitestProject(packages!, {
        'n.ipynb': [trace('n')],
        'one/a.test.js': 'import { test } from "vitest"; test("a", () => {})',
        'two/b.test.js': 'import { test } from "vitest"; test("b", () => {})',
      })
      const twice = made.work.read('vitest.config.ts').replace('notebooks({})', 'notebooks(), notebooks()')
      made.work.write('vitest.config.ts', twice)
      await made.run()
      expect(made.work.read('ran')).toBe('n')
      rmSync(made.work.path('ran'))
      const projects = `projects: [{ extends: true, test: { name: 'one', include: ['one/*.test.js'] } }, { extends: true, test: { name: 'two', include: ['two/*.test.js'] } }],`
      made.work.write('vitest.config.ts', twice.replace('test: {', `test: { ${projects}`))
      const { tests } = await made.run()
      expect(Object.keys(tests).sort()).toEqual([
        'n.ipynb [1] require("node:fs").appendFileSync("ran", "n")',
        'one/a.test.js a',
        'two/b.test.js b',
      ])
      expect(made.work.read('ran')).toBe('n')
    })

    test.runIf(major === 5)('other options are other modules, also where vitest keeps those on disk', async () => {
      using made = vitestProject(
        packages!,
        { 'n.ipynb': ['1 + 1'] },
        '{}',
        'experimental: { fsModuleCache: true }, fsModuleCache: true,',
      )
      expect((await made.run()).success).toBe(true)
      made.work.write(
        'vitest.config.ts',
        made.work.read('vitest.config.ts').replace('notebooks({})', "notebooks({ check: 'all' })"),
      )
      expect((await made.run()).success).toBe(false)
    })

    test('an option that can’t be said in JSON is refused with the way out', async () => {
      using made = vitestProject(packages!, { 'n.ipynb': ['1'] }, '{ sanitize: [{ pattern: /x/ }] }')
      const { code, stdout, stderr } = await made.start().done
      expect(code).toBe(1)
      expect(stdout + stderr).toContain("pattern can't be a regular expression here")
    })
  })
}
