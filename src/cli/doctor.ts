// `loopbook doctor`: is everything there that a notebook needs? Starts a real kernel and runs a cell in it. Every row says what
// to do when it isn't so.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { nodeProblem, readKernelspec } from '../../kernel/kernelspec/index.ts'
import { launchKernel, listKernelspecs } from '../client/index.ts'
import { tableText } from '../text/index.ts'

export const summary = 'check Node, Jupyter, kernelspecs, and run a cell'

interface Finding {
  check: string
  fine: boolean
  found: string
  hint?: string
}

export async function run(argv: string[]): Promise<number> {
  const { values } = parseArgs({ args: argv, options: { help: { type: 'boolean', short: 'h', default: false } } })
  if (values.help) {
    console.log('Usage: loopbook doctor')
    return 0
  }
  const findings = [node, ...specs(), await cell()]
  const rows = findings.map(({ check, fine, found }) => ({ check, state: fine ? 'ok' : 'to do', found }))
  console.log(tableText({ columns: [{ key: 'check' }, { key: 'state' }, { key: 'found' }], rows }, { width: 110 }))
  for (const { fine, hint } of findings) if (!fine && hint !== undefined) console.log(`hint: ${hint}`)
  return findings.every(({ fine }) => fine) ? 0 : 1
}

/** An older one would not have come here. */
const node: Finding = { check: 'Node', fine: true, found: process.version }

function specs(): Finding[] {
  const ours = listKernelspecs().filter(({ displayName }) => displayName.endsWith('(Loopbook)'))
  if (ours.length === 0) {
    return [
      {
        check: 'Kernelspec',
        fine: false,
        found: 'none where Jupyter looks',
        hint: 'install it with  loopbook install',
      },
    ]
  }
  return ours.map(({ name, directory = '' }) => {
    const argv = readKernelspec(directory)?.argv ?? []
    const missing = argv.filter((part) => part.startsWith('/') && !existsSync(part))
    const hint = 'install it anew with  loopbook install'
    const check = `Kernelspec ${name}`
    if (missing.length > 0) return { check, fine: false, found: `${missing.join(', ')} is gone`, hint }
    const problem = problemOf(argv[0] ?? 'node')
    return { check, fine: problem === undefined, found: problem ?? join(directory, 'kernel.json'), hint }
  })
}

/** A kernelspec keeps its Node's path; what stands there may have become another one. */
function problemOf(node: string): string | undefined {
  try {
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim().replace(/^v/, '')
    return nodeProblem(version, node) && `Node ${version} is too old: ${node}`
  } catch (error) {
    return `${node} doesn't start (${(error as NodeJS.ErrnoException).code ?? String(error)})`
  }
}

async function cell(): Promise<Finding> {
  const start = performance.now()
  try {
    const kernel = await launchKernel({ cwd: process.cwd(), startTimeout: 20_000 })
    try {
      const { status } = await kernel.execute('const answer: number = 6 * 7; answer')
      return {
        check: 'A cell',
        fine: status === 'ok',
        found: `${status}, ${Math.round(performance.now() - start)} ms with the start`,
      }
    } finally {
      await kernel.shutdown()
    }
  } catch (error) {
    return {
      check: 'A cell',
      fine: false,
      found: (error as Error).message,
      hint: (error as { hint?: string }).hint ?? 'reinstall the package.',
    }
  }
}
