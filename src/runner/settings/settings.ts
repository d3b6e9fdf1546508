/**
 * Every setting of the runner: its type, its default, what it accepts, one sentence of help. Config file, notebook
 * metadata, cell metadata, comments and command line all go through `readSetting`, so they accept the same words.
 *
 *     readSetting('cellTimeout', '10s')   // 10000
 */
import { RunnerError, nearest } from '../error.ts'
import { parseDuration, parseSize } from './units.ts'

/** A regular expression (or function) that makes outputs comparable. Names and files are strings: see compare/. */
export interface SanitizerRule {
  readonly name?: string
  readonly pattern: RegExp | string
  readonly replace?: string
}
export type SanitizerSetting = string | SanitizerRule | ((text: string, mime: string) => string)

export interface Settings {
  readonly kernel: string | undefined
  readonly cwd: string
  readonly cellTimeout: number
  readonly notebookTimeout: number
  readonly startupTimeout: number
  readonly grace: number
  readonly onError: 'stop' | 'continue'
  readonly check: 'none' | 'tagged' | 'all'
  readonly types: 'default' | 'strict' | 'off' | undefined
  readonly retry: number
  readonly raises: boolean | string
  readonly raisesException: 'must' | 'allow'
  readonly skip: boolean | string
  readonly slow: boolean
  readonly serial: boolean
  readonly flaky: boolean
  readonly name: string | undefined
  readonly stdin: readonly string[] | undefined
  readonly sanitize: readonly SanitizerSetting[]
  readonly ignore: readonly string[]
  readonly rtol: number
  readonly atol: number
  readonly pixels: number
  readonly maxOutput: number
  readonly params: Readonly<Record<string, unknown>>
  readonly env: Readonly<Record<string, string>>
  readonly deps: readonly string[]
  readonly envDeps: readonly string[]
  readonly mock: Readonly<Record<string, unknown>>
  readonly after: readonly string[]
}
export type SettingName = keyof Settings

interface Kind {
  readonly expected: string
  /** undefined: not acceptable. */
  read(value: unknown): unknown
}
interface Field extends Kind {
  readonly default: unknown
  readonly help: string
}

