/**
 * One cell in the HTML report: source with the failing line marked, outputs, traceback in its colours, and where outputs
 * were compared, the recorded one on the left and the new one on the right.
 *
 *     cellSection(cellEnd)   // '<section class="cell failed">…</section>'
 */
import type { Output } from '../../notebook/index.ts'
import { escapeHtml } from '../../text/escape.ts'
import type { Mismatch } from '../compare/mismatch.ts'
import { mergeStreams } from '../compare/terminal.ts'
import type { CellEnd, Failure } from '../events.ts'
import { formatDuration } from '../settings/units.ts'
import { describeFailure } from './failure.ts'
import { cellLabel, isFailure } from './record.ts'

const maximal = 200_000

export function cellSection(cell: CellEnd): string {
  if (cell.verdict === 'skipped')
    return `<section class="cell skipped"><h3>${escapeHtml(cellLabel(cell.cell))} <small>${escapeHtml(cell.reason ?? 'skipped')}</small></h3></section>`
  const failed = isFailure(cell.verdict)
  const title = `${escapeHtml(cellLabel(cell.cell, cell.executionCount))} <small>${cell.verdict} · ${formatDuration(cell.durationMs)} · line ${cell.failure?.jsonLine ?? cell.cell.line}</small>`
  const story = failed
    ? `<pre class="traceback">${ansiHtml(describeFailure(withoutMismatches(cell), { color: true }))}</pre>`
    : ''
  const compared = (cell.failure?.mismatches ?? []).map((mismatch) => sides(mismatch, cell)).join('')
  const outputs = (cell.outputs ?? [])
    .filter((output) => output.output_type !== 'error' && !isAssertion(output))
    .map(outputHtml)
    .join('')
  const asserted = cell.failure?.assertion === undefined ? '' : assertion(cell.failure.assertion)
  return `<section class="cell ${failed ? 'failed' : 'passed'}"><h3>${title}</h3>
${source(cell)}
${compared === '' ? outputs : ''}${story}${asserted}${compared}</section>`
}

/** What our kernel sends beside a failed assertion, for programs. */
function isAssertion(output: Output): boolean {
  return (
    'data' in output && Object.keys(output.data).every((mime) => mime === 'application/vnd.loopbook.assertion+json')
  )
}

function assertion({ expected, actual }: NonNullable<Failure['assertion']>): string {
  const side = (title: string, value: unknown): string =>
    `<figure><figcaption>${title}</figcaption>${valueHtml('text/plain', value)}</figure>`
  return `<div class="sides">${side('expected', expected)}${side('actual', actual)}</div>`
}

function withoutMismatches(cell: CellEnd): CellEnd {
  if (!cell.failure?.mismatches) return cell
  return { ...cell, failure: { ...cell.failure, mismatches: [] } }
}

function source({ source: text = '', failure }: CellEnd): string {
  const lines = text.split('\n').map((line, index) => {
    const html = escapeHtml(line) || ' '
    return failure?.sourceLine === index + 1 && !failure.mismatches ? `<mark>${html}</mark>` : html
  })
  return `<pre class="source">${lines.join('\n')}</pre>`
}

/** Expected beside actual; pictures as pictures. */
function sides(mismatch: Mismatch, cell: CellEnd): string {
  const { mime, expected, actual, kind, output: index, diff } = mismatch
  const side = (title: string, text: string | undefined, outputs: readonly Output[] = []): string => {
    // Positions count streams joined by name.
    const output = mergeStreams(outputs)[index]
    const shown = text === undefined ? '<em>nothing</em>' : sideHtml(mismatch, text, output)
    return `<figure><figcaption>${title}</figcaption>${shown}</figure>`
  }
  const lines = kind === 'changed' ? `<pre class="diff">${diffHtml(diff)}</pre>` : ''
  return `<div class="mismatch"><h4>output ${index + 1}, ${escapeHtml(mime)}: ${kind}</h4>
<div class="sides">${side('recorded', expected, cell.expected)}${side('now', actual, cell.outputs)}</div>
${lines}</div>`
}

