// `loopbook list [globs…]`: notebooks, their parameters and cells, without running anything; with --explain every setting and the
// place that decided it.
import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import { readNotebook } from '../notebook/index.ts'
import { findNotebooks } from '../runner/plan/files.ts'
import { listNotebook } from '../runner/report/list.ts'
import { loadConfig } from '../runner/settings/index.ts'
import { settingFlags, settingLayers } from './run-flags.ts'

export const summary = 'list notebooks, parameters and cells; --explain says where settings come from'

const usage = `Usage: loopbook list [files, folders, globs] [--explain]

Takes the same settings as \`loopbook test\`, so that --explain can show what they would do.`

export async function run(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      ...settingFlags,
      help: { type: 'boolean', short: 'h' },
      config: { type: 'string' },
      explain: { type: 'boolean' },
    },
  })
  if (values.help === true) {
    console.log(usage)
    return 0
  }
  const directory = process.cwd()
  const config = await loadConfig(directory, values.config)
  const { notebooks, unmatched } = await findNotebooks(directory, positionals)
  for (const pattern of unmatched) console.error(`loopbook: ${pattern} matches no notebook`)
  let code = notebooks.length === 0 ? 4 : 0
  for (const { path } of notebooks) {
    try {
      const options = { config: config.layer, flags: settingLayers(values), explain: values.explain === true }
      console.log(listNotebook(relative(directory, path), await readNotebook(path), options))
    } catch (error) {
      // One broken notebook doesn't hide the others.
      console.error(`loopbook: ${error instanceof Error ? error.message : String(error)}`)
      code = 2
    }
  }
  return code
}
