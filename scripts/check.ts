// `npm run check`: types, lint (with import cycles), format, import direction, unused exports and dependencies. Runs all of
// them and fails if any fails, so that one run shows everything there is to mend.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { checkArchitecture } from './architecture.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const folders = ['kernel', 'src', 'test', 'bench', 'scripts', 'vitest.config.ts']

const steps: Record<string, () => boolean> = {
  types: () => run('typescript/bin/tsc', ['-p', '.']),
  lint: () => run('oxlint/bin/oxlint', ['--type-aware', '--quiet', ...folders]),
  format: () => run('oxfmt/bin/oxfmt', ['--check', ...folders]),
  imports: () => report(checkArchitecture(root)),
  unused: () => run('knip/bin/knip.js', ['--no-progress']),
  reference: () => script('scripts/api-reference.ts', ['--check']),
}

function run(bin: string, args: string[]): boolean {
  const path = fileURLToPath(new URL(`../node_modules/${bin}`, import.meta.url))
  return spawnSync(process.execPath, [path, ...args], { cwd: root, stdio: 'inherit' }).status === 0
}

function script(path: string, args: string[]): boolean {
  return spawnSync(process.execPath, [path, ...args], { cwd: root, stdio: 'inherit' }).status === 0
}

function report(problems: string[]): boolean {
  for (const problem of problems) console.error(problem)
  return problems.length === 0
}

const failed = Object.entries(steps).filter(([name, step]) => {
  console.log(`── ${name}`)
  return !step()
})
console.log(failed.length === 0 ? 'check: all good' : `check: failed: ${failed.map(([name]) => name).join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
