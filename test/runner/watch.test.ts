import { expect, test } from 'vitest'
import { eventually, workspace } from './workspace.ts'

interface Event {
  readonly type: string
  readonly file?: string
  readonly verdict?: string
}

test('--watch runs again what a changed file concerns, and ends on Ctrl-C', async () => {
  using work = workspace({
    'a.ipynb': ['import { x } from "./lib.ts"\nif (x !== 1) throw new Error("changed")'],
    'b.ipynb': ['1'],
    'lib.ts': 'export const x = 1\n',
  })
  const running = work.start(['test', '--watch', '--reporter', 'events'])
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
  const verdicts = (events: readonly Event[]): string[] =>
    events.filter(({ type }) => type === 'notebook-end').map(({ file, verdict }) => `${file} ${verdict}`)
  expect(await eventually(() => runs().length === 1, 30_000)).toBe(true)
  expect(verdicts(runs()[0]!).sort((a, b) => a.localeCompare(b))).toEqual(['a.ipynb passed', 'b.ipynb passed'])
  work.write('lib.ts', 'export const x = 2\n')
  expect(await eventually(() => runs().length === 2, 30_000)).toBe(true)
  expect(verdicts(runs()[1]!)).toEqual(['a.ipynb failed'])
  running.child.kill('SIGINT')
  expect((await running.done).code).toBe(1)
})
