// A record of passes: a notebook whose code, parameters, settings, kernel, lock files and imported files are as at its last pass is
// reported as cached and not run. Only passes are recorded; a failure is always run again. One small file a notebook.
//
//   const cache = new PassCache('/work', { read: true });  if (await cache.has(job)) …;  await cache.record(job, await importedByKernel(…))
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { Kernel } from '../client/index.ts'
import { writeAtomic } from '../notebook/index.ts'
import type { NotebookJob } from './plan/job.ts'
import { dependencies } from './plan/plan.ts'

interface Entry {
  readonly key: string
  /** Path relative to the directory → hash. */
  readonly files: Readonly<Record<string, string>>
}

/** Held by version control or installers; a changed one means other packages. */
const lockFiles = [
  'package-lock.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
  'uv.lock',
  'poetry.lock',
  'requirements.txt',
  'environment.yml',
]
/** Raised when what a pass means changes. */
const version = 1

export class PassCache {
  readonly #directory: string
  readonly #folder: string

  readonly #read: boolean

  /** Without `read` nothing counts as passed already; passes are still recorded. */
  constructor(directory: string, { read }: { read: boolean }) {
    this.#directory = directory
    this.#read = read
    this.#folder = join(directory, '.loopbook', 'passes')
  }

  async has(job: NotebookJob): Promise<boolean> {
    if (!this.#read) return false
    let entry: Entry
    try {
      entry = JSON.parse(await readFile(this.#path(job), 'utf8')) as Entry
    } catch {
      return false
    }
    return (
      entry.key === this.#key(job) &&
      Object.entries(entry.files).every(([path, hash]) => hashOf(join(this.#directory, path)) === hash)
    )
  }

  /** @param imported files that the kernel really loaded, beside those that the cells name. */
  async record(job: NotebookJob, imported: readonly string[]): Promise<void> {
    const paths = new Set([...dependencies(job, this.#directory), ...imported])
    const files = Object.fromEntries(
      [...paths]
        .map((path) => [relative(this.#directory, path), hashOf(path)] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    )
    await mkdir(this.#folder, { recursive: true })
    const entry: Entry = { key: this.#key(job), files }
    await writeAtomic(this.#path(job), `${JSON.stringify(entry, null, 1)}\n`)
  }

  async forget(job: NotebookJob): Promise<void> {
    await rm(this.#path(job), { force: true })
  }

  #path(job: NotebookJob): string {
    return join(this.#folder, `${sha(job.file).slice(0, 24)}.json`)
  }

  #key({ cells, spec, settings }: NotebookJob): string {
    const parts = cells.map(({ cell, settings: own }) => {
      const { raises, raisesException, skip, stdin, check, mock, after, onError } = own
      const recorded =
        check === 'all' ? [cell.outputs, own.rtol, own.atol, own.pixels, own.ignore, own.sanitize.map(String)] : []
      return [cell.source, raises, raisesException, skip, stdin, mock, after, onError, recorded]
    })
    const locks = this.#lockFiles().map((path) => hashOf(path))
    const kernel = [spec.name, spec.argv.slice(0, 3), process.version]
    return sha(JSON.stringify([version, parts, kernel, settings.env, settings.types, settings.cwd, locks]))
  }

  /** Of the directory and the folders above it, up to the repository's root. */
  #lockFiles(): string[] {
    const found: string[] = []
    for (let folder = this.#directory; ; folder = dirname(folder)) {
      found.push(...lockFiles.map((name) => join(folder, name)).filter((path) => existsSync(path)))
      if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return found
    }
  }
}

/** Asks a Python kernel which files of the project it has loaded; others say it by their imports (see plan/imports.ts). */
export async function importedByKernel(kernel: Kernel, directory: string): Promise<string[]> {
  if (kernel.info?.language_info.name !== 'python' || kernel.death !== undefined) return []
  const expression =
    `__import__("json").dumps([m.__file__ for m in list(__import__("sys").modules.values())` +
    ` if isinstance(getattr(m, "__file__", None), str) and m.__file__.startswith(${JSON.stringify(directory)})])`
  const { expressions } = await kernel.execute('', {
    silent: true,
    storeHistory: false,
    expressions: { files: expression },
    signal: AbortSignal.timeout(2000),
  })
  const { data } = (expressions?.['files'] ?? {}) as { data?: Record<string, unknown> }
  const text = data?.['text/plain']
  if (typeof text !== 'string') return []
  // The repr of a Python string of JSON.
  const json = /^'(.*)'$/s.exec(text)?.[1]?.replaceAll("\\'", "'").replaceAll('\\\\', '\\')
  try {
    const paths = JSON.parse(json ?? '[]') as string[]
    return paths.filter((path) => !/[/\\](site-packages|dist-packages)[/\\]/.test(path))
  } catch {
    return []
  }
}

const hashes = new Map<string, { time: number; hash: string }>()

/** 'absent' for a file that isn't there: making it later is a change. */
function hashOf(path: string): string {
  const known = hashes.get(path)
  // Within one run a file that several notebooks import is read once a second at most.
  if (known !== undefined && performance.now() - known.time < 1000) return known.hash
  let hash = 'absent'
  try {
    hash = sha(readFileSync(path))
  } catch {
    // Absent.
  }
  hashes.set(path, { time: performance.now(), hash })
  return hash
}

function sha(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}
