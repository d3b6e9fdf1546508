// `loopbook tutorial`: the course, executed in a home that is thrown away afterwards; every cell's outcome and what it shows
// go to the terminal. No Python, no account, no network.
//
//   loopbook tutorial            all chapters
//   loopbook tutorial 04         those whose name contains it
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parseArgs, stripVTControlCharacters } from 'node:util'
import type { Output } from '../notebook/index.ts'
import { runNotebooks, wantsColor } from '../runner/index.ts'
import type { RunnerEvent } from '../runner/index.ts'
import { packageRoot } from './package-root.ts'

export const summary = 'run the course on the embedded platform and show its tables'

const help = `Usage: loopbook tutorial [chapter…]

Executes the course in a temporary home and prints every cell's outcome and tables. A chapter is a part of a notebook's name.`

/** 0 when every cell did what it should, 1 when one did not, 2 for a chapter that isn't there. */
export async function run(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } },
  })
  if (values.help === true) {
    console.log(help)
    return 0
  }
  const folder = join(packageRoot(), 'notebooks')
  const chapters = readdirSync(folder).filter((file) => file.endsWith('.ipynb'))
  const chosen = chapters.filter((file) => positionals.length === 0 || positionals.some((part) => file.includes(part)))
  if (chosen.length === 0) {
    console.error(`loopbook: no chapter is named ${positionals.join(' or ')}.`)
    console.error(`hint: there are ${chapters.map((file) => file.replace(/\.ipynb$/, '')).join(', ')}.`)
    return 2
  }
  const home = mkdtempSync(join(tmpdir(), 'loopbook-tutorial-'))
  process.env['LOOPBOOK_HOME'] = home
  // Somebody's cloud is not the place to learn in.
  for (const name of ['DATALOOP_URL', 'DATALOOP_TOKEN', 'DATALOOP_API_KEY']) delete process.env[name]
  try {
    // One after the other: later chapters build on what earlier ones left in the home.
    const { exitCode } = await runNotebooks({ directory: folder, patterns: chosen, workers: 1 }, show)
    console.log(exitCode === 0 ? '\nThe course ran to its end.' : '\nThe course did not run to its end.')
    return exitCode
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

function show(event: RunnerEvent): void {
  switch (event.type) {
    case 'notebook-start':
      console.log(`\n━━ ${basename(event.file, '.ipynb')} ${'━'.repeat(Math.max(0, 74 - event.file.length))}`)
      return
    case 'cell-end': {
      const mark = event.verdict === 'passed' ? '✓' : event.verdict === 'skipped' ? '·' : '✗'
      const seconds = `${(event.durationMs / 1000).toFixed(2)} s`
      console.log(`\n${mark} ${event.cell.name}${event.verdict === 'passed' ? '' : `  (${event.verdict})`}  ${seconds}`)
      for (const output of event.outputs ?? []) console.log(paint(textOf(output).trimEnd()))
      if (event.verdict !== 'passed' && event.failure) console.log(`${event.failure.ename}: ${event.failure.evalue}`)
      return
    }
    case 'notebook-end':
      if (event.failure)
        console.log(
          `✗ ${event.failure.ename}: ${event.failure.evalue}\nhint: ${event.failure.hint ?? 'loopbook doctor says what is missing.'}`,
        )
      return
    case 'note':
      if (event.level === 'warning') console.log(event.message)
      return
    default:
  }
}

function paint(text: string): string {
  return wantsColor(process.stdout) ? text : stripVTControlCharacters(text)
}

function textOf(output: Output): string {
  switch (output.output_type) {
    case 'stream':
      return plain(output.text)
    case 'error':
      return output.traceback.join('\n')
    default:
      return plain(output.data['text/plain'] ?? '')
  }
}

function plain(text: unknown): string {
  return Array.isArray(text) ? text.join('') : String(text)
}
