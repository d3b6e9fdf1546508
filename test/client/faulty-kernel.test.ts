import { afterEach, expect, test } from 'vitest'
import type { Kernel } from '../../src/client/index.ts'
import { ClientError, launchKernel } from '../../src/client/index.ts'
import type { Fault } from './kernel-program.ts'
import { faultyKernel } from './kernel-program.ts'

const kernels: Kernel[] = []
afterEach(async () => {
  for (const kernel of kernels.splice(0)) await kernel.shutdown(100)
})

async function start(fault: Fault, startTimeout = 20_000): Promise<Kernel> {
  const kernel = await launchKernel({ kernel: faultyKernel(fault), cwd: import.meta.dirname, startTimeout })
  kernels.push(kernel)
  return kernel
}

async function refusal(fault: Fault, startTimeout?: number): Promise<ClientError> {
  const error = await start(fault, startTimeout).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ClientError)
  return error as ClientError
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('a kernel that answers as it should gives its output and count', async () => {
  const kernel = await start('none')
  const outcome = await kernel.execute('anything')
  expect(outcome).toMatchObject({ status: 'ok', executionCount: 1, interrupted: false })
  expect(outcome.outputs).toEqual([{ output_type: 'stream', name: 'stdout', text: 'line 0\n' }])
})

test('a kernel that never answers is given up after the start-up time, with the option that allows more', async () => {
  const error = await refusal('silent', 1500)
  expect(error.message).toBe('The kernel did not answer within 1.5 s of its start.')
  expect(error.hint).toContain('--startup-timeout')
})

test('a kernel that ends at its start is reported at once, with its last words', async () => {
  const error = await refusal('ends-at-start')
  expect(error.message).toBe(
    'The kernel ended before it answered. The kernel ended by itself (exit code 3). Its last words:\nModuleNotFoundError: No module named ipykernel',
  )
})

test('a program that is not there is named', async () => {
  const spec = { ...faultyKernel('none'), argv: ['/no/such/python', '{connection_file}'] }
  await expect(launchKernel({ kernel: spec, cwd: '/tmp' })).rejects.toThrow(
    "The kernel's program /no/such/python was not found.",
  )
})

test('a kernel that signs with another key is refused at its start', async () => {
  const error = await refusal('bad-signature-at-start')
  expect(error.message).toContain('signs its messages with another key')
})

test('a reply with a bad signature ends the execution instead of being waited for', async () => {
  const kernel = await start('bad-signature')
  const outcome = await kernel.execute('anything')
  expect(outcome.status).toBe('died')
  expect(outcome.death?.message).toBe('The kernel signs its messages with another key than it was given.')
})

test('a kernel that closes its sockets while its process lives is dead to us within seconds', async () => {
  const kernel = await start('closes-sockets')
  const outcome = await kernel.execute('anything')
  expect(outcome.status).toBe('died')
  expect(outcome.death?.message).toContain('The kernel closed its sockets, though its process still runs.')
})

test('a second answer changes nothing, and the next execution gets its own', async () => {
  const kernel = await start('answers-twice')
  expect((await kernel.execute('one')).status).toBe('ok')
  expect((await kernel.execute('two')).status).toBe('ok')
})

test('a lost idle status ends the waiting once a later answer proves it lost', async () => {
  const kernel = await start('loses-idle')
  const outcome = await kernel.execute('anything')
  expect(outcome).toMatchObject({ status: 'ok', note: 'The kernel sent no idle status for this cell.' })
})

test('a lost reply ends the waiting too', async () => {
  const kernel = await start('loses-reply')
  const outcome = await kernel.execute('anything')
  expect(outcome).toMatchObject({ status: 'ok', note: 'The kernel sent no reply for this cell.' })
})

test("an 'aborted' reply is told from success", async () => {
  const kernel = await start('aborts')
  expect((await kernel.execute('anything')).status).toBe('aborted')
})

test('an error reply without any content is still an error', async () => {
  const kernel = await start('bare-error')
  const { status, error } = await kernel.execute('anything')
  expect({ status, error }).toMatchObject({ status: 'error', error: { ename: 'Error', evalue: '' } })
})

test('200,000 stream messages all arrive, merged into one output', async () => {
  const kernel = await start('floods')
  const { outputs, cut } = await kernel.execute('anything')
  expect(outputs).toHaveLength(1)
  const text = outputs[0]?.output_type === 'stream' ? outputs[0].text : ''
  expect(text.split('\n')).toHaveLength(200_001)
  expect(cut).toBe(0)
})

test('more output than allowed loses its middle and says how much', async () => {
  const kernel = await start('floods')
  const { outputs, cut } = await kernel.execute('anything', { maxOutput: 1000 })
  const text = outputs[0]?.output_type === 'stream' ? outputs[0].text : ''
  expect(text.startsWith('line 0\nline 1\n')).toBe(true)
  expect(text.endsWith('line 199999\n')).toBe(true)
  expect(text).toMatch(/… [\d,]+ characters left out …/)
  expect(text.length).toBeLessThan(1100)
  expect(cut).toBeGreaterThan(2_000_000)
})

test('a kernel that ignores interrupt, SIGINT and SIGTERM is gone after the ladder', async () => {
  const kernel = await start('deaf')
  const pid = kernel.host.pid!
  const outcome = await kernel.execute('anything', { signal: AbortSignal.timeout(100), grace: 200 })
  expect(outcome).toMatchObject({ status: 'died', interrupted: true })
  expect(outcome.death?.exit?.signal).toBe('SIGKILL')
  expect(isRunning(pid)).toBe(false)
})

test('shutting down a deaf kernel ends too', async () => {
  const kernel = await start('deaf')
  const exit = await kernel.shutdown(200)
  expect(exit.signal).toBe('SIGKILL')
})
