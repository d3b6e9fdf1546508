// The `loopbook` command: finds the sub-command, loads it, exits with its code. No logic of its own; a sub-command is a
// file beside this one that exports `summary` and `run(argv)`. Codes: 0 fine, 1 failed, 2 wrong usage, 3 infrastructure.
//
//   loopbook test notebooks/*.ipynb
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from './package-root.ts'

interface Command {
  /** One line for `loopbook --help`. */
  readonly summary: string
  /** Arguments after the command's name → exit code. */
  run(argv: string[]): Promise<number>
}

/** Loaded on use: `loopbook kernel` must not pay for the runner, nor the other way round. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  test: () => import('./test.ts'),
  run: () => import('./run.ts'),
  list: () => import('./list.ts'),
  doctor: () => import('./doctor.ts'),
  uninstall: () => import('./uninstall.ts'),
  install: () => import('./install.ts'),
  kernel: () => import('./kernel.ts'),
  check: () => import('./check.ts'),
  platform: () => import('./platform.ts'),
  tutorial: () => import('./tutorial.ts'),
}

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log(await help())
    return name === undefined ? 2 : 0
  }
  if (name === '--version' || name === '-V') {
    console.log(version())
    return 0
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (load === undefined) {
    const guess = nearest(name, Object.keys(commands))
    console.error(`loopbook: there is no command "${name}".`)
    console.error(
      `hint: ${guess === undefined ? '`loopbook --help` lists them.' : `did you mean \`loopbook ${guess}\`?`}`,
    )
    return 2
  }
  return (await load()).run(rest)
}

async function help(): Promise<string> {
  const lines = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => `  ${name.padEnd(10)} ${(await load()).summary}`),
  )
  return `Usage: loopbook <command> [options]\n\n${lines.join('\n')}\n\n\`loopbook <command> --help\` says more.`
}

function version(): string {
  return (JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }).version
}

/** The name with the fewest edits, if that is at most a third of its length. */
function nearest(word: string, names: readonly string[]): string | undefined {
  const [best] = names.map((name) => ({ name, edits: distance(word, name) })).sort((a, b) => a.edits - b.edits)
  return best !== undefined && best.edits <= Math.max(1, Math.ceil(best.name.length / 3)) ? best.name : undefined
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, change))
    }
    row = next
  }
  return row[b.length]!
}

// A command may leave handles open on purpose (a kernel that is still shutting down): its answer is the end.
try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const { message, hint, stack } = error as Error & { hint?: string }
  const { code, exitCode, reason } = error as NodeJS.ErrnoException & { exitCode?: number; reason?: string }
  // Wrong options are the user's, with a sentence of their own; anything else is a bug, and its stack helps to report it.
  const usage = code?.startsWith('ERR_PARSE_ARGS_') === true
  console.error(
    usage || hint !== undefined || reason !== undefined
      ? `loopbook: ${reason ?? message}`
      : `loopbook: ${stack ?? String(error)}`,
  )
  if (hint !== undefined) console.error(`hint: ${hint}`)
  process.exitCode = exitCode ?? (usage ? 2 : 3)
}
