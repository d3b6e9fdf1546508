/**
 * Settings that a notebook carries in its metadata: `loopbook` for ours, and what nbmake and jupyter-cache read
 * (`execution.timeout`, `execution.allow_errors`), so that their notebooks run here without an edit.
 *
 *     notebookLayers({ metadata: { loopbook: { cellTimeout: '10s' } } })
 */
import type { Notebook } from '../../notebook/index.ts'
import { isRecord } from '../../notebook/json/record.ts'
import { RunnerError } from '../error.ts'
import { type Layer, layer } from './layer.ts'

export function notebookLayers(notebook: Pick<Notebook, 'metadata'>): Layer[] {
  const { execution, loopbook } = notebook.metadata
  const layers: Layer[] = []
  if (isRecord(execution)) {
    const { timeout, allow_errors: allow } = execution
    if (typeof timeout === 'number')
      // nbclient: a negative timeout is none.
      layers.push(layer('metadata.execution.timeout', { cellTimeout: timeout < 0 ? 'none' : timeout }))
    if (allow === true)
      layers.push(
        layer('metadata.execution.allow_errors', { raises: true, raisesException: 'allow', onError: 'continue' }),
      )
  }
  if (loopbook !== undefined) {
    if (!isRecord(loopbook)) throw new RunnerError('metadata.loopbook of the notebook must be an object')
    layers.push(layer('metadata.loopbook', loopbook))
  }
  return layers
}
