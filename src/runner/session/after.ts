// What a cell's settings want done once it passed, as nbmake does it: set variables (`mock`), run further code (`after`). A
// failure there is the cell's.
//
//   await afterCell(planned, kernel, signal)   // { verdict: 'passed' }
import type { Kernel } from '../../client/index.ts'
import type { PlannedCell } from '../plan/job.ts'
import type { Judgement } from './verdict.ts'

export async function afterCell(
  { settings, ref }: PlannedCell,
  kernel: Kernel,
  signal: AbortSignal,
): Promise<Judgement> {
  const python = kernel.info?.language_info.name === 'python'
  const mocks = Object.entries(settings.mock).map(([name, value]) => `${name} = ${literal(value, python)}`)
  for (const code of [...mocks, ...settings.after]) {
    const { error, status } = await kernel.execute(code, { signal, storeHistory: false, grace: settings.grace })
    if (status === 'ok') continue
    const { ename, evalue, traceback } = error ?? {
      ename: 'Error',
      evalue: `the kernel answered "${status}"`,
      traceback: [],
    }
    const failure = {
      ename,
      evalue,
      traceback,
      hint: `This is the code to run after the cell: ${code}`,
      jsonLine: ref.line,
    }
    return { verdict: 'failed', failure }
  }
  return { verdict: 'passed' }
}

/** JSON is JavaScript, and Python but for three words. */
function literal(value: unknown, python: boolean): string {
  if (!python) return JSON.stringify(value)
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (Array.isArray(value)) return `[${value.map((one) => literal(one, python)).join(', ')}]`
  if (typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([key, one]) => `${JSON.stringify(key)}: ${literal(one, python)}`)
      .join(', ')}}`
  }
  return JSON.stringify(value)
}
