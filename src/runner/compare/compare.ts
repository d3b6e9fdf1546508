/**
 * Recorded outputs against those just made. The unit is the cell: streams are joined by name, displays and results are
 * compared in order, per MIME type that was recorded; types that are new are no difference. Texts are compared as they
 * are, then sanitized, then by numeric tolerance; JSON by structure; HTML and SVG in one form; PNG by pixels.
 *
 *     compareOutputs({ outputs: cell.outputs, executionCount: 3 }, made, compareOptions(settings))   // [] if the same
 */
import { type ErrorOutput, type MimeBundle, type Output, isJsonMime } from '../../notebook/index.ts'
import type { Settings } from '../settings/settings.ts'
import { diffLines } from './diff.ts'
import { normalizeMarkup } from './markup.ts'
import type { Mismatch } from './mismatch.ts'
import { closeNumbers, closeTexts } from './number.ts'
import { comparePictures } from './picture.ts'
import { type Sanitize, compileSanitizers } from './sanitizer.ts'
import { mergeStreams } from './terminal.ts'

export interface CompareOptions {
  readonly sanitize: Sanitize
  readonly ignore: readonly string[]
  readonly rtol: number
  readonly atol: number
  /** Share of pixels that may differ. */
  readonly pixels: number
}

type CompareSettings = Pick<Settings, 'sanitize' | 'ignore' | 'rtol' | 'atol' | 'pixels'>

/** Throws RunnerError if a sanitizer is unknown. Sanitizer files must have been read. */
export function compareOptions(settings: Partial<CompareSettings> = {}): CompareOptions {
  const { sanitize = [], ignore = [], rtol = 0, atol = 0, pixels = 0 } = settings
  return { sanitize: compileSanitizers(sanitize), ignore, rtol, atol, pixels }
}

export interface Recorded {
  readonly outputs: readonly Output[]
  /** null together with no outputs: the cell was cleared, or never run. */
  readonly executionCount: number | null
}

/** All differences, in order; none means that the outputs count as the same. */
export function compareOutputs(recorded: Recorded, made: readonly Output[], options: CompareOptions): Mismatch[] {
  const expected = mergeStreams(recorded.outputs)
  const actual = mergeStreams(made)
  if (expected.length === 0 && recorded.executionCount === null && actual.length > 0)
    return [single('unrecorded', 0, actual[0])]
  const names = new Set(
    [...expected, ...actual].flatMap((output) => (output.output_type === 'stream' ? output.name : [])),
  )
  const streams = [...names].flatMap((name) => compareStream(name, expected, actual, options))
  return [...streams, ...compareShown(expected, actual, options)]
}

/** An output that only one side has. */
function single(kind: 'missing' | 'extra' | 'unrecorded', index: number, output: Output | undefined): Mismatch {
  const text = output ? describe(output) : ''
  const sign = kind === 'missing' ? '-' : '+'
  const diff = text.split('\n').map((line) => `${sign} ${line}`)
  const shown = [...diff.slice(0, 40), ...(diff.length > 40 ? [`  … ${diff.length - 40} more lines`] : [])].join('\n')
  const sides = kind === 'missing' ? { expected: text } : { actual: text }
  return { output: index, kind, mime: output ? mainMime(output) : '', ...sides, diff: shown }
}

function compareStream(
  name: string,
  expected: readonly Output[],
  actual: readonly Output[],
  options: CompareOptions,
): Mismatch[] {
  const find = (outputs: readonly Output[]): number =>
    outputs.findIndex((output) => output.output_type === 'stream' && output.name === name)
  const [before, after] = [expected[find(expected)], actual[find(actual)]]
  if (options.ignore.includes(name)) return []
  if (before?.output_type !== 'stream') return after ? [single('extra', find(actual), after)] : []
  if (after?.output_type !== 'stream') return [single('missing', find(expected), before)]
  return compareText(find(expected), name, before.text, after.text, options)
}

function compareShown(expected: readonly Output[], actual: readonly Output[], options: CompareOptions): Mismatch[] {
  const shown = (outputs: readonly Output[]): { output: Output; index: number }[] =>
    outputs.map((output, index) => ({ output, index })).filter(({ output }) => isCompared(output, options))
  const [left, right] = [shown(expected), shown(actual)]
  const pairs = left.slice(0, right.length).flatMap(({ output, index }, at) => {
    const other = right[at]?.output
    return other ? compareOne(index, output, other, options) : []
  })
  const missing = left.slice(right.length).map(({ output, index }) => single('missing', index, output))
  const extra = right.slice(left.length).map(({ output, index }) => single('extra', index, output))
  return [...pairs, ...missing, ...extra]
}

const neverCompared: ReadonlySet<string> = new Set(['application/vnd.jupyter.widget-view+json'])

