import { expect, test } from 'vitest'
import type { Running, TestCell, Workspace } from './workspace.ts'
import { eventually, notebookText, workspace } from './workspace.ts'

interface Event {
  readonly type: string
  readonly file?: string
  readonly verdict?: string
  readonly message?: string
  readonly kept?: boolean
  readonly cell?: { readonly codeIndex: number; readonly line: number }
  readonly cells?: Readonly<Record<string, number>>
}

interface Watch {
  readonly running: Running
  /** Events of the nth run, once it has ended. */
  run(number: number): Promise<Event[]>
}

function watch(work: Workspace, ...args: string[]): Watch {
  const running = work.start(['test', '--watch', '--reporter', 'events', ...args])
  let printed = ''
  running.child.stdout!.on('data', (text: string) => (printed += text))
  const runs = (): Event[][] =>
    printed
      .split(/(?<="type":"run-end".*)\n/)
      .slice(0, -1)
      .map((part) =>
        part
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as Event),
      )
  return {
    running,
    async run(number) {
      expect(await eventually(() => runs().length >= number, 30_000)).toBe(true)
      return runs()[number - 1]!
    },
  }
}

const verdicts = (events: readonly Event[]): string[] =>
  events.filter(({ type }) => type === 'notebook-end').map(({ file, verdict }) => `${file} ${verdict}`)

/** "1 passed kept", one a cell. */
const cells = (events: readonly Event[]): string[] =>
  events
    .filter(({ type }) => type === 'cell-end')
    .map(({ cell, verdict, kept }) => `${cell!.codeIndex} ${verdict}${kept === true ? ' kept' : ''}`)

test('--watch runs again what a changed file concerns, and ends on Ctrl-C', async () => {
  using work = workspace({
    'a.ipynb': ['import { x } from "./lib.ts"\nif (x !== 1) throw new Error("changed")'],
    'b.ipynb': ['1'],
    'lib.ts': 'export const x = 1\n',
  })
  const { running, run } = watch(work)
  expect(verdicts(await run(1)).sort((a, b) => a.localeCompare(b))).toEqual(['a.ipynb passed', 'b.ipynb passed'])
  work.write('lib.ts', 'export const x = 2\n')
  expect(verdicts(await run(2))).toEqual(['a.ipynb failed'])
  running.child.kill('SIGINT')
  expect((await running.done).code).toBe(1)
  expect(await eventually(() => work.processes().length === 0)).toBe(true)
})

/** Each cell leaves a line when it really runs. */
const trace = (name: string, more = ''): string => `require("node:fs").appendFileSync("ran", "${name}\\n")\n${more}`

test('a watch goes on at the first cell that changed, in the same kernel, and says which results are kept', async () => {
  const make = (...codes: TestCell[]): string => notebookText(codes)
  const first = trace('a', 'globalThis.runs = (globalThis.runs ?? 0) + 1\nlet a = 1')
  using work = workspace({ 'n.ipynb': make(first, trace('b', 'a += 1'), trace('c')) })
  const ran = (): string => work.read('ran').replaceAll('\n', '')
  const { running, run } = watch(work)
  expect(cells(await run(1))).toEqual(['1 passed', '2 passed', '3 passed'])

  work.write(
    'n.ipynb',
    make(first, trace('b', 'a = 5'), trace('C', 'if (a !== 5 || runs !== 1) throw new Error("lost")')),
  )
  const second = await run(2)
  expect(cells(second)).toEqual(['1 passed kept', '2 passed', '3 passed'])
  expect(second.find(({ type }) => type === 'note')!.message).toBe(
    'goes on at cell 2 in the kernel of the run before; the cells up to there are kept',
  )
  expect(second.at(-1)!.cells).toEqual({ passed: 3, kept: 1 })
  expect(ran()).toBe('abcbC')

  // A failed cell is run again, though it is the cell after it that changes; a new setting is a change too.
  work.write('n.ipynb', make(first, trace('b', 'a = 5'), trace('d', 'throw new Error("no")'), trace('e')))
  expect(cells(await run(3))).toEqual(['1 passed kept', '2 passed kept', '3 failed', '4 skipped'])
  work.write('n.ipynb', make(first, trace('b', 'a = 5'), trace('d', 'throw new Error("no")'), trace('f')))
  expect(cells(await run(4))).toEqual(['1 passed kept', '2 passed kept', '3 failed', '4 skipped'])
  const raising = { code: trace('d', 'throw new Error("no")'), tags: ['raises-exception'] }
  const last = make(first, trace('b', 'a = 5'), raising, trace('f'))
  work.write('n.ipynb', last)
  expect(cells(await run(5))).toEqual(['1 passed kept', '2 passed kept', '3 passed', '4 passed'])
  expect(ran()).toBe('abcbCdddf')

  // Saved as it is: everything runs, in a fresh kernel.
  work.write('n.ipynb', last)
  expect(cells(await run(6))).toEqual(['1 passed', '2 passed', '3 passed', '4 passed'])
  running.child.kill('SIGINT')
  await running.done
  expect(await eventually(() => work.processes().length === 0)).toBe(true)
})

test('after a kernel’s death, a change of an imported file or of its environment, the whole notebook is run', async () => {
  // The path is made at run time: no reading of the cells could know it.
  const importing = trace('a', 'const { x } = await import(["./l", "ib.ts"].join(""))')
  using work = workspace({
    'n.ipynb': [importing, trace('b')],
    'lib.ts': 'export { x } from "./deep.ts"\n',
    'deep.ts': 'export const x = 1\n',
  })
  const { running, run } = watch(work)
  expect(cells(await run(1))).toEqual(['1 passed', '2 passed'])
  work.write('deep.ts', 'export const x = 2\n')
  expect(cells(await run(2))).toEqual(['1 passed', '2 passed'])
  work.write(
    'n.ipynb',
    notebookText([importing, trace('c', 'if (x !== 2) throw new Error("old")\nprocess.kill(process.pid, "SIGKILL")')]),
  )
  expect(cells(await run(3))).toEqual(['1 passed kept', '2 kernel-died'])
  work.write('n.ipynb', notebookText([importing, trace('d')]))
  expect(cells(await run(4))).toEqual(['1 passed', '2 passed'])
  work.write('n.ipynb', notebookText([importing, trace('e')], { loopbook: { env: { LEVEL: '2' } } }))
  expect(cells(await run(5))).toEqual(['1 passed', '2 passed'])
  running.child.kill('SIGINT')
  await running.done
  expect(await eventually(() => work.processes().length === 0)).toBe(true)
})

test('given parameters count as the code of their cell', async () => {
  const parameters = { code: 'const year: number = 2020', tags: ['parameters'] }
  const make = (year: number, last: string): string =>
    notebookText([trace('a'), parameters, last], { loopbook: { params: { year } } })
  using work = workspace({ 'n.ipynb': make(2024, 'year') })
  const { running, run } = watch(work)
  expect(cells(await run(1))).toEqual(['1 passed', '2 passed', '3 passed', '4 passed'])
  work.write('n.ipynb', make(2025, 'year'))
  // The third is the injected one.
  expect(cells(await run(2))).toEqual(['1 passed kept', '2 passed kept', '3 passed', '4 passed'])
  running.child.kill('SIGINT')
  await running.done
})
