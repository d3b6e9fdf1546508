// Due dates, workloads, differences, JSON: the values that are checked before anything is sent.
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import { InvalidArgumentError } from '../../src/dataloop/index.ts'
import { copy, difference, equal, merged } from '../../src/dataloop/values/diff.ts'
import { toJson } from '../../src/dataloop/values/json.ts'
import { stampOf } from '../../src/dataloop/values/stamp.ts'
import { dueMilliseconds, now } from '../../src/dataloop/values/time.ts'
import { workloadOf } from '../../src/dataloop/values/workload.ts'
import { taskPayload } from '../../src/dataloop/resources/task-options.ts'
import { annotationPayload } from '../../src/dataloop/resources/annotation-payload.ts'
import { inParallel, settleInParallel } from '../../src/dataloop/transfer/parallel.ts'

const clock = (): number => Date.parse('2026-11-24T00:00:00Z')
const text = (body: () => unknown): string => {
  try {
    body()
  } catch (error) {
    const { message, hint } = error as InvalidArgumentError
    expect(error).toBeInstanceOf(InvalidArgumentError)
    return hint ? `${message}\nhint: ${hint}` : message
  }
  return 'nothing was thrown'
}

describe('due dates', () => {
  it('are the same moment in every form', () => {
    const moment = Date.parse('2029-03-11T15:00:00Z')
    for (const due of [
      '2029-03-11T15:00:00Z',
      '2029-03-11T17:00:00+02:00',
      new Date(moment),
      DateTime.fromISO('2029-03-11T10:00:00', { zone: 'America/New_York' }).plus({ hours: 1 }),
    ]) {
      expect(dueMilliseconds(due, clock)).toBe(moment)
    }
    expect(dueMilliseconds({ days: 7 }, clock)).toBe(clock() + 7 * 86_400_000)
    expect(dueMilliseconds('2029-03-11', clock)).toBe(new Date(2029, 2, 11).getTime())
  })

  it('of unknown unit, or 1,000 times off, are refused with both readings', () => {
    expect(text(() => dueMilliseconds(1_741_651_200 as never))).toMatchInlineSnapshot(`
      "The due date 1741651200 is a number: seconds (2025-03-11) or milliseconds (1970-01-21)?
      hint: say which: DateTime.fromSeconds(value) or new Date(milliseconds)"
    `)
    expect(text(() => dueMilliseconds(new Date(1_741_651_200)))).toMatchInlineSnapshot(`
      "The due date 1970-01-21T03:47:31.200Z is in the year 1970
      hint: seconds where milliseconds belong? new Date(seconds * 1000) would be 2025-03-11"
    `)
    expect(text(() => dueMilliseconds(DateTime.fromSeconds(1_741_651_200_000)))).toMatch(
      /divided by 1000 it would be 2025-03-1/,
    )
  })

  it.each([
    [new Date(Number.NaN)],
    ['soon'],
    ['2029-02-30'],
    [{}],
    [{ day: Number.NaN }],
    [{ fortnights: 1 }],
    [null],
    [true],
  ])('%s is refused', (due) => {
    expect(text(() => dueMilliseconds(due as never))).toMatch(/The due date/)
  })
})

describe('workloads', () => {
  it('divide equally by whole percents, as the SDK does', () => {
    expect(workloadOf({ assignees: ['a@x.io', 'b@x.io', 'c@x.io'] })?.map(({ load }) => load)).toEqual([34, 33, 33])
  })

  it('always sum to 100', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), (people) => {
        const assignees = Array.from({ length: people }, (_, index) => `p${index}@x.io`)
        expect(workloadOf({ assignees })!.reduce((sum, { load }) => sum + load, 0)).toBe(100)
      }),
    )
  })

  it.each([
    [{ assignees: [] }, 'There are no assignees'],
    [{ assignees: 'a@x.io' }, 'not a list'],
    [{ assignees: ['a@x.io', 'A@x.io'] }, 'named twice'],
    [{ assignees: ['<a@x.io>'] }, "without the brackets: 'a@x.io'"],
    [{ assignees: [undefined] }, 'no e-mail'],
    [{ workload: { 'a@x.io': 80, 'b@x.io': 30 } }, 'sums to 110 %'],
    [{ workload: { 'a@x.io': 100, 'b@x.io': 0 } }, 'not a percentage'],
    [{ workload: { 'a@x.io': Number.NaN } }, 'not a percentage'],
    [{ workload: { 'a@x.io': 100 }, assignees: ['b@x.io'] }, 'says nothing for b@x.io'],
  ])('%j is refused', (assigned, words) => {
    expect(text(() => workloadOf(assigned as never))).toContain(words)
  })
})

