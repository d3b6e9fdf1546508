import { defineConfig } from 'vitest/config'
import type { ViteUserConfig } from 'vitest/config'

// Kernels, platforms and Python clients are real processes: two cores carry two files at a time, and a cold
// process on a loaded machine may need seconds. No test asserts a speed; bench/ does the measuring.
const config: ViteUserConfig = defineConfig({
  ssr: { resolve: { conditions: ['loopbook-source', 'module', 'node', 'development|production'] } },
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    // Tests against real processes on a loaded machine may meet a time limit once; what fails twice is broken.
    retry: process.env['CI'] === undefined ? 0 : 1,
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
