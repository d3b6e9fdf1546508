// Builds the package into dist/: bundled JavaScript by esbuild (one file read at start instead of a hundred: that is what
// makes a kernel start quickly) and declarations by the TypeScript compiler. Packages stay external.
//
//   node scripts/build.ts            JavaScript and declarations
//   node scripts/build.ts --quick    JavaScript only (100 ms), what the repository's own commands run on
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { BuildOptions, Plugin } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const quick = process.argv.includes('--quick')

/** dist/<name>.js ← source. Each command that a process starts by path is an entry of its own. */
const entries: Record<string, string> = {
  index: 'src/index.ts',
  display: 'src/display.ts',
  vitest: 'src/vitest.ts',
  'vitest-coverage': 'src/runner/vitest/coverage-provider.ts',
  'cli/command': 'src/cli/command.ts',
  'kernel/language': 'kernel/language/index.ts',
  'platform/worker': 'src/platform/jobs/worker.ts',
}

/**
 * dist/<name>.cjs ← source: what a kernel's start waits for. CommonJS files, each whole, are up sooner than modules that share
 * chunks; what they load later is the entries' above.
 */
const first: Record<string, string> = {
  'kernel/main': 'kernel/main.ts',
  'kernel/io': 'kernel/io.ts',
  'kernel/kernel': 'kernel/kernel.ts',
}
const later: Plugin = {
  name: 'later',
  setup(esbuild) {
    esbuild.onResolve({ filter: /^\.\/(?:language\/index|command)\.ts$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path: path.replace(/(?:\/index)?\.ts$/, '.js'), external: true } : undefined,
    )
  },
}

if (!quick) rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true })

const common: BuildOptions = {
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node22',
  packages: 'external',
  sourcemap: 'linked',
  sourcesContent: false,
  logLevel: 'warning',
  // The kernel imports what the user names; there is nothing to bundle.
  logOverride: { 'unsupported-dynamic-import': 'silent' },
}
await build({
  ...common,
  entryPoints: Object.fromEntries(Object.entries(entries).filter(([, source]) => existsSync(`${root}/${source}`))),
  chunkNames: 'chunks/[name]-[hash]',
  splitting: true,
  format: 'esm',
})
await build({
  ...common,
  entryPoints: first,
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  plugins: [later],
})
// Old versions of Node read this file, to be told that they are.
await build({
  ...common,
  entryPoints: { 'cli/main': 'src/cli/main.ts' },
  format: 'esm',
  target: 'node12.20',
  plugins: [later],
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
