import { Ajv } from 'ajv'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { validateNotebook } from '../../src/notebook/index.ts'
import { schemaFor } from '../../src/notebook/schema/index.ts'
import { rawNotebook } from './fixture.ts'

const ajv = new Ajv({ strict: false, validateFormats: false })
const compiled = [0, 1, 2, 3, 4, 5].map((minor) => {
  const { $schema: _draft4, ...schema } = schemaFor(minor) as Record<string, unknown>
  return ajv.compile(schema)
})

function bothSay(raw: Record<string, unknown>): { ours: boolean; theirs: boolean } {
  const minor = Number(raw['nbformat_minor'])
  // Doubled ids are a rule of the text, not of the schema.
  const ours = validateNotebook(raw).filter(({ message }) => !message.includes('has already'))
  return { ours: ours.length === 0, theirs: compiled[minor]?.(raw) ?? false }
}

test('notebooks that are valid by construction are valid', () => {
  fc.assert(
    fc.property(rawNotebook, (raw) => {
      expect(validateNotebook(raw)).toEqual([])
      expect(bothSay(raw)).toEqual({ ours: true, theirs: true })
    }),
    { numRuns: 200 },
  )
})

test('with anything changed anywhere, a general JSON Schema validator gives the same verdict', () => {
  const junk = fc.constantFrom<unknown>(
    null,
    7,
    -1,
    1.5,
    'x',
    '',
    true,
    [],
    {},
    ['a', 'a'],
    [1],
    { a: 1 },
    'code',
    'stream',
  )
  const key = fc.constantFrom(
    'id',
    'tags',
    'name',
    'source',
    'outputs',
    'collapsed',
    'scrolled',
    'surprise',
    'metadata',
    'text',
    'data',
    'cell_type',
  )
  let [valid, invalid] = [0, 0]
  fc.assert(
    fc.property(
      rawNotebook,
      fc.array(fc.nat(30), { maxLength: 6 }),
      key,
      junk,
      fc.boolean(),
      (raw, steps, name, value, remove) => {
        const copy = structuredClone(raw)
        let target: unknown = copy
        for (const step of steps) {
          if (typeof target !== 'object' || target === null) break
          const values: unknown[] = Object.values(target)
          const inner = values[step % Math.max(1, values.length)]
          if (typeof inner === 'object' && inner !== null) target = inner
        }
        if (Array.isArray(target)) target.push(value)
        else if (remove) delete (target as Record<string, unknown>)[Object.keys(target as object)[0] ?? '']
        else (target as Record<string, unknown>)[name] = value
        const minor = copy['nbformat_minor']
        if (typeof minor !== 'number' || !Number.isInteger(minor) || minor < 0 || minor > 5) return
        const { ours, theirs } = bothSay(copy)
        expect({ ours, copy }).toEqual({ ours: theirs, copy })
        if (theirs) valid++
        else invalid++
      },
    ),
    { numRuns: 2000 },
  )
  expect(Math.min(valid, invalid)).toBeGreaterThan(100)
})