describe('task options', () => {
  const base = { name: 'w', due: { days: 7 }, assignees: ['a@x.io', 'b@x.io'] }

  it('become the payload that the SDK sends', () => {
    expect(
      taskPayload(
        {
          ...base,
          statuses: [{ action: 'fix-label', color: '#ff0000', displayName: 'Fix label' }, 'ok'],
          priority: 'high',
          limit: 5,
          metadata: { key: 'value' },
        },
        clock,
      ),
    ).toEqual({
      dueDate: clock() + 7 * 86_400_000,
      priority: 3,
      workload: [
        { assigneeId: 'a@x.io', load: 50 },
        { assigneeId: 'b@x.io', load: 50 },
      ],
      limit: 5,
      availableActions: [
        { action: 'fix-label', color: '#ff0000', displayName: 'Fix label' },
        { action: 'ok', color: '#FFFFFF', displayName: 'ok' },
      ],
      metadata: { key: 'value' },
    })
  })

  it('for pulling and for consensus', () => {
    expect(taskPayload({ ...base, assignees: ['a@x.io'], batchSize: 3, maxBatchWorkload: 5 }, clock).metadata).toEqual({
      system: { allowedAssignees: ['a@x.io'], batchSize: 3, maxBatchWorkload: 5, scoring: false },
    })
    expect(taskPayload({ ...base, consensus: { percentage: 50, assignees: 2 } }, clock).metadata).toEqual({
      system: {
        allowedAssignees: ['a@x.io', 'b@x.io'],
        consensusPercentage: 50,
        consensusAssignees: 2,
        scoring: false,
      },
    })
  })

  it.each([
    [{ batchSize: 3, consensus: { percentage: 50, assignees: 2 } }, 'not both'],
    [{ batchSize: 2 }, 'batchSize is 2'],
    [{ batchSize: 3, maxBatchWorkload: 7 }, '5 to 6'],
    [{ maxBatchWorkload: 7 }, 'needs batchSize'],
    [{ consensus: { percentage: 50, assignees: 3 } }, 'consensus.assignees is 3'],
    [{ statuses: [] }, 'empty list'],
    [{ statuses: ['ok', 'ok'] }, 'named twice'],
    [{ priority: 'urgent' }, "'low', 'medium' or 'high'"],
    [{ limit: 0 }, 'limit is 0'],
    [{ name: ' ' }, 'needs a name'],
    [{ dueDate: 5 }, "here it is called 'due'"],
    [{ asignees: ['a@x.io'] }, "did you mean 'assignees'"],
  ])('%j is refused', (more, words) => {
    expect(text(() => taskPayload({ ...base, ...more } as never, clock))).toContain(words)
  })
})

const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('record'),
  ),
  record: fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
})).record

describe('differences', () => {
  it('are what turns before into after', () => {
    fc.assert(
      fc.property(json, json, (before, after) => {
        expect(equal(merged(before, difference(before, after) ?? {}), after)).toBe(true)
      }),
    )
  })

  it('know names that every object inherits as data', () => {
    expect(difference({ toString: false }, {})).toEqual({ toString: null })
    expect(difference({}, { constructor: 1 })).toEqual({ constructor: 1 })
  })

  it('of equal values are none', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(difference(value, copy(value))).toBeUndefined()
      }),
    )
  })

  it('name only what changed, null for what went', () => {
    const before = { metadata: { user: { a: 1, b: { c: 2, d: 3 } } }, name: 'x' }
    expect(difference(before, { metadata: { user: { b: { c: 2, d: 4 }, e: [] } }, name: 'x' })).toEqual({
      metadata: { user: { b: { d: 4 }, e: [], a: null } },
    })
  })
})

