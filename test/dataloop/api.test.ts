// The public face: nothing in it without words and an example, docs/api.md as generated, no name added or lost unnoticed.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { apiReference, publicEntries } from '../../scripts/api-reference.ts'
import * as loopbook from '../../src/index.ts'

const entries = publicEntries()

describe('the public names', () => {
  it('are these', () => {
    expect(Object.keys(loopbook).toSorted()).toMatchSnapshot()
  })

  it('are all in the reference', () => {
    const exported = Object.keys(loopbook).filter((name) => name !== 'dl')
    expect(entries.map(({ name }) => name)).toEqual(expect.arrayContaining(exported))
    expect(entries.length).toBeGreaterThan(30)
  })

  it('have words, and methods an example', () => {
    const bare = entries.flatMap(({ name, text, example, members }) => [
      ...(text === '' ? [name] : []),
      ...(example === undefined && !name.endsWith('Error') ? [`${name} (example)`] : []),
      ...members.filter((member) => member.text === '').map((member) => `${name}.${member.name}`),
      ...members
        .filter((member) => member.kind === 'method' && member.example === undefined)
        .map((member) => `${name}.${member.name} (example)`),
    ])
    expect(bare).toEqual([])
  })

  it('are in docs/api.md as they are in the sources (node scripts/api-reference.ts)', async () => {
    const page = await readFile(join(import.meta.dirname, '../../docs/api.md'), 'utf8')
    expect(page).toBe(apiReference())
  })
})
