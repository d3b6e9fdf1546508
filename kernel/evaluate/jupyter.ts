// `Jupyter` in cells: what only a notebook has. Comms, raw messages, the session's variables, and how type errors are treated.
//
//   Jupyter.types = 'strict'          // a cell with a type error isn't run; 'default' warns, 'off' says nothing
//   Jupyter.comms.open('counter', {})
import type { Broadcast } from '../display/index.ts'
import type { ToIo } from './channel.ts'
import type { Comms } from './comms.ts'
import { typesModes } from './notebook-settings.ts'
import type { TypesMode } from './notebook-settings.ts'
import type { Outbox } from './outbox.ts'

export interface Jupyter {
  readonly comms: Comms
  /** The same, by its older name. */
  readonly comm: Comms
  readonly broadcast: Broadcast
  readonly version: string
  /** The notebook's folder. */
  readonly directory: string
  types: TypesMode
}

interface JupyterParts {
  comms: Comms
  outbox: Outbox
  post(message: ToIo): void
  directory: string
  version: string
  /** As the notebook's metadata says. */
  types: TypesMode
}

export function createJupyter({ comms, outbox, post, directory, version, ...settings }: JupyterParts): Jupyter {
  let { types } = settings
  return Object.freeze({
    comms,
    comm: comms,
    version,
    directory,
    broadcast: ((messageType, content, { metadata = {}, buffers = [] } = {}) => {
      if (typeof messageType !== 'string' || typeof content !== 'object' || content === null || Array.isArray(content))
        throw new TypeError("A broadcast has a type, such as 'display_data', and its content is an object.")
      outbox.add({ type: 'publish', messageType, content, metadata, buffers })
    }) satisfies Broadcast,
    get types() {
      return types
    },
    set types(mode: TypesMode) {
      if (!typesModes.includes(mode))
        throw new TypeError(`Jupyter.types is one of ${typesModes.join(', ')}, not ${mode}.`)
      types = mode
      post({ type: 'setting', name: 'types', value: mode })
    },
  })
}
