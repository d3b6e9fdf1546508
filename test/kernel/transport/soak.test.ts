// Many cells, none of whose messages is lost or comes in another order: zeromq.js's every 512th send is where others lose them.
import { expect, test } from 'vitest'
import type { Message } from '../../../kernel/protocol/index.ts'
import { startKernel } from '../start.ts'

const cells = process.env['LOOPBOOK_LONG'] === '1' ? 10_000 : 1500

test(`${cells} cells: no message is lost or out of order`, { timeout: 300_000 }, async () => {
  await using kernel = await startKernel()
  await kernel.run('Jupyter.types = "off"')
  const start = kernel.messages.length
  const requests = new Map<string, number>()
  for (let i = 0; i < cells; i += 50) {
    const batch: Message[] = []
    for (let j = i; j < i + 50; j++) {
      const request = await kernel.startCell(`console.log(${j}); ${j}`)
      requests.set(request.header.msg_id, j)
      batch.push(request)
    }
    await kernel.until(() => kernel.answered(batch.at(-1)!), 60_000)
    // The test's own search is linear in what it keeps.
    if (i % 500 === 450) check(kernel.messages.splice(start), requests)
  }
})

function check(
  messages: readonly {
    channel?: string
    parent_header: { msg_id?: string }
    header: { msg_type: string }
    content: Record<string, unknown>
  }[],
  requests: Map<string, number>,
): void {
  const expected = ['status', 'execute_input', 'stream', 'execute_result', 'status']
  const seen = new Map<string, string[]>()
  let last = -1
  for (const { channel, parent_header: parent, header } of messages) {
    const id = parent.msg_id ?? ''
    if (channel !== 'iopub' || !requests.has(id)) continue
    const number = requests.get(id)!
    expect(number).toBeGreaterThanOrEqual(last)
    last = number
    seen.set(id, [...(seen.get(id) ?? []), header.msg_type])
  }
  expect(seen.size).toBe(500)
  for (const types of seen.values()) expect(types).toEqual(expected)
}
