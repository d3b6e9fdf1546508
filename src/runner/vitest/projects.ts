// With several vitest projects, each notebook belongs to one: they may all have inherited the plugin (of vitest 4 with its patterns, of
// vitest 5 without them), and the first project of a folder gets them.
//
//   claimNotebooks({ vitest, project }, ['**/*.ipynb'])

/** As much of what vitest gives to configureVitest as we use. */
export interface ProjectContext {
  readonly vitest?: object
  readonly project?: { readonly config?: { readonly root?: string; readonly include?: string[] } }
}

/** Per vitest: patterns → the project's settings. In the process, because vitest loads the plugin anew for each project. */
type Claims = WeakMap<object, Map<string, object>>
const shared = process as unknown as Record<symbol, Claims | undefined>
const claims = (shared[Symbol.for('loopbook.vitest-projects')] ??= new WeakMap())

export function claimNotebooks({ vitest, project }: ProjectContext, include: readonly string[]): void {
  const config = project?.config
  const patterns = config?.include
  if (vitest === undefined || config === undefined || patterns === undefined) return
  const claimed = claims.get(vitest) ?? new Map<string, object>()
  claims.set(vitest, claimed)
  const key = JSON.stringify([config.root, include])
  const owner = claimed.get(key) ?? config
  claimed.set(key, owner)
  const others = patterns.filter((pattern) => !include.includes(pattern))
  patterns.splice(0, patterns.length, ...others, ...(owner === config ? include : []))
}
