// States of Jupyter widgets, collected from comm messages as the front end would, so that a saved notebook shows its sliders and
// progress bars (`metadata.widgets` of the notebook). The runner only keeps them; it answers nothing.
//
//   widgets.add(message);  widgets.metadata()   // undefined when the notebook made no widgets
import type { Message } from '../../kernel/protocol/index.ts'

interface WidgetModel {
  model_name: unknown
  model_module: unknown
  model_module_version: unknown
  state: Record<string, unknown>
  buffers?: { data: string; path: unknown; encoding: 'base64' }[]
}

export class WidgetStates {
  readonly #models = new Map<string, WidgetModel>()

  add(message: Message): void {
    const { content } = message
    const id = content['comm_id']
    if (typeof id !== 'string') return
    const data = record(content['data'])
    const type = message.header.msg_type
    if (type === 'comm_open' && content['target_name'] === 'jupyter.widget') {
      const state = record(data['state'])
      this.#models.set(id, {
        model_name: state['_model_name'],
        model_module: state['_model_module'],
        model_module_version: state['_model_module_version'],
        state,
      })
      this.#addBuffers(id, data, message)
    } else if (type === 'comm_msg' && (data['method'] === 'update' || data['method'] === 'echo_update')) {
      const model = this.#models.get(id)
      if (model !== undefined) model.state = { ...model.state, ...record(data['state']) }
      this.#addBuffers(id, data, message)
    } else if (type === 'comm_close') this.#models.delete(id)
  }

  /** Value for `metadata.widgets`, sorted by nothing but creation. */
  metadata(): Record<string, unknown> | undefined {
    if (this.#models.size === 0) return undefined
    const state = Object.fromEntries(this.#models)
    return { 'application/vnd.jupyter.widget-state+json': { state, version_major: 2, version_minor: 0 } }
  }

  #addBuffers(id: string, data: Record<string, unknown>, message: Message): void {
    const paths = data['buffer_paths']
    const model = this.#models.get(id)
    if (model === undefined || !Array.isArray(paths) || paths.length === 0) return
    const kept = new Map((model.buffers ?? []).map((buffer) => [JSON.stringify(buffer.path), buffer]))
    for (const [index, path] of paths.entries()) {
      const bytes = message.buffers[index]
      if (bytes === undefined) continue
      kept.set(JSON.stringify(path), { data: Buffer.from(bytes).toString('base64'), path, encoding: 'base64' })
    }
    model.buffers = [...kept.values()]
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
