import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { eventually, notebookText, workspace } from './workspace.ts'

const waiting = [
  'console.log("one")',
  'console.log("in the middle")\nawait new Promise((done) => setTimeout(done, 60_000))',
  '3',
]

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends the run with reports, partial notebooks, code %i and no kernel left', async (signal, expected) => {
  using work = workspace({ 'a.ipynb': waiting, 'b.ipynb': waiting, 'c.ipynb': waiting })
  const args = ['test', '-j', '2', '--out', 'executed', '--reporter', 'events', '--reporter', 'junit=report.xml']
  const running = work.start(args)
  await running.said('in the middle')
  running.child.kill(signal)
  const { code, stdout } = await running.done
  expect(code).toBe(expected)
  expect(stdout).toContain(`"interrupted":"${signal}"`)
  expect(work.read('report.xml')).toContain('</testsuites>')
  // Whichever of the two came that far first.
  const saved = ['a', 'b'].map((name) => JSON.stringify(work.outputs(`executed/${name}.ipynb`)))
  expect(saved.join('')).toContain('in the middle')
  expect(work.read('a.ipynb')).toBe(notebookText(waiting))
  expect(await eventually(() => work.processes().length === 0)).toBe(true)
})

test('a second Ctrl-C ends the run now, and still leaves no kernel', async () => {
  using work = workspace({
    'a.ipynb': [
      'console.log("go")\nprocess.on("SIGTERM", () => {})\nwhile (true) try { for (;;); } finally { continue }',
    ],
  })
  const running = work.start(['test', '--grace', '30s', '--reporter', 'events'], {
    env: { RUNNER_MARK: work.directory },
  })
  await running.said('"go')
  running.child.kill('SIGINT')
  await running.said('once more ends it now')
  running.child.kill('SIGINT')
  expect((await running.done).code).toBe(130)
  expect(await eventually(() => work.processes().length === 0)).toBe(true)
})

test('SIGKILL to the runner leaves no kernel behind, and notebooks that it was to write as they were', async () => {
  using work = workspace({ 'a.ipynb': waiting, 'b.ipynb': waiting })
  const running = work.start(['test', '--in-place', '--reporter', 'events'])
  await running.said('in the middle')
  running.child.kill('SIGKILL')
  expect((await running.done).signal).toBe('SIGKILL')
  expect(await eventually(() => work.processes().length === 0)).toBe(true)
  expect(['a.ipynb', 'b.ipynb'].map((name) => work.read(name))).toEqual([notebookText(waiting), notebookText(waiting)])
  expect(readdirSync(work.directory).sort()).toEqual(['a.ipynb', 'b.ipynb'])
})
