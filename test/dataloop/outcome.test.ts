// What a bulk update says that it changed: read before, compared after, and no more than asked for.
import { inspect, stripVTControlCharacters } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import type { Dataset } from '../../src/dataloop/index.ts'
import { openPlace } from './places.ts'
import type { Place } from './places.ts'
import { recorder } from './recorder.ts'

const places: Place[] = []

async function animals(): Promise<Dataset> {
  const place = await openPlace('in this process')
  places.push(place)
  return place.dl.dataset({ project: 'Tutorial', name: 'Animals' })
}

afterEach(async () => {
  for (const place of places.splice(0)) await place.close()
})

describe('the outcome of an update', () => {
  it('says what each value was and is', async () => {
    const dataset = await animals()
    await dataset.items.update({ user: { pass: 1 } })
    const outcome = await dataset.items.update({ user: { pass: 2 } })
    expect(outcome.changed.length).toBe(Math.min(10, outcome.count))
    for (const { item, before, after } of outcome.changed) {
      expect(before).toMatchObject({ user: { pass: 1 } })
      expect(after).toMatchObject({ user: { pass: 2 } })
      expect(item.metadata).toEqual(after)
    }
    const shown = stripVTControlCharacters(inspect(outcome))
    expect(shown).toContain(`Updated ${outcome.count} items`)
    expect(shown).toContain('1 → 2')
    expect(shown).toContain('metadata.user.pass')
  })

  it('reads none before when asked not to, and lists the items instead', async () => {
    const dataset = await animals()
    const outcome = await dataset.items.limit(3).update({ user: { pass: 1 } }, { compare: 0 })
    expect(outcome.changed).toEqual([])
    expect(outcome.count).toBe(3)
    expect(stripVTControlCharacters(inspect(outcome))).toContain(outcome.items[0]!.name)
  })

  it('updates all the same when the reading fails', async () => {
    let asked = 0
    const { dl, sent } = recorder({
      [`POST /datasets/${'a'.repeat(24)}/query`]: (body) => {
        if ((body as { update?: object }).update) return Response.json({ items: [], totalItemsCount: 7 })
        asked++
        return Response.json({ message: 'no listing today' }, { status: 400 })
      },
    })
    const dataset = await dl.dataset({ project: 'Tutorial', name: 'Animals' })
    const outcome = await dataset.items.update({ user: { pass: 1 } })
    expect(asked).toBe(1)
    expect(outcome).toMatchObject({ count: 7, changed: [] })
    expect(sent.at(-1)?.body).toMatchObject({ update: { metadata: { user: { pass: 1 } } } })
  })

  it.each([-1, 1.5, 101, '3', Number.NaN])('refuses to compare %s items', async (compare) => {
    const { dl, sent } = recorder()
    const dataset = await dl.dataset({ project: 'Tutorial', name: 'Animals' })
    sent.length = 0
    await expect(dataset.items.update({ user: { k: 1 } }, { compare: compare as number })).rejects.toThrow(/0 to 100/)
    expect(sent).toEqual([])
  })
})