const text: Kind = {
  expected: 'a text',
  read: (value) => (typeof value === 'string' && value !== '' ? value : undefined),
}
const flag: Kind = {
  expected: 'true or false',
  read: (value) => (typeof value === 'boolean' ? value : { true: true, false: false }[String(value)]),
}
const flagOrText: Kind = { expected: 'true, false or a text', read: (value) => flag.read(value) ?? text.read(value) }
const raised: Kind = {
  expected: 'true, false, the name of an error or a valid "/regex/"',
  read: (value) => {
    const found = typeof value === 'string' ? /^\/(.+)\/([a-z]*)$/s.exec(value) : null
    return found === null || isPattern(found[1] ?? '', found[2] ?? '') ? flagOrText.read(value) : undefined
  },
}
function isPattern(source: string, flags: string): boolean {
  try {
    return new RegExp(source, flags) instanceof RegExp
  } catch {
    return false
  }
}
const duration: Kind = { expected: 'a duration such as "10s", "2m" or 10 (seconds)', read: parseDuration }
const size: Kind = { expected: 'a size such as "10MB"', read: parseSize }
const texts: Kind = {
  expected: 'a list of texts',
  read: (value) => {
    const list = typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value
    return Array.isArray(list) && list.every((part) => typeof part === 'string') ? list : undefined
  },
}
const count: Kind = {
  expected: 'a whole number of at least 0',
  read: (value) => (/^\d+$/.test(String(value)) ? Number(value) : undefined),
}
const tolerance: Kind = {
  expected: 'a number of at least 0',
  read: (value) => (value !== '' && Number(value) >= 0 ? Number(value) : undefined),
}
const mapping: Kind = {
  expected: 'an object',
  read: (value) => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined),
}
const sanitizers: Kind = {
  expected: 'a list of sanitizer names, {pattern, replace} rules or functions',
  read: (value) => {
    const list = typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value
    return Array.isArray(list) && list.every(isSanitizer) ? list : undefined
  },
}
function isSanitizer(value: unknown): boolean {
  if (typeof value === 'string' || typeof value === 'function') return true
  return typeof value === 'object' && value !== null && 'pattern' in value
}
function choice(...names: readonly string[]): Kind {
  const expected = `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
  return { expected, read: (value) => (names.includes(String(value)) ? value : undefined) }
}
const checks = choice('none', 'tagged', 'all')
const check: Kind = {
  expected: `${checks.expected} (or true, false)`,
  read: (value) => checks.read(value) ?? { true: 'all', false: 'none' }[String(value)],
}
const field = (kind: Kind, initial: unknown, help: string): Field => ({ ...kind, default: initial, help })

export const fields: Readonly<Record<SettingName, Field>> = {
  kernel: field(text, undefined, 'kernel to run in; by default the one that the notebook names'),
  cwd: field(text, 'notebook', 'folder that cells run in: notebook (its own), root, tmp (a fresh one) or a path'),
  cellTimeout: field(duration, 120_000, 'time for one cell'),
  notebookTimeout: field(duration, 900_000, 'time for a whole notebook'),
  startupTimeout: field(duration, 60_000, 'time for a kernel to start'),
  grace: field(duration, 2000, 'time to react to an interrupt before the kernel is ended'),
  onError: field(choice('stop', 'continue'), 'stop', 'after a failed cell; the notebook fails either way'),
  check: field(check, 'tagged', 'which cells have their outputs compared with the recorded ones'),
  types: field(
    choice('default', 'strict', 'off'),
    undefined,
    'type errors of cells: a warning, a refusal (strict) or nothing (off); our kernel only',
  ),
  retry: field(count, 0, 'further attempts of a failed notebook, each in a fresh kernel'),
  raises: field(raised, false, 'the cell must raise; a name ("TypeError") or "/regex/" says what'),
  raisesException: field(
    choice('must', 'allow'),
    'must',
    "'allow': a tagged cell may also raise nothing, as in nbclient",
  ),
  skip: field(flagOrText, false, 'not run; a text is the reason'),
  slow: field(flag, false, 'only run with --tag slow, or when named'),
  serial: field(flag, false, 'never beside another notebook'),
  flaky: field(flag, false, 'retried once even without --retry'),
  name: field(text, undefined, 'name in reports'),
  stdin: field(texts, undefined, 'answers to input(), in order; without them asking is an error'),
  sanitize: field(sanitizers, [], 'sanitizers beside the built-in ones; "-times" switches one off'),
  ignore: field(texts, [], 'MIME types that are not compared'),
  rtol: field(tolerance, 0, 'relative tolerance of numbers in outputs'),
  atol: field(tolerance, 0, 'absolute tolerance of numbers in outputs'),
  pixels: field(tolerance, 0, 'share of pixels that may differ in a picture, 0 to 1'),
  maxOutput: field(size, 10e6, 'of a longer output of one cell the middle is cut, and a note says so'),
  params: field(mapping, {}, 'values for the cell tagged "parameters"'),
  env: field(mapping, {}, 'environment variables of the kernel'),
  deps: field(texts, [], 'files that results depend on, beside those that are imported (for --cache)'),
  envDeps: field(texts, [], 'environment variables that results depend on (for --cache)'),
  mock: field(mapping, {}, 'variables set after the cell ran (nbmake.mock)'),
  after: field(texts, [], 'code that is run after the cell (nbmake.post_cell_execute)'),
}

export const settingNames: readonly SettingName[] = Object.keys(fields) as SettingName[]

export const defaults: Settings = Object.fromEntries(
  Object.entries(fields).map(([name, { default: value }]) => [name, value]),
) as unknown as Settings

/** Short names that may stand in a cell or a comment. */
const aliases: Readonly<Record<string, SettingName>> = { timeout: 'cellTimeout', parameters: 'params' }

export function settingName(name: string): SettingName | undefined {
  const camel = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  if (Object.hasOwn(fields, camel)) return camel as SettingName
  return Object.hasOwn(aliases, camel) ? aliases[camel] : undefined
}

/** Reads one value; `origin` is where it stands, for the message. Throws RunnerError. */
export function readSetting(name: string, value: unknown, origin: string): readonly [SettingName, unknown] {
  const key = settingName(name)
  if (key === undefined) {
    const meant = nearest(name, [...settingNames, ...Object.keys(aliases)])
    throw new RunnerError(`${origin}: there is no setting "${name}"`, {
      hint: meant === undefined ? `the settings are ${settingNames.join(', ')}` : `did you mean "${meant}"?`,
    })
  }
  const read = fields[key].read(value)
  if (read === undefined)
    throw new RunnerError(`${origin}: ${name} must be ${fields[key].expected}, not ${JSON.stringify(value)}`)
  return [key, read]
}
