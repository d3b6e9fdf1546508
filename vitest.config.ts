import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import type { ViteUserConfig } from 'vitest/config'
import { notebooks } from './src/vitest.ts'

// Kernels, platforms and Python clients are real processes: two cores carry two files at a time, and a cold
// process on a loaded machine may need seconds. No test asserts a speed; bench/ does the measuring.
// The course runs as tests too, one a cell, on a platform of its own.
const home = mkdtempSync(join(tmpdir(), 'loopbook-course-'))
process.once('exit', () => rmSync(home, { recursive: true, force: true }))
const retry = process.env['CI'] === undefined ? 0 : 1

const config: ViteUserConfig = defineConfig({
  plugins: [
    notebooks({
      include: ['notebooks/*.ipynb'],
      env: { LOOPBOOK_HOME: home, DATALOOP_URL: '', DATALOOP_TOKEN: '', DATALOOP_API_KEY: '' },
      retry,
    }),
  ],
  ssr: { resolve: { conditions: ['loopbook-source', 'module', 'node', 'development|production'] } },
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    // Tests against real processes on a loaded machine may meet a time limit once; what fails twice is broken.
    retry,
    exclude: ['test/fixtures/**', 'node_modules/**'],
    typecheck: { enabled: false },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    pool: 'forks',
    execArgv: ['--conditions=loopbook-source'],
  },
})

export default config