describe('values to send', () => {
  it('have no silent losses', () => {
    expect(toJson({ at: new Date(0), nested: [DateTime.fromMillis(0)], none: undefined }, 'x')).toEqual({
      at: '1970-01-01T00:00:00.000Z',
      nested: ['1970-01-01T00:00:00.000Z'],
    })
    const cyclic: Record<string, unknown> = {}
    cyclic.self = cyclic
    expect(text(() => toJson(cyclic, 'metadata'))).toBe('metadata.self contains itself')
    expect(text(() => toJson({ a: [{ b: Number.NaN }] }, 'metadata'))).toContain('metadata.a[0].b is NaN')
    expect(text(() => toJson({ a: 1n }, 'metadata'))).toContain('metadata.a is a bigint')
    expect(text(() => toJson({ a: Promise.resolve() }, 'metadata'))).toContain('hint: add await')
    expect(text(() => toJson({ a: new Map() }, 'metadata'))).toContain('metadata.a is a Map')
    expect(text(() => toJson({ a: () => 1 }, 'metadata'))).toContain('metadata.a is a function')
  })

  it('stamps are UTC and checked', () => {
    expect(now()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(stampOf('review.at', new Date(0))).toEqual({ review: { at: '1970-01-01T00:00:00.000Z' } })
    expect(stampOf('at', '2026-11-24T05:00:00+02:00')).toEqual({ at: '2026-11-24T05:00:00+02:00' })
    expect(text(() => stampOf('', undefined))).toContain('no key to stamp')
    expect(text(() => stampOf('at', 'yesterday'))).toContain('no ISO 8601 time')
    expect(text(() => stampOf('at', new Date('x')))).toContain('no valid date')
  })

  it('annotations have the platform’s coordinates', () => {
    expect(
      annotationPayload({ label: 'Adult', type: 'box', coordinates: { left: 10, top: 20, right: 110, bottom: 220 } })
        .coordinates,
    ).toEqual([
      { x: 10, y: 20, z: 0 },
      { x: 110, y: 220, z: 0 },
    ])
    expect(annotationPayload({ label: 'Ear', type: 'point', coordinates: { x: 80, y: 80 } }).coordinates).toEqual({
      x: 80,
      y: 80,
      z: 0,
    })
    expect(
      annotationPayload({
        label: 'L',
        type: 'polyline',
        coordinates: [
          { x: 1, y: 2 },
          { x: 30, y: 4 },
        ],
      }).coordinates,
    ).toEqual([
      [
        { x: 1, y: 2 },
        { x: 30, y: 4 },
      ],
    ])
    expect(annotationPayload({ label: 'Adult', type: 'class' })).not.toHaveProperty('coordinates')
  })

  it.each([
    [{ label: 'a', type: 'box', coordinates: { left: 5, top: 0, right: 1, bottom: 2 } }, 'inside out'],
    [{ label: 'a', type: 'box', coordinates: { left: Number.NaN, top: 0, right: 1, bottom: 2 } }, 'left is NaN'],
    [{ label: 'a', type: 'segment', coordinates: [{ x: 1, y: 1 }] }, 'at least 3 points'],
    [{ label: '', type: 'class' }, 'needs a label'],
    [{ label: 'a', type: 'bx' }, "did you mean 'box'"],
    [{ label: 'a', type: 'point' }, 'no coordinates'],
  ])('%j is refused', (annotation, words) => {
    expect(text(() => annotationPayload(annotation as never))).toContain(words)
  })
})

describe('work in parallel', () => {
  it('is bounded, keeps the order and gathers failures', async () => {
    let [running, most] = [0, 0]
    const work = async (input: number): Promise<number> => {
      running += 1
      most = Math.max(most, running)
      await sleep(Math.random() * 4)
      running -= 1
      if (input % 10 === 3) throw new Error(`no ${input}`)
      return input * 2
    }
    const inputs = Array.from({ length: 40 }, (_, index) => index)
    const { done, failed } = await settleInParallel(inputs, work, { title: 't', concurrency: 5 })
    expect(most).toBe(5)
    expect(done.map(({ input }) => input)).toEqual(inputs.filter((input) => input % 10 !== 3))
    expect(failed.map(({ input }) => input)).toEqual([3, 13, 23, 33])
    await expect(inParallel([3], work, { title: 't' })).rejects.toThrow('no 3')
    await expect(inParallel(inputs, work, { title: 'Stamp' })).rejects.toThrow('Stamp: 4 of 40 failed')
  })

  it('stops when cancelled', async () => {
    const controller = new AbortController()
    let started = 0
    const work = async (): Promise<void> => {
      started += 1
      if (started === 4) controller.abort()
      await sleep(1)
    }
    const options = { title: 'Upload', concurrency: 2, signal: controller.signal }
    await expect(
      inParallel(
        Array.from({ length: 50 }, () => 0),
        work,
        options,
      ),
    ).rejects.toThrow(/cancelled/)
    expect(started).toBeLessThan(8)
  })
})
