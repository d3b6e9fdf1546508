// `loopbook test [globs…]`: runs notebooks and reports; never touches the files unless told to with -u or --in-place. This file
// reads the command line and passes signals on; everything else is the runner's.
import { parseArgs } from 'node:util'
import type { RunnerEvent } from '../runner/index.ts'
import { runNotebooks } from '../runner/index.ts'

export const summary = 'run notebooks as tests and report'

export async function run(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      kernel: { type: 'string' },
      out: { type: 'string' },
      'in-place': { type: 'boolean' },
      jobs: { type: 'string', short: 'j' },
    },
  })
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort('SIGINT'))
  process.once('SIGTERM', () => stop.abort('SIGTERM'))
  const result = await runNotebooks(
    {
      patterns: positionals,
      settings: { kernel: values.kernel },
      out: values.out,
      inPlace: values['in-place'],
      workers: values.jobs === undefined ? undefined : Number(values.jobs),
      signal: stop.signal,
    },
    print,
  )
  return result.exitCode
}

function print(event: RunnerEvent): void {
  if (event.type === 'cell-end') {
    const { cell, verdict, failure, reason } = event
    console.log(`  ${verdict} ${event.file}:${cell.line} [${cell.codeIndex}] ${cell.name} ${reason ?? ''}`)
    if (failure !== undefined) console.log(`    ${failure.ename}: ${failure.evalue} (line ${failure.jsonLine})`)
  } else if (event.type === 'notebook-end') {
    console.log(`${event.verdict} ${event.file} ${Math.round(event.durationMs)} ms`)
    if (event.failure !== undefined) console.log(`  ${event.failure.ename}: ${event.failure.evalue}`)
  }
}
