// A client that listens only after its first request has been answered: ZeroMQ drops what is published to nobody, and clients
// whose subscription was slower than their request waited for an idle state that had passed.
import { expect, test } from 'vitest'
import { spawnKernel } from '../start.ts'

test('the first listener gets what was published before it came, in order, and a second one does not', async () => {
  await using kernel = spawnKernel()
  const request = await kernel.startCell('console.log("early"); 7')
  await kernel.until(() => kernel.of(request).some(({ channel }) => channel === 'shell'))
  kernel.listen()
  await kernel.until(() => kernel.answered(request))
  const types = kernel.messages.filter(({ channel }) => channel === 'iopub').map(({ header }) => header.msg_type)
  expect(types.slice(0, 2)).toEqual(['iopub_welcome', 'status'])
  const of = kernel.of(request).filter(({ channel }) => channel === 'iopub')
  expect(of.map(({ header }) => header.msg_type)).toEqual([
    'status',
    'execute_input',
    'stream',
    'execute_result',
    'status',
  ])
  const before = kernel.messages.length
  kernel.iopub.subscribe('kernel.')
  await kernel.run('8')
  expect(
    kernel.messages.slice(before).some(({ parent_header: parent }) => parent.msg_id === request.header.msg_id),
  ).toBe(false)
})
