// A kernel at rest gives back what its cells have left behind: V8 by itself keeps it for as long as nothing happens.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startKernel } from '../start.ts'
import type { TestKernel } from '../start.ts'

const garbage = `for (const list = []; list.length < 400_000; ) list.push({ at: list.length, text: 'x' + list.length })
undefined`

/** Megabytes. */
function resident({ process: { pid } }: TestKernel): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

test.runIf(process.platform === 'linux')(
  'garbage goes when nothing happens, variables stay',
  { timeout: 60_000 },
  async () => {
    await using kernel = await startKernel()
    await kernel.run(`Jupyter.types = 'off'; const kept = new Map([['a', { b: [1, 2, 3] }]])`)
    await kernel.run(garbage)
    const full = resident(kernel)
    await kernel.until(() => resident(kernel) < full - 15, 30_000)
    expect((await kernel.run('kept')).outputs).toEqual(["execute_result: Map(1) { 'a' => { b: [ 1, 2, 3 ] } }"])
    expect((await kernel.run('typeof gc')).outputs).toEqual(["execute_result: 'undefined'"])
  },
)
