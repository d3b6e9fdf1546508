// What Node has to say when it can't go on (memory ran out): a report in a file that the program that started the kernel named,
// written by the dying thread itself. stderr would not do: it goes to the notebook, by a thread that ends with the process.
import { basename, dirname } from 'node:path'

export function installLastWords(): void {
  const path = process.env['LOOPBOOK_LAST_WORDS']
  delete process.env['LOOPBOOK_LAST_WORDS']
  if (path === undefined) return
  Object.assign(process.report, {
    reportOnFatalError: true,
    directory: dirname(path),
    filename: basename(path),
    compact: true,
    excludeNetwork: true,
    // Tokens stand in the environment.
    excludeEnv: true,
  })
}
