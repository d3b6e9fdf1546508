// `loopbook test [globs…]`: runs notebooks and reports; never touches the files unless told to with -u or --in-place. This file
// reads the command line and passes signals on; everything else is the runner's.
import { parseArgs } from 'node:util'
import type { RunOptions } from '../runner/index.ts'
import { runNotebooks } from '../runner/index.ts'
import type { ActiveReporter } from '../runner/report/index.ts'
import { parseParameterFlags, readMatrix, readParameterFile } from '../runner/parameters/index.ts'
import { createReporters } from '../runner/report/index.ts'
import { loadConfig, readRunConfig } from '../runner/settings/index.ts'
import { watchNotebooks } from '../runner/watch.ts'
import { readCount, serverFlag, settingFlags, settingLayers, usageError } from './run-flags.ts'
import { stopSignal } from './signals.ts'

export const summary = 'run notebooks as tests and report'

const usage = `Usage: loopbook test [files, folders, globs, x.ipynb:LINE, x.ipynb#cell-id …]

Which cells      -t PATTERN (name, id or tag)   --tag slow   --changed [REF]   --shard 2/5   --durations FILE
How              --kernel NAME   -j N notebooks at once   --cwd notebook|root|FOLDER   --on-error stop|continue
                 --retry N   --bail N   --cache | --force   --watch
                 --server URL kernels of a Jupyter Server or gateway (token in JUPYTER_TOKEN, or --token-env VAR)
                 --types default|strict|off: type errors are warnings, failures or nothing
Limits           --cell-timeout 120s   --notebook-timeout 15m   --startup-timeout 60s   --grace 2s   --max-output 10MB
Outputs          --check none|tagged|all   -u accept what differs   --rtol --atol --pixels   --sanitize   --ignore
Parameters       -p name=value   -f FILE   --matrix FILE one run a row
Results          --out FOLDER executed copies   --in-place   --reporter pretty|dot|junit|github|json|tap|html[=FILE]
                 --coverage FOLDER what V8 saw of imported files, for: npx c8 report --temp-directory FOLDER
                 --pass-with-no-tests

Exit codes: 0 passed, 1 failed, 2 usage or invalid notebook, 3 infrastructure, 4 nothing matched, 130/143 interrupted.`

export async function run(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      ...settingFlags,
      server: { type: 'string' },
      'token-env': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
      config: { type: 'string' },
      'name-pattern': { type: 'string', short: 't' },
      tag: { type: 'string', multiple: true },
      changed: { type: 'string' },
      parameter: { type: 'string', short: 'p', multiple: true },
      'parameter-file': { type: 'string', short: 'f', multiple: true },
      matrix: { type: 'string' },
      shard: { type: 'string' },
      durations: { type: 'string' },
      jobs: { type: 'string', short: 'j' },
      bail: { type: 'string' },
      cache: { type: 'boolean' },
      force: { type: 'boolean' },
      update: { type: 'boolean', short: 'u' },
      out: { type: 'string' },
      'in-place': { type: 'boolean' },
      reporter: { type: 'string', multiple: true },
      coverage: { type: 'string' },
      slowest: { type: 'string' },
      watch: { type: 'boolean' },
      'pass-with-no-tests': { type: 'boolean' },
    },
  })
  if (values.help === true) {
    console.log(usage)
    return 0
  }
  const directory = process.cwd()
  // What the config file says of the run; a flag wins.
  const said = readRunConfig(await loadConfig(directory, values.config), directory)
  const matrix = values.matrix ?? said.paramsMatrix
  const files = await Promise.all((values['parameter-file'] ?? []).map((path) => readParameterFile(path)))
  const flags = parseParameterFlags(values.parameter ?? [])
  const options: RunOptions = {
    directory,
    patterns: positionals.length > 0 ? positionals : said.include,
    layers: settingLayers(values),
    config: values.config,
    pattern: readPattern(values['name-pattern']),
    tags: values.tag ?? said.tag,
    parameters: Object.assign({}, ...files, flags) as Record<string, unknown>,
    matrix: matrix === undefined ? undefined : await readMatrix(matrix),
    changed: values.changed,
    shard: values.shard,
    durations: values.durations ?? said.durations,
    workers: readCount('--jobs', values.jobs, 1) ?? said.jobs,
    bail: readCount('--bail', values.bail, 1) ?? said.bail,
    cache: values.force === true ? 'refresh' : (values.cache ?? said.cache),
    update: values.update,
    out: values.out ?? said.out,
    inPlace: values['in-place'],
    passWithNoTests: values['pass-with-no-tests'] ?? said.passWithNoTests,
    server: serverFlag(values.server ?? said.server, values['token-env']),
    coverage: values.coverage,
    signal: stopSignal(),
  }
  const slowest = readCount('--slowest', values.slowest, 0) ?? said.slowest
  const makeReporters = (): ActiveReporter[] =>
    createReporters(values.reporter ?? said.reporter, {
      directory,
      stdout: process.stdout,
      ...(slowest === undefined ? {} : { slowest }),
    })
  return values.watch === true
    ? watchNotebooks(options, (one) => report(one, makeReporters()))
    : report(options, makeReporters())
}

async function report(options: RunOptions, reporters: readonly ActiveReporter[]): Promise<number> {
  const { exitCode } = await runNotebooks(options, (event) => {
    for (const reporter of reporters) reporter.onEvent(event)
  })
  await Promise.all(reporters.map((reporter) => reporter.finish()))
  return exitCode
}

function readPattern(text: string | undefined): RegExp | undefined {
  try {
    return text === undefined ? undefined : new RegExp(text)
  } catch {
    throw usageError(`-t "${text}" is no regular expression`)
  }
}