function isCompared(output: Output, options: CompareOptions): boolean {
  if (output.output_type === 'stream') return false
  if (output.output_type === 'error') return !options.ignore.includes('error')
  // A widget alone is a number drawn at random, beside a text/plain that names it.
  if (Object.keys(output.data).some((mime) => neverCompared.has(mime))) return false
  const mimes = Object.keys(output.data)
  return mimes.length === 0 || mimes.some((mime) => !options.ignore.includes(mime))
}

function compareOne(index: number, before: Output, after: Output, options: CompareOptions): Mismatch[] {
  if (before.output_type === 'error' && after.output_type === 'error')
    return compareText(index, 'error', errorText(before), errorText(after), options)
  if ('data' in before && 'data' in after) return compareBundles(index, before.data, after.data, options)
  const [expected, actual] = [describe(before), describe(after)]
  return [
    { output: index, kind: 'changed', mime: mainMime(before), expected, actual, diff: diffLines(expected, actual) },
  ]
}

function compareBundles(index: number, before: MimeBundle, after: MimeBundle, options: CompareOptions): Mismatch[] {
  return Object.entries(before).flatMap(([mime, expected]): Mismatch[] => {
    if (options.ignore.includes(mime) || neverCompared.has(mime)) return []
    if (!Object.hasOwn(after, mime)) {
      const text = mimeText(mime, expected)
      const diff = `- ${mime} (now only ${Object.keys(after).join(', ') || 'nothing'})`
      return [{ output: index, kind: 'missing', mime, expected: text, diff }]
    }
    return compareValue(index, mime, expected, after[mime], options)
  })
}

function compareValue(
  index: number,
  mime: string,
  expected: unknown,
  actual: unknown,
  options: CompareOptions,
): Mismatch[] {
  if (isJsonMime(mime)) {
    if (sameJson(expected, actual, mime, options)) return []
    const [before, after] = [mimeText(mime, expected), mimeText(mime, actual)]
    return [{ output: index, kind: 'changed', mime, expected: before, actual: after, diff: diffLines(before, after) }]
  }
  const [before, after] = [String(expected), String(actual)]
  if (mime.startsWith('image/') && mime !== 'image/svg+xml') {
    if (before.trim() === after.trim()) return []
    const difference =
      mime === 'image/png' ? comparePictures(before, after, options.pixels) : `the bytes of the ${mime} picture differ`
    if (difference === undefined) return []
    return [{ output: index, kind: 'changed', mime, expected: before, actual: after, diff: `! ${difference}` }]
  }
  return compareText(index, mime, before, after, options)
}

function compareText(
  index: number,
  mime: string,
  expected: string,
  actual: string,
  options: CompareOptions,
): Mismatch[] {
  if (expected === actual) return []
  const isMarkup = mime === 'text/html' || mime === 'image/svg+xml'
  const normalize = (text: string): string => {
    const sanitized = options.sanitize(text, mime).replace(/\s+$/, '')
    return isMarkup ? normalizeMarkup(sanitized) : sanitized
  }
  const [before, after] = [normalize(expected), normalize(actual)]
  if (before === after || closeTexts(after, before, options)) return []
  return [{ output: index, kind: 'changed', mime, expected, actual, diff: diffLines(before, after) }]
}

function sameJson(a: unknown, b: unknown, mime: string, options: CompareOptions): boolean {
  if (typeof a === 'number' && typeof b === 'number') return closeNumbers(b, a, options)
  if (typeof a === 'string' && typeof b === 'string')
    return a === b || options.sanitize(a, mime) === options.sanitize(b, mime)
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [left, right] = [Object.entries(a), b as Record<string, unknown>]
  return (
    left.length === Object.keys(b).length &&
    left.every(([key, value]) => Object.hasOwn(right, key) && sameJson(value, right[key], mime, options))
  )
}

function errorText({ ename, evalue }: ErrorOutput): string {
  return evalue === '' ? ename : `${ename}: ${evalue}`
}

function mimeText(mime: string, value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value, null, 2)
  return mime.startsWith('image/') && mime !== 'image/svg+xml' ? `${mime}, ${value.length} characters of base64` : value
}

function mainMime(output: Output): string {
  if (output.output_type === 'stream') return output.name
  if (output.output_type === 'error') return 'error'
  return Object.keys(output.data)[0] ?? 'display_data'
}

function describe(output: Output): string {
  if (output.output_type === 'stream') return output.text.trimEnd()
  if (output.output_type === 'error') return errorText(output)
  const plain = output.data['text/plain']
  if (typeof plain === 'string') return plain
  return Object.entries(output.data)
    .map(([mime, value]) => mimeText(mime, value))
    .join('\n')
}
