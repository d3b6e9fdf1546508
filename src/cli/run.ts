// `loopbook run IN [OUT]`: executes one notebook, with parameters, and saves it: to OUT, or back into IN; either may be "-". It is
// saved when a cell fails too, and when the run is interrupted.
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { runNotebooks } from '../runner/index.ts'
import { parseParameterFlags, parseParameterYaml, readParameterFile } from '../runner/parameters/index.ts'
import { createReporters } from '../runner/report/index.ts'
import { serverFlag, settingFlags, settingLayers, usageError } from './run-flags.ts'
import { stopSignal } from './signals.ts'

export const summary = 'execute one notebook, with parameters, and save it'

const usage = `Usage: loopbook run IN.ipynb|- [OUT.ipynb|-] [-p name=value …] [-f params.yaml] [-y YAML]

Without OUT the notebook itself is updated, at once or not at all. "-" is standard input and output: reports go to stderr then.
Settings as for \`loopbook test\`: --kernel --cwd --cell-timeout --notebook-timeout --on-error --retry …
Exit codes: 0 passed, 1 failed, 2 usage, parameters or invalid notebook, 3 infrastructure, 130/143 interrupted.`

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
      parameter: { type: 'string', short: 'p', multiple: true },
      'parameter-file': { type: 'string', short: 'f', multiple: true },
      'parameter-yaml': { type: 'string', short: 'y', multiple: true },
      reporter: { type: 'string', multiple: true },
    },
  })
  const [input, output, ...more] = positionals
  if (values.help === true) {
    console.log(usage)
    return 0
  }
  if (input === undefined || more.length > 0)
    throw usageError('`loopbook run` takes one notebook, and where to save it')
  const directory = process.cwd()
  const files = await Promise.all((values['parameter-file'] ?? []).map((path) => readParameterFile(path)))
  const texts = await Promise.all((values['parameter-yaml'] ?? []).map((text) => parseParameterYaml(text)))
  const flags = parseParameterFlags(values.parameter ?? [])
  const fromStdin = input === '-'
  const toStdout = output === '-' || (fromStdin && output === undefined)
  const reporters = createReporters(values.reporter ?? [], {
    directory,
    stdout: toStdout ? process.stderr : process.stdout,
  })
  const { exitCode } = await runNotebooks(
    {
      directory,
      ...(fromStdin ? { input: await buffer(process.stdin) } : { patterns: [input] }),
      layers: settingLayers(values),
      config: values.config,
      parameters: Object.assign({}, ...files, ...texts, flags) as Record<string, unknown>,
      inPlace: output === undefined && !fromStdin,
      ...(toStdout ? { onExecuted: print } : { outputFile: output }),
      server: serverFlag(values.server, values['token-env']),
      signal: stopSignal(),
    },
    (event) => {
      for (const reporter of reporters) reporter.onEvent(event)
    },
  )
  await Promise.all(reporters.map((reporter) => reporter.finish()))
  return exitCode
}

function print(text: Iterable<string>): Promise<void> {
  return pipeline(Readable.from(text), process.stdout, { end: false })
}
