/**
 * One HTML file with everything in it, no script and nothing to load: totals, a table of notebooks with a bar for each
 * cell's time, failed notebooks rendered cell by cell with expected beside actual. Outputs of the notebook stay inert:
 * HTML is shown in sandboxed frames, SVG as a picture, and a policy forbids the page and its frames to load anything.
 *
 *     loopbook test --reporter html=report.html
 */
import { stripVTControlCharacters } from 'node:util'
import { formatDuration } from '../settings/units.ts'
import { escapeHtml } from '../../text/escape.ts'
import type { RunnerEvent } from '../events.ts'
import { cellSection } from './html-cell.ts'
import { htmlStyle } from './html-style.ts'
import { describeWhole } from './failure.ts'
import { type NotebookRecord, RunRecord, isFailure } from './record.ts'
import type { Reporter } from './reporter.ts'
import { plural } from './style.ts'

export class HtmlReporter implements Reporter {
  readonly #record = new RunRecord({ keepOutputs: true })

  report(event: RunnerEvent): string {
    this.#record.add(event)
    return event.type === 'run-end' ? page(this.#record) : ''
  }
}

function page(record: RunRecord): string {
  const notebooks = record.ordered()
  const failed = notebooks.filter(({ end }) => end !== undefined && isFailure(end.verdict))
  const title = failed.length > 0 ? `${plural(failed.length, 'notebook')} of ${notebooks.length} failed` : 'All passed'
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escapeHtml(title)}</title>
<style>${htmlStyle}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p class="when">${escapeHtml(record.start?.at ?? '')} · ${formatDuration(record.end?.durationMs ?? 0)}</p>
${overview(notebooks)}
${notebooks.map((notebook, index) => notebookSection(notebook, index)).join('\n')}
</main>
</body>
</html>
`
}

function overview(notebooks: readonly NotebookRecord[]): string {
  const longest = Math.max(1, ...notebooks.map(({ end }) => end?.durationMs ?? 0))
  const rows = notebooks.map(({ file, end, cells }, index) => {
    const verdict = end?.cached === true ? 'cached' : end?.flaky === true ? 'flaky' : (end?.verdict ?? 'not run')
    const time = end?.durationMs ?? 0
    const bad = cells.filter((cell) => isFailure(cell.verdict)).length
    const counts = `${cells.length}${bad > 0 ? ` (${bad} failed)` : ''}`
    return `<tr class="${verdictClass(verdict)}"><th scope="row"><a href="#n${index}">${escapeHtml(file)}</a></th><td>${verdict}</td><td class="number">${counts}</td><td class="number">${formatDuration(time)}</td><td><meter min="0" max="${longest.toFixed(0)}" value="${time.toFixed(0)}">${formatDuration(time)}</meter></td></tr>`
  })
  return `<table class="overview"><caption>${plural(notebooks.length, 'notebook')}</caption>
<thead><tr><th scope="col">notebook</th><th scope="col">verdict</th><th scope="col">cells</th><th scope="col">time</th><th scope="col"><span class="hidden">share of the longest</span></th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table>`
}

function notebookSection(notebook: NotebookRecord, index: number): string {
  const { file, end, cells, start } = notebook
  const bad = end !== undefined && isFailure(end.verdict)
  const own = end?.failure && !cells.some(({ verdict }) => isFailure(verdict)) ? end.failure : undefined
  const failure = own
    ? `<pre class="traceback">${escapeHtml(stripVTControlCharacters(describeWhole(own, { color: false })))}</pre>`
    : ''
  const saved = end?.saved === undefined ? '' : `<p>Executed copy: <code>${escapeHtml(end.saved)}</code></p>`
  const kernel = start ? ` <small>${escapeHtml(start.kernel)}</small>` : ''
  const timings = cells
    .map(({ cell, durationMs, verdict }) => {
      const name = escapeHtml(`${cell.codeIndex}. ${cell.name}`)
      return `<tr class="${verdictClass(verdict)}"><th scope="row">${name}</th><td>${verdict}</td><td class="number">${formatDuration(durationMs)}</td></tr>`
    })
    .join('\n')
  // Passed notebooks are listed with their timings only: nobody reads their outputs here, and they are large.
  const rendered = bad ? cells.map((cell) => cellSection(cell)).join('\n') : ''
  return `<details id="n${index}"${bad ? ' open' : ''}><summary><h2>${escapeHtml(file)}${kernel}</h2></summary>
${saved}${failure}${rendered}
<details class="timings"><summary>Timings</summary><table><thead><tr><th scope="col">cell</th><th scope="col">verdict</th><th scope="col">time</th></tr></thead><tbody>
${timings}
</tbody></table></details>
</details>`
}

function verdictClass(verdict: string): string {
  if (verdict === 'passed' || verdict === 'cached') return 'passed'
  return verdict === 'skipped' || verdict === 'not run' ? 'skipped' : verdict === 'flaky' ? 'flaky' : 'failed'
}