/** The text of a mismatch is a description when one side lacks the output: then the output itself is shown. */
function sideHtml({ kind, mime }: Mismatch, text: string, output: Output | undefined): string {
  const value = output && 'data' in output ? output.data[mime] : undefined
  if (kind !== 'changed' && value !== undefined) return valueHtml(mime, value)
  return kind === 'changed' ? valueHtml(mime, text) : `<pre>${ansiHtml(cut(text))}</pre>`
}

function diffHtml(diff: string): string {
  return diff
    .split('\n')
    .map((line) => {
      const html = escapeHtml(line)
      if (line.startsWith('+')) return `<ins>${html}</ins>`
      return line.startsWith('-') ? `<del>${html}</del>` : html
    })
    .join('\n')
}

function outputHtml(output: Output): string {
  if (output.output_type === 'stream')
    return `<pre class="${output.name === 'stderr' ? 'stderr' : 'stdout'}">${ansiHtml(cut(output.text))}</pre>`
  if (output.output_type === 'error') return ''
  const order = [
    'image/svg+xml',
    'image/png',
    'image/jpeg',
    'text/html',
    'text/markdown',
    'text/plain',
    'application/json',
  ]
  const mime = order.find((candidate) => candidate in output.data) ?? Object.keys(output.data)[0]
  return mime === undefined ? '' : valueHtml(mime, output.data[mime])
}

function valueHtml(mime: string, value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  if (mime === 'image/png' || mime === 'image/jpeg' || mime === 'image/gif' || mime === 'image/webp') {
    const data = text.replaceAll(/[^A-Za-z0-9+/=]/g, '')
    return `<img alt="${mime} output" src="data:${mime};base64,${data}">`
  }
  if (mime === 'image/svg+xml') {
    const data = Buffer.from(text).toString('base64')
    return `<img alt="SVG output" src="data:image/svg+xml;base64,${data}">`
  }
  // No scripts, no network, no access to this page.
  if (mime === 'text/html' && text.length < maximal)
    return `<iframe sandbox loading="lazy" title="HTML output" srcdoc="${escapeHtml(text)}"></iframe>`
  return `<pre>${ansiHtml(cut(text))}</pre>`
}

function cut(text: string): string {
  if (text.length <= maximal) return text
  return `${text.slice(0, maximal / 2)}\n… ${text.length - maximal} characters left out\n${text.slice(-maximal / 2)}`
}

const colours = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white']

/** The 16 colours and bold of a terminal as spans; every other escape sequence is dropped. */
export function ansiHtml(text: string): string {
  let html = ''
  let open = false
  let state: string[] = []
  // oxlint-disable-next-line no-control-regex -- escape sequences begin with a control character
  for (const [part, codes] of text.matchAll(/\u001B\[([\d;]*)m|\u001B\[[\d;?]*[A-Za-z]|[^\u001B]+|\u001B/g)) {
    if (codes === undefined) {
      if (!part.startsWith('\u001B')) html += escapeHtml(part)
      continue
    }
    state = codes.split(';').map(Number).reduce(apply, state)
    if (open) html += '</span>'
    open = state.length > 0
    if (open) html += `<span class="${state.join(' ')}">`
  }
  return open ? `${html}</span>` : html
}

function apply(state: string[], code: number): string[] {
  if (code === 0) return []
  if (code === 1 || code === 2) return [...state, code === 1 ? 'bold' : 'dim']
  if (code === 22) return state.filter((name) => name !== 'bold' && name !== 'dim')
  const colour = colours[(code >= 90 ? code - 90 : code - 30) % 10]
  if (colour !== undefined && ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)))
    return [...state.filter((name) => !name.startsWith('c-')), `c-${colour}`]
  return code === 39 ? state.filter((name) => !name.startsWith('c-')) : state
}
