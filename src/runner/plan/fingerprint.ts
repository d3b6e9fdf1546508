// What a cell's result depends on, as a text: its code (that of injected parameters is a cell's too), what its metadata, tags and
// comments say, and the recorded outputs where they are compared. Two runs of equal texts in equal kernels mean the same.
//
//   cellFingerprint(planned) === cellFingerprint(earlier)
import type { NotebookJob, PlannedCell } from './job.ts'
import type { Settings } from '../settings/index.ts'

/** Settings that are about the notebook, its schedule or its name, not about what a cell does. */
const elsewhere: ReadonlySet<keyof Settings> = new Set<keyof Settings>([
  'name',
  'kernel',
  'cwd',
  'env',
  'types',
  'retry',
  'flaky',
  'serial',
  'slow',
  'params',
  'deps',
  'envDeps',
  'startupTimeout',
  'notebookTimeout',
])
/** Settings of the comparison: they mean nothing to a cell whose outputs are not compared. */
const comparison: ReadonlySet<keyof Settings> = new Set<keyof Settings>([
  'rtol',
  'atol',
  'pixels',
  'ignore',
  'sanitize',
])

export function cellFingerprint({ cell, settings }: PlannedCell): string {
  const compared = settings.check === 'all'
  const own = Object.entries(settings).filter(([name]) => {
    const key = name as keyof Settings
    return !elsewhere.has(key) && (compared || !comparison.has(key))
  })
  return JSON.stringify([cell.source, own, compared ? cell.outputs : []], plain)
}

/** Of the process that the cells run in. */
export function kernelFingerprint({ spec, settings }: NotebookJob): string {
  return JSON.stringify([spec.name, spec.argv, spec.env, settings.env, settings.types, settings.cwd])
}

/** Sanitizers may be functions and expressions. */
function plain(_name: string, value: unknown): unknown {
  return typeof value === 'function' || value instanceof RegExp ? String(value) : value
}
