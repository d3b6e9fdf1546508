// `loopbook tutorial` as somebody sees it who pipes it into a file or a pager.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'

const command = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

async function tutorial(args: string[], env: NodeJS.ProcessEnv = {}): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, ['--conditions=loopbook-source', command, 'tutorial', ...args], {
    env: { ...process.env, NODE_OPTIONS: '', FORCE_COLOR: '', NO_COLOR: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const code = new Promise<number>((resolve) => child.on('exit', (exit) => resolve(exit ?? -1)))
  const [out, error] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: await code, output: out + error }
}

test('a chapter in a pipe has its tables and errors, and no colours', async () => {
  const { code, output } = await tutorial(['01'])
  expect(output).toContain('│ Rex  │ dog  │    23 │')
  expect(output).toContain("TypeError: Cannot read properties of undefined (reading 'name')")
  expect(output).toContain('The course ran to its end.')
  expect(output).not.toContain('\u001B')
  expect(code).toBe(0)
})

test('colours come where somebody asks for them', async () => {
  const { output } = await tutorial(['01'], { FORCE_COLOR: '1' })
  expect(output).toContain('\u001B[31m')
})

test('a chapter that is not there is named, with those that are', async () => {
  const { code, output } = await tutorial(['99'])
  expect(code).toBe(2)
  expect(output).toContain('no chapter is named 99')
  expect(output).toContain('04-metadata-and-tasks')
})
