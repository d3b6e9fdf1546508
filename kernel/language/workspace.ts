// The TypeScript process kept alive and up to date: started on first use, told of changed files before each question,
// started again when it dies or hangs. Knows files, not cells.
//
//   const answer = await workspace.view(() => [module.name], (ask) => ask('getTypeAtPosition', { file, position }))
import { type Compiler, CompilerGoneError, startCompiler } from './compiler.ts'
import { findConfig, sessionConfig } from './config.ts'
import { createFiles } from './files.ts'
import { createLanes, type Urgency } from './lanes.ts'
import type { Answer, Method, Params, ViewParams } from './methods.ts'
import { type SessionNames, virtualName } from './names.ts'
import type { OwnPackage } from './package.ts'

export type Ask = <M extends Method>(method: M, params: ViewParams<M>) => Promise<Answer<M>>

export interface Workspace {
  /** Up, and its first snapshot taken. */
  ready(): boolean
  start(): Promise<void>
  /**
   * Asks questions about one state of the files. `prepare` writes files (by `write`) and runs when no other view is
   * being prepared, so that each view sees exactly its own text; urgent views go first.
   */
  view<T>(prepare: () => void, use: (ask: Ask) => Promise<T>, urgency?: Urgency): Promise<T>
  write(name: string, text: string | undefined): void
  /** The text of a file as TypeScript sees it. */
  read(name: string): string | undefined
  /** Another number when files on the disk have changed: what was found out before may be wrong now. */
  revision(): number
  pid(): number | undefined
  close(): Promise<void>
}

interface Running {
  compiler: Compiler
  project: string
  snapshot: number
  /** Views that still use a snapshot. */
  users: Map<number, number>
  /** Snapshots that are not the newest any more, and are released by the end of a view that finds them unused. */
  outdated: Set<number>
  dead: boolean
}

/** A question that takes longer has met an endless type; the process is killed and started anew. */
const patience = 15_000
/** The disk is looked at for changed files at most this often. */
const staleAfter = 1000

