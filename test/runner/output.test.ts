import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { findPython } from '../interop/python.ts'
import type { Workspace } from './workspace.ts'
import { notebookText, workspace } from './workspace.ts'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
const report = 'process.on("exit", () => process.stderr.write(`peak=${process.resourceUsage().maxRSS} kB`))'
const flags = ['--conditions=loopbook-source', '--import', `data:text/javascript,${report}`]

/** Peak memory of the runner's own process, in MB. */
async function peakOf(work: Workspace, ...args: string[]): Promise<number> {
  const { code, stdout, stderr } = await work.startNode([...flags, main, ...args]).done
  expect([code, code === 0 ? '' : stdout + stderr]).toEqual([0, ''])
  return Number(/peak=(\d+) kB/.exec(stderr)?.[1]) / 1024
}

const lines = (work: Workspace, name: string): number =>
  work
    .outputs(name)
    .flat()
    .flatMap((output) => (output as { text?: string[] }).text ?? []).length

// What the process takes without any output is the floor; the runner started from its sources takes more than the built one.
test.each([
  ['500,000 prints', 'for (let i = 0; i < 500_000; i++) console.log("x".repeat(99))'],
  ['one print', 'console.log(("x".repeat(99) + "\\n").repeat(500_000).slice(0, -1))'],
])('50 MB of output by %s: all kept, within 140 MB beyond the runner itself', async (_, code) => {
  using work = workspace({ 'small.ipynb': ['1'], 'large.ipynb': [code] })
  const floor = await peakOf(work, 'run', 'small.ipynb', 'out.ipynb')
  const peak = await peakOf(work, 'run', 'large.ipynb', 'out.ipynb', '--max-output', '100MB')
  expect(lines(work, 'out.ipynb')).toBe(500_000)
  expect(peak - floor).toBeLessThan(140)
})

test('without --max-output the middle of 50 MB is left out, and the report says so', async () => {
  using work = workspace({ 'a.ipynb': ['for (let i = 0; i < 500_000; i++) console.log("x".repeat(99))'] })
  const { code, stdout } = await work.loopbook('test', '--out', 'out')
  expect(code).toBe(0)
  expect(stdout).toContain('cell 1: 40,000,000 characters of output were left out (maxOutput)')
  expect(work.read('out/a.ipynb').length).toBeLessThan(12_000_000)
})

const count = process.env['LOOPBOOK_LONG'] === '1' ? 100_000 : 20_000
const python = await findPython()

test.skipIf(python.path === undefined)(
  'every flushed line of a Python loop is kept, in its order, however busy the machine is',
  { timeout: 280_000 },
  async () => {
    const kernelspec = { name: 'python3', display_name: 'Python 3', language: 'python' }
    using work = workspace({
      'a.ipynb': notebookText([`for i in range(${count}): print(i, flush=True)`], { kernelspec }),
    })
    const env = { VIRTUAL_ENV: python.path!.replace(/\/bin\/python$/, '') }
    // Two busy processes beside it: ipykernel's own queue of 1000 messages overflowed then.
    const busy = [1, 2].map(() => work.startNode(['-e', 'for (;;);']))
    const { code } = await work.start(['test', '--cell-timeout', '250s', '--out', 'out'], { env }).done
    for (const { child } of busy) child.kill('SIGKILL')
    expect(code).toBe(0)
    expect((work.outputs('out/a.ipynb')[0]![0] as { text: string[] }).text).toEqual(
      Array.from({ length: count }, (_, index) => `${index}\n`),
    )
  },
)
