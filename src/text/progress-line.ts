// The state of a progress bar as one line of text, as tqdm writes it, and as HTML. Pure: no clock, no output.
//
//   progressLine({ title: 'Iterate Entity', done: 1, total: 1, seconds: 0.87 }, 80)
//   // Iterate Entity: 100%|██████████████████████████████████| 1/1 [00:00<00:00,  1.15it/s]
import { oneLine } from './one-line.ts'
import { escapeHtml } from './escape.ts'
import { displayWidth, truncate } from './width.ts'

export interface ProgressState {
  title: string
  done: number
  total?: number
  /** Since the start. */
  seconds: number
  /** What is counted; 'it' by default. Bytes ('B') are scaled. */
  unit?: string
  /** Ended before its total, with the reason. */
  stopped?: string
}

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

export function progressLine(state: ProgressState, width: number = 80): string {
  const { done, total, seconds } = state
  const title = oneLine(state.title)
  const rate = rateText(state)
  const stopped = state.stopped ? ` · stopped: ${oneLine(state.stopped)}` : ''
  if (total === undefined) {
    return truncate(
      `${title}: ${amount(done, state.unit)}${unitText(state.unit)} [${clock(seconds)}, ${rate}]${stopped}`,
      width,
    )
  }
  const share = total <= 0 ? 1 : Math.min(1, Math.max(0, done / total))
  const left = done > 0 && share < 1 ? clock((seconds / share) * (1 - share)) : share < 1 ? '?' : '00:00'
  const before = `${title}: ${String(Math.floor(share * 100)).padStart(3)}%|`
  const after = `| ${amount(done, state.unit)}/${amount(total, state.unit)} [${clock(seconds)}<${left}, ${rate}]${stopped}`
  // Room for any rate ('34324.45it/s'), so that the bar is as long in every run: a saved notebook's diff shows no bars.
  const spare = Math.max(0, 8 + displayWidth(`${unitText(state.unit)}/s`) - displayWidth(rate))
  const room = Math.min(60, width - displayWidth(before) - displayWidth(after) - spare)
  return truncate(`${before}${room >= 4 ? bar(share, room) : ''}${after}`, width)
}

/** `width` columns of a bar filled to `share`, in eighths of a column. */
export function bar(share: number, width: number): string {
  const filled = Math.floor(Math.min(1, Math.max(0, share || 0)) * width * 8)
  const text = '█'.repeat(filled >> 3) + eighths[filled & 7]!
  return text + ' '.repeat(width - text.length)
}

export function progressHtml(state: ProgressState): string {
  const { done, total } = state
  const line = escapeHtml(progressLine(state, 200).replace(/\|[█▏▎▍▌▋▊▉ ]*\|/, ' '))
  // Without the style of other outputs: it is sent ten times a second.
  if (total === undefined) return `<div class="loopbook" style="padding:0 .6em">${line}</div>`
  const name = escapeHtml(oneLine(state.title))
  const most = Math.max(total, 1)
  const value = total <= 0 ? most : Math.min(done, most)
  return `<div class="loopbook" style="padding:0 .6em"><progress aria-label="${name}" value="${value}" max="${most}"></progress> ${line}</div>`
}

function clock(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?'
  const whole = Math.floor(seconds)
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60].map(two)
  return hours === '00' ? `${minutes}:${rest}` : `${hours}:${minutes}:${rest}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

function rateText({ done, seconds, unit }: ProgressState): string {
  const name = unitText(unit)
  if (done <= 0 || seconds <= 0) return `?${name}/s`
  const rate = done / seconds
  if (unit === 'B') return `${amount(rate, 'B')}B/s`
  return rate >= 1 ? `${rate.toFixed(2).padStart(5)}${name}/s` : `${(1 / rate).toFixed(2).padStart(5)}s/${name.trim()}`
}

function unitText(unit: string = 'it'): string {
  return unit === 'it' || unit === 'B' ? unit : ` ${oneLine(unit)}`
}

function amount(value: number, unit?: string): string {
  if (unit !== 'B') return String(value)
  const power = value < 1 ? 0 : Math.min(4, Math.floor(Math.log10(value) / 3))
  return `${power === 0 ? Math.round(value) : (value / 1000 ** power).toFixed(1)}${['', 'k', 'M', 'G', 'T'][power]}`
}
