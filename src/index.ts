// The package's public entry: `dl`, which talks to the platform of the environment, or to the embedded one in the folder
// `.loopbook/` beside the notebook. Cheap to import: axios and the platform are loaded with the first request.
//
//   import { dl } from 'loopbook'
//   const project = await dl.projects.get({ name: 'Tutorial' })
import { resolve } from 'node:path'
import { createDataloop as create } from './dataloop/index.ts'
import type { Dataloop, DataloopOptions, Embedded } from './dataloop/index.ts'

export * from './dataloop/index.ts'

/** Opens the platform that runs in this process; data live in LOOPBOOK_HOME or `.loopbook/` of the working directory. */
async function embedded(): Promise<Embedded> {
  const { openPlatform } = await import('./platform/index.ts')
  const home = process.env.LOOPBOOK_HOME
  const { url, token, fetch } = await openPlatform({ directory: resolve(home ?? '.loopbook') })
  // The line stands in committed notebooks: no absolute path.
  return { url, token, fetch, name: `the embedded platform, folder ${home ? 'LOOPBOOK_HOME' : '.loopbook'} (offline)` }
}

/**
 * Another connection beside `dl`; with nothing said, also to the embedded platform.
 * @example
 * const cloud = createDataloop({ url: 'https://gate.dataloop.ai/api/v1', token: process.env.MY_TOKEN })
 */
export function createDataloop(options: DataloopOptions = {}): Dataloop {
  return create({ embedded, ...options })
}

/**
 * The connection that notebooks have preloaded.
 * @example
 * const dataset = await dl.dataset({ project: 'Tutorial', name: 'Animals' })
 */
export const dl: Dataloop = createDataloop()
