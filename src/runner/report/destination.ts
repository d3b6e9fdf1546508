/**
 * From `--reporter` words to reporters with a place to write to: the terminal, a file, GitHub's job summary. The only
 * part of the reports that touches the outside. `name=path` writes to a file, whose folder is made if need be.
 *
 *     const reporters = createReporters(['pretty', 'junit=out/report.xml'], { directory, stdout: process.stdout })
 *     for (const reporter of reporters) reporter.onEvent(event)
 */
import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { RunnerError, nearest } from '../error.ts'
import type { RunnerEvent } from '../events.ts'
import { EventsReporter, JsonReporter, TapReporter } from './data.ts'
import { DotReporter } from './dot.ts'
import { GithubReporter, SummaryReporter } from './github.ts'
import { HtmlReporter } from './html.ts'
import { JunitReporter } from './junit.ts'
import { PrettyReporter } from './pretty.ts'
import type { Reporter, ReporterOptions } from './reporter.ts'
import { wantsColor } from './style.ts'

const makers: Readonly<Record<string, (options: ReporterOptions) => Reporter>> = {
  pretty: (options) => new PrettyReporter(options),
  dot: (options) => new DotReporter(options),
  junit: () => new JunitReporter(),
  github: (options) => new GithubReporter(options),
  summary: () => new SummaryReporter(),
  json: () => new JsonReporter(),
  events: () => new EventsReporter(),
  tap: () => new TapReporter(),
  html: () => new HtmlReporter(),
}

export const reporterNames: readonly string[] = Object.keys(makers)

/** Files that a reporter writes when it is named without a path. */
const defaultFiles: Readonly<Record<string, string>> = { html: 'loopbook-report.html' }

export interface ActiveReporter {
  onEvent(event: RunnerEvent): void
  /** Writes what is to be written at the end; throws RunnerError if a file can't be. */
  finish(): Promise<void>
}

export interface DestinationOptions {
  readonly directory: string
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number }
  /** By default: a terminal, unless NO_COLOR; FORCE_COLOR says yes. */
  readonly color?: boolean
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly now?: () => number
  readonly slowest?: number
}

/** Throws RunnerError for an unknown name. Without any name: pretty, and github's annotations within GitHub Actions. */
export function createReporters(specs: readonly string[], options: DestinationOptions): ActiveReporter[] {
  const { env = process.env, stdout } = options
  const onGithub = env['GITHUB_ACTIONS'] === 'true'
  const named = specs.length > 0 ? [...specs] : ['pretty']
  if (onGithub && !named.some((spec) => spec.startsWith('github'))) named.push('github')
  if (env['GITHUB_STEP_SUMMARY'] && named.some((spec) => spec.startsWith('github')))
    named.push(`summary=${env['GITHUB_STEP_SUMMARY']}`)
  const wanted = named.map(parseSpec)
  const onScreen = wanted.filter(({ path }) => path === undefined).length
  const terminal = stdout.isTTY === true && !env['CI']
  const color = options.color ?? wantsColor(stdout, env)
  const root = env['GITHUB_WORKSPACE']
  return wanted.map(({ name, path }) => {
    const reporter = makers[name]?.({
      color: color && path === undefined,
      live: terminal && onScreen === 1 && env['TERM'] !== 'dumb',
      width: path === undefined ? (stdout.columns ?? 100) : 100,
      now: options.now ?? (() => performance.now()),
      directory: onGithub && root ? root : options.directory,
      slowest: options.slowest ?? 5,
    })
    if (!reporter) throw new RunnerError(`there is no reporter "${name}"`)
    if (path === undefined) return new ScreenReporter(reporter, stdout)
    return new FileReporter(reporter, resolve(options.directory, path), name === 'summary')
  })
}

function parseSpec(spec: string): { readonly name: string; readonly path: string | undefined } {
  const [, name = spec, path] = /^([\w-]+)(?:=(.+))?$/s.exec(spec) ?? []
  if (!Object.hasOwn(makers, name)) {
    const meant = nearest(name, reporterNames)
    const hint = meant === undefined ? `the reporters are ${reporterNames.join(', ')}` : `did you mean "${meant}"?`
    throw new RunnerError(`there is no reporter "${name}"`, { hint })
  }
  return { name, path: path ?? defaultFiles[name] }
}

class ScreenReporter implements ActiveReporter {
  readonly #reporter: Reporter
  readonly #stdout: DestinationOptions['stdout']
  readonly #timer: NodeJS.Timeout | undefined

  constructor(reporter: Reporter, stdout: DestinationOptions['stdout']) {
    this.#reporter = reporter
    this.#stdout = stdout
    if (reporter.tick) this.#timer = setInterval(() => this.#write(reporter.tick?.() ?? ''), 120).unref()
  }

  onEvent(event: RunnerEvent): void {
    if (event.type === 'run-end') clearInterval(this.#timer)
    this.#write(this.#reporter.report(event))
  }

  finish(): Promise<void> {
    clearInterval(this.#timer)
    return Promise.resolve()
  }

  #write(text: string): void {
    if (text !== '') this.#stdout.write(text)
  }
}

class FileReporter implements ActiveReporter {
  readonly #reporter: Reporter
  readonly #path: string
  readonly #append: boolean
  readonly #parts: string[] = []

  constructor(reporter: Reporter, path: string, append: boolean) {
    this.#reporter = reporter
    this.#path = path
    this.#append = append
  }

  onEvent(event: RunnerEvent): void {
    const text = this.#reporter.report(event)
    if (text !== '') this.#parts.push(text)
  }

  async finish(): Promise<void> {
    try {
      await mkdir(dirname(this.#path), { recursive: true })
      const text = this.#parts.join('')
      await (this.#append ? appendFile(this.#path, text) : writeFile(this.#path, text))
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new RunnerError(`the report ${this.#path} can't be written: ${reason}`, { exitCode: 3, cause })
    }
  }
}
