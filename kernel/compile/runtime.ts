// What compiled cells call, on the user's thread: the value of a cell, awaits that an interruption can end, imports that
// resolve from the notebook's folder, import.meta, JSX. Defined once as the global `__loopbook`, which nothing enumerates.
//
//   const runtime = installRuntime({ directory, onProgress: (text) => process.stdout.write(text) })
//   runtime.interruptAwaits(new Error('stop'))
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createElement, Fragment } from './jsx.ts'
import { isPath } from './import-errors.ts'
import { createImporter } from './importer.ts'
import { runtimeName } from './name.ts'
import { createResources } from './resources.ts'
import { thrown } from './thrown.ts'
import { refresh } from './versions.ts'

export interface RuntimeOptions {
  /** Absolute path of the notebook's folder. */
  directory: string
  /** A line about something that takes long, such as the installation of a package. */
  onProgress(text: string): void
  /** A module that was written for Deno is about to be loaded. */
  onDeno?(): Promise<void>
}

export interface CellRuntime {
  /** Ends every top-level await that is under way; `finally` blocks run. */
  interruptAwaits(reason: Error): void
  setDirectory(directory: string): void
  /** `import … from name` and `require(name)` answer these exports instead of a file. */
  provideModule(name: string, exports: object): void
  /** The offset, in the cell's JavaScript, of the statement or await that began last; undefined before the first. */
  reached(cell: number): number | undefined
  /** The last cell's value, once; undefined when it had none. */
  takeValue(): { value: unknown } | undefined
  /** The next cell's `var`s of these names begin with the values that the names have now. */
  keep(names: readonly string[]): void
  import(specifier: string): Promise<object>
}

export function installRuntime(options: RuntimeOptions): CellRuntime {
  let directory = options.directory
  let taken: { value: unknown } | undefined
  const reached = { cell: -Infinity, offset: 0 }
  const live = new Set<(reason: Error) => void>()
  const kept = new Map<string, unknown>()
  const importer = createImporter({ ...options, directory: () => directory })

  const interruptible = (value: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      live.add(reject)
      // Each promise on the way has one reaction, a function of V8's own: so its stacks reach from the library that failed
      // through this one to the line of the cell that waits.
      void Promise.resolve(value)
        .then(resolve, reject)
        .then(() => live.delete(reject))
    })

  const at = (cell: number, offset: number): void => {
    reached.cell = cell
    reached.offset = offset
  }

  const calls = {
    value(value: unknown): unknown {
      taken = { value }
      return value
    },
    /** A place where V8 notices an interruption. */
    turn() {},
    at,
    await(value: unknown, cell?: number, offset = 0): Promise<unknown> {
      if (cell !== undefined) at(cell, offset)
      return interruptible(value)
    },
    iterate(source: AsyncIterable<unknown> | Iterable<unknown>, cell: number, offset: number) {
      return interruptibleIterable(source, (value) => {
        at(cell, offset)
        return interruptible(value)
      })
    },
    import: (specifier: unknown, attributes?: ImportCallOptions) =>
      importer.import(String(specifier), attributes?.with),
    imported: (specifier: string, names: readonly string[], attributes: Record<string, string>, maybe?: string[]) =>
      interruptible(importer.imported(specifier, names, attributes, maybe)),
    resources: createResources,
    constants,
    kept: (name: string) => kept.get(name),
    thrown,
    get meta() {
      return {
        dirname: directory,
        filename: join(directory, 'notebook.ts'),
        url: pathToFileURL(join(directory, 'notebook.ts')).href,
        main: false,
        resolve: (specifier: string) => importer.resolve(specifier),
      }
    },
    jsx: { createElement, Fragment },
  }
  Object.defineProperty(globalThis, runtimeName, { value: Object.freeze(calls) })
  defineRequire(() => directory, importer.provided)
  defineFolder('__dirname', () => directory)
  defineFolder('__filename', () => join(directory, 'notebook.ts'))

  return {
    interruptAwaits(reason) {
      const rejects = [...live]
      live.clear()
      for (const reject of rejects) reject(reason)
    },
    setDirectory(path) {
      directory = path
    },
    reached: (cell) => (reached.cell === cell ? reached.offset : undefined),
    provideModule: (name, exports) => importer.provide(name, exports),
    takeValue() {
      const value = taken
      taken = undefined
      return value
    },
    keep(names) {
      kept.clear()
      for (const name of names) kept.set(name, valueOf(name))
    },
    import: (specifier) => importer.import(specifier),
  }
}

/** Of a name of the session; undefined where its declaration was never reached. */
function valueOf(name: string): unknown {
  try {
    // oxlint-disable-next-line no-eval -- nothing else sees what cells have declared
    return (0, eval)(name) as unknown
  } catch {
    return undefined
  }
}

/** What compiled assignments to constants assign to: see rewriteConstant. */
const constants: object = new Proxy(Object.create(null) as object, {
  set(_target, name) {
    const hint = `declare ${String(name)} with let, if it is to change.`
    throw Object.assign(new TypeError('Assignment to constant variable.'), { hint })
  },
})

/** `require` as CommonJS files have it, resolving from the notebook's folder. */
function defineRequire(directory: () => string, provided: (name: string) => object | undefined): void {
  let made: { directory: string; require: NodeJS.Require } | undefined
  Object.defineProperty(globalThis, 'require', {
    configurable: true,
    get() {
      if (made?.directory !== directory()) made = { directory: directory(), require: refreshing(directory(), provided) }
      return made.require
    },
    set(value: unknown) {
      Object.defineProperty(globalThis, 'require', { value, configurable: true, writable: true })
    },
  })
}

function defineFolder(name: string, get: () => string): void {
  const set = (value: unknown): void => {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  }
  Object.defineProperty(globalThis, name, { configurable: true, get, set })
}

/** Files that changed are read again, as `import` does. */
function refreshing(directory: string, provided: (name: string) => object | undefined): NodeJS.Require {
  const require = createRequire(join(directory, 'notebook.cjs'))
  const call = (id: string): unknown => {
    if (isPath(id)) refresh(require.resolve(id))
    return provided(id) ?? (require(id) as unknown)
  }
  return Object.assign(call, require)
}

/** `for await` asks again and again: every question can be interrupted, and leaving early still tells the source. */
function interruptibleIterable(
  source: AsyncIterable<unknown> | Iterable<unknown>,
  interruptible: (value: unknown) => Promise<unknown>,
): AsyncIterable<unknown> {
  const asynchronous = (source as AsyncIterable<unknown>)[Symbol.asyncIterator]
  if (typeof asynchronous !== 'function') return values(source as Iterable<unknown>, interruptible)
  return {
    [Symbol.asyncIterator]() {
      const iterator = asynchronous.call(source)
      return {
        next: () => interruptible(iterator.next()) as Promise<IteratorResult<unknown>>,
        return: (value?: unknown) => iterator.return?.(value) ?? Promise.resolve({ done: true, value }),
      }
    },
  }
}

async function* values(
  source: Iterable<unknown>,
  interruptible: (value: unknown) => Promise<unknown>,
): AsyncGenerator<unknown> {
  for (const value of source) yield await interruptible(value)
}