export function createWorkspace(options: {
  directory: string
  names: SessionNames
  own: OwnPackage
  log?: ((line: string) => void) | undefined
  /** Called before each view: writes what is composed only when somebody looks. */
  prepare?: () => void
}): Workspace {
  const { directory, names, own, log } = options
  const files = createFiles({ directory, provided: own.provided })
  const touched = new Set<string>()
  let starting: Promise<Running> | undefined
  let running: Running | undefined
  let closed = false
  let current: Compiler | undefined
  const enqueue = createLanes()
  let lastStale = 0
  let revision = 0
  const deaths: number[] = []

  const write = (name: string, text: string | undefined): void => {
    // Half a character, as a cursor within an emoji leaves it, is no text for TypeScript: it would never answer again.
    if (files.write(name, text?.toWellFormed())) touched.add(name)
  }
  for (const name of [names.edit, names.editTsx, names.check, names.checkTsx, names.live, names.preloads]) {
    write(name, 'export {}')
  }

  const open = async (
    ask: <M extends Method>(method: M, params: Params<M>) => Promise<Answer<M>>,
  ): Promise<{ project: string; snapshot: number }> => {
    await ask('initialize', null)
    const ownConfig = findConfig(directory)
    const parsed = ownConfig ? await ask('parseConfigFile', { file: virtualName(ownConfig) }).catch(() => null) : null
    const types = parsed?.options['types'] as string[] | undefined
    files.write(
      names.config,
      sessionConfig({ names, directory, own: ownConfig, types, ownTypes: own.types, source: own.source }),
    )
    touched.clear()
    const first = await ask('updateSnapshot', { openProjects: [names.config] })
    const project = first?.projects.find(({ configFileName }) => configFileName === names.config) ?? first?.projects[0]
    if (!first || !project) throw new Error('TypeScript opened no project.')
    return { project: project.id, snapshot: first.snapshot }
  }
  const launch = async (): Promise<Running> => {
    // A process that keeps dying is left alone for a while: completion then comes from the live values.
    const recent = deaths.filter((time) => Date.now() - time < 60_000)
    if (recent.length > 5 && Date.now() - recent.at(-1)! < 10_000)
      throw new CompilerGoneError('The TypeScript process keeps dying.')
    if (closed) throw new CompilerGoneError('The language service is closed.')
    const compiler = startCompiler({ directory, files, log })
    current = compiler
    const state: Running = { compiler, project: '', snapshot: 0, users: new Map(), outdated: new Set(), dead: false }
    void compiler.gone.then(() => {
      state.dead = true
      if (running === state) running = undefined
      if (!closed) deaths.push(Date.now())
    })
    const ask = <M extends Method>(method: M, params: Params<M>): Promise<Answer<M>> =>
      withPatience(compiler, compiler.request(method, params))
    try {
      Object.assign(state, await open(ask))
    } catch (error) {
      compiler.stop()
      throw error
    }
    running = state
    return state
  }
  const start = (): Promise<Running> => {
    if (running) return Promise.resolve(running)
    starting ??= launch().finally(() => {
      starting = undefined
    })
    return starting
  }

  const refresh = async (state: Running): Promise<number> => {
    const now = Date.now()
    const stale = now - lastStale > staleAfter ? files.stale() : undefined
    if (stale) lastStale = now
    const changed = [...touched, ...(stale?.changed ?? [])]
    const created = stale?.created ?? []
    const deleted = stale?.deleted ?? []
    if (!stale?.packages && changed.length + created.length + deleted.length === 0) return state.snapshot
    touched.clear()
    if (stale && (stale.packages || stale.changed.length + created.length + deleted.length > 0)) revision += 1
    const fileChanges = stale?.packages ? { invalidateAll: true as const } : { changed, created, deleted }
    const next = await withPatience(state.compiler, state.compiler.request('updateSnapshot', { fileChanges }))
    if (!next) throw new Error('TypeScript gave no snapshot.')
    state.outdated.add(state.snapshot)
    state.snapshot = next.snapshot
    return next.snapshot
  }
  // After a question, not before it: it takes up to a millisecond.
  const release = (state: Running): void => {
    for (const snapshot of state.outdated) {
      if (state.users.has(snapshot) || state.dead) continue
      state.outdated.delete(snapshot)
      void state.compiler.request('release', { snapshot }).catch(() => {})
    }
  }

  /** One at a time: take the process, let the caller write, take a snapshot. */
  const prepared = (prepare: () => void, urgency: Urgency): Promise<{ state: Running; snapshot: number }> =>
    enqueue(async () => {
      options.prepare?.()
      const state = await start()
      options.prepare?.()
      prepare()
      const snapshot = await refresh(state)
      state.users.set(snapshot, (state.users.get(snapshot) ?? 0) + 1)
      return { state, snapshot }
    }, urgency)

  // TypeScript answers one question after the other: patient ones stand back while somebody waits at the keyboard.
  let urgent = 0
  let calm = Promise.withResolvers<void>()
  const begin = (): void => {
    if (urgent === 0) calm = Promise.withResolvers()
    urgent += 1
  }
  const end = (): void => {
    urgent -= 1
    if (urgent === 0) calm.resolve()
  }
  const calmed = async (): Promise<void> => {
    while (urgent > 0) await calm.promise
  }

  const attempt = async <T>(prepare: () => void, use: (ask: Ask) => Promise<T>, urgency: Urgency): Promise<T> => {
    const { state, snapshot } = await prepared(prepare, urgency)
    try {
      const ask: Ask = async (method, params) => {
        if (urgency === 'patient') await calmed()
        const question = { snapshot, project: state.project, ...params } as never
        return withPatience(state.compiler, state.compiler.request(method, question))
      }
      return await use(ask)
    } finally {
      const users = state.users.get(snapshot)! - 1
      if (users > 0) state.users.set(snapshot, users)
      else state.users.delete(snapshot)
      release(state)
    }
  }

  return {
    ready: () => running !== undefined,
    async start() {
      await start()
    },
    async view(prepare, use, urgency = 'urgent') {
      if (closed) throw new CompilerGoneError('The language service is closed.')
      if (urgency === 'urgent') begin()
      try {
        return await attempt(prepare, use, urgency)
      } catch (error) {
        // It died under the question: once more, in a fresh process, and nobody notices.
        if (closed || !(error instanceof CompilerGoneError)) throw error
        log?.(`language: ${error.message} Starting it again.`)
        return await attempt(prepare, use, urgency)
      } finally {
        if (urgency === 'urgent') end()
      }
    },
    write,
    read: (name) => files.readFile(name) ?? undefined,
    revision: () => revision,
    pid: () => current?.pid,
    async close() {
      closed = true
      current?.stop()
      await current?.gone
    },
  }
}

/** A process that doesn't answer in time is killed; its `gone` then ends every question in it. */
async function withPatience<T>(compiler: Compiler, answer: Promise<T>): Promise<T> {
  const timer = setTimeout(() => compiler.stop(), patience)
  try {
    return await answer
  } finally {
    clearTimeout(timer)
  }
}
