// The compiler starts with the first cell whose types are written down, and its first warning may come a second later: when a
// cell is said to be over then. What comes after is test/kernel/language/warnings.test.ts.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Message } from '../../../kernel/protocol/index.ts'
import { startKernel } from '../start.ts'

const wrong = 'const wrong: number = "text"'
const warning = "Type 'string' is not assignable to type 'number'."

const kinds = (messages: readonly Message[]): string[] =>
  messages.map(({ header, content }) =>
    header.msg_type === 'status' ? String(content['execution_state']) : header.msg_type,
  )

test('the reply is not kept waiting, the idle status is, so that the warning has somewhere to go', async () => {
  await using kernel = await startKernel()
  const { messages } = await kernel.run(wrong)
  expect(kinds(messages).filter((kind) => kind !== 'busy' && kind !== 'execute_input')).toEqual([
    'execute_reply',
    'stream',
    'idle',
  ])
  expect(String(messages.find(({ header }) => header.msg_type === 'stream')!.content['text'])).toContain(warning)
})

test('a cell that is next waits for nobody: it starts at once, and the warning comes late', async () => {
  await using kernel = await startKernel()
  const [first, second] = [await kernel.startCell(wrong), await kernel.startCell('const next: number = 1; next')]
  await kernel.until(() => kernel.answered(first) && kernel.answered(second))
  const place = (request: Message, kind: string): number =>
    kernel.messages.indexOf(kernel.of(request).find((message) => kinds([message])[0] === kind)!)
  expect(place(first, 'idle')).toBeLessThan(place(second, 'busy'))
  await kernel.until(() => kernel.of(first).some(({ content }) => String(content['text']).includes(warning)))
})

test('cells that come while the compiler starts are checked as well', async () => {
  await using kernel = await startKernel()
  const requests: Message[] = []
  for (const name of ['a', 'b', 'c', 'd']) {
    requests.push(await kernel.startCell(`const ${name}: number = "text"`))
    await sleep(40)
  }
  const isWarned = (request: Message): boolean =>
    kernel.of(request).some(({ content }) => String(content['text']).includes(warning))
  await kernel.until(() => requests.every(isWarned), 10_000)
})

test('a shutdown waits for nobody either: the cell is over first', async () => {
  await using kernel = await startKernel()
  const cell = await kernel.startCell(wrong)
  await kernel.until(() => kinds(kernel.of(cell)).includes('execute_reply'))
  await kernel.send('control', 'shutdown_request', { restart: false })
  await kernel.until(() => kernel.answered(cell), 5000)
  await kernel.exited
})
