import { describe, expect, test } from 'vitest'
import { findVitest, vitestProject } from './vitest-project.ts'
import { eventually, notebookText } from './workspace.ts'

const trace = (name: string, more = ''): string => `require("node:fs").appendFileSync("ran", "${name}\\n")\n${more}`

for (const major of [4, 5] as const) {
  const packages = await findVitest(major)

  describe.skipIf(packages === undefined)(`vitest ${major}`, () => {
    test('a watch goes on at the first cell that changed, in the same kernel; a changed import runs the whole', async () => {
      const first = trace('a', 'import { x } from "./lib.ts"\nglobalThis.runs = (globalThis.runs ?? 0) + 1')
      using made = vitestProject(packages!, {
        'n.ipynb': [first, trace('b'), trace('c')],
        'lib.ts': 'export const x: number = 1\n',
        'plain.test.js': 'import { test } from "vitest"; test("mine", () => {})',
      })
      const { running, run } = made.watch()
      const ran = (): string => made.work.read('ran').replaceAll('\n', '')
      const states = async (number: number): Promise<string[]> =>
        (await run(number)).map((line) => line.replace(/ require\(.*\): /, ' ')).sort((a, b) => a.localeCompare(b))
      expect(await states(1)).toEqual([
        'n.ipynb [1] passed',
        'n.ipynb [2] passed',
        'n.ipynb [3] passed',
        'plain.test.js mine: passed',
      ])
      expect(ran()).toBe('abc')

      made.work.write(
        'n.ipynb',
        notebookText([first, trace('B', 'if (runs !== 1) throw new Error("lost")'), trace('c')]),
      )
      expect(await states(2)).toEqual(['n.ipynb [1] passed kept', 'n.ipynb [2] passed', 'n.ipynb [3] passed'])
      expect(ran()).toBe('abcBc')

      made.work.write('lib.ts', 'export const x: number = 2\n')
      expect(await states(3)).toEqual(['n.ipynb [1] passed', 'n.ipynb [2] passed', 'n.ipynb [3] passed'])
      expect(ran()).toBe('abcBcaBc')

      // Vitest’s end is the kernels’ end.
      running.child.kill('SIGINT')
      await running.done
      expect(await eventually(() => made.work.processes().length === 0, 10_000)).toBe(true)
    })

    test('SIGKILL to a watching vitest leaves no kernel', async () => {
      using made = vitestProject(packages!, { 'n.ipynb': ['1'] })
      const { running, run } = made.watch()
      expect(await run(1)).toEqual(['n.ipynb [1] 1: passed'])
      running.child.kill('SIGKILL')
      await running.done
      expect(await eventually(() => made.work.processes().length === 0, 10_000)).toBe(true)
    })
  })
}
