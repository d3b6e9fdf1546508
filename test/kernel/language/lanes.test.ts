import { expect, test } from 'vitest'
import { createLanes } from '../../../kernel/language/lanes.ts'

test('urgent jobs go before patient ones, one at a time, and a failure stays with its caller', async () => {
  const run = createLanes()
  const log: string[] = []
  const job = (name: string) => async (): Promise<void> => {
    log.push(`${name} begins`)
    await Promise.resolve()
    log.push(`${name} ends`)
    if (name === 'second') throw new Error('on purpose')
  }
  const jobs = [
    run(job('first'), 'patient'),
    run(job('second'), 'patient'),
    run(job('third'), 'patient'),
    run(job('typed'), 'urgent'),
  ]
  const settled = await Promise.allSettled(jobs)
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
  const order = ['first', 'typed', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`])
  expect(log).toEqual(order)
})
