// A record of passes: a notebook whose code, parameters, settings, kernel, lock files, named environment variables and imported files
// are as at its last pass is reported as cached and not run. Only passes of whole runs are recorded, by this version of the tool; a
// failure is always run again. One small file a notebook.
//
//   const cache = new PassCache('/work', { read: true });  if (await cache.has(job)) …;  await cache.record(job, imported, startedAt)
import { existsSync, statSync } from 'node:fs'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { ownVersion } from '../client/index.ts'
import { writeAtomic } from '../notebook/index.ts'
import { hashOf, sha } from './plan/file-hash.ts'
import { cellFingerprint, kernelFingerprint } from './plan/fingerprint.ts'
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
interface Options {
  /** Whether anything counts as passed already; without it passes are still recorded. */
  readonly read: boolean
  /** Address of the server whose kernels run the notebooks. */
  readonly server?: string | undefined
}

export class PassCache {
  readonly #directory: string
  readonly #folder: string
  readonly #options: Options

  constructor(directory: string, options: Options) {
    this.#directory = directory
    this.#options = options
    this.#folder = join(directory, '.loopbook', 'passes')
  }

  async has(job: NotebookJob): Promise<boolean> {
    if (!this.#options.read) return false
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

  /**
   * @param imported files that the kernel really loaded, beside those that the cells name.
   * @param startedAt of the run, ms since 1970: what changed later may not be what ran.
   */
  async record(job: NotebookJob, imported: readonly string[], startedAt: number): Promise<void> {
    const paths = new Set([...dependencies(job, this.#directory), ...imported])
    const changed = [...paths].some((path) => (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= startedAt)
    if (changed) return this.forget(job)
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

  #key(job: NotebookJob): string {
    const { cells, settings, selected } = job
    const parts = [
      ownVersion(),
      process.version,
      this.#options.server,
      kernelFingerprint(job),
      cells.map(cellFingerprint),
      // A run of some cells is no pass of all.
      selected === undefined ? 'all' : [...selected],
      settings.envDeps.map((name) => [name, process.env[name]]),
      this.#lockFiles().map((path) => [basename(path), hashOf(path)]),
    ]
    return sha(JSON.stringify(parts))
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
