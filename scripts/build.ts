// Builds the package into dist/: bundled JavaScript by esbuild (one file read at start instead of a hundred: that is what
// makes a kernel start quickly) and declarations by the TypeScript compiler. Packages stay external.
//
//   node scripts/build.ts            JavaScript and declarations
//   node scripts/build.ts --quick    JavaScript only (100 ms), what the repository's own commands run on
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const quick = process.argv.includes('--quick')

/** dist/<name>.js ← source. The kernel's worker and each command that a process starts by path are entries of their own. */
const entries: Record<string, string> = {
  index: 'src/index.ts',
  display: 'src/display.ts',
  vitest: 'src/vitest.ts',
  'vitest-coverage': 'src/runner/vitest/coverage-provider.ts',
  'cli/main': 'src/cli/main.ts',
  'kernel/main': 'kernel/main.ts',
  'kernel/io': 'kernel/io.ts',
  'platform/worker': 'src/platform/jobs/worker.ts',
}

if (!quick) rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true })

await build({
  absWorkingDir: root,
  entryPoints: Object.fromEntries(Object.entries(entries).filter(([, source]) => existsSync(`${root}/${source}`))),
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  packages: 'external',
  sourcemap: 'linked',
  sourcesContent: false,
  logLevel: 'warning',
  // The kernel imports what the user names; there is nothing to bundle.
  logOverride: { 'unsupported-dynamic-import': 'silent' },
})
chmodSync(`${root}/dist/cli/main.js`, 0o755)

if (!quick) {
  const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url))
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: 'inherit',
  })
  process.exitCode = status ?? 1
}
