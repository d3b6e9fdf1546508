import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { checkArchitecture, unitOf } from '../scripts/architecture.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

test('imports point one way, and no file is over 400 lines', () => {
  expect(checkArchitecture(root)).toEqual([])
})

test('a planted import from the platform into the library is found, with its line', () => {
  const copy = mkdtempSync(join(tmpdir(), 'architecture-'))
  try {
    for (const folder of ['kernel', 'src']) cpSync(join(root, folder), join(copy, folder), { recursive: true })
    writeFileSync(join(copy, 'src/platform/planted.ts'), `// planted\nexport * from '../dataloop/index.ts'\n`)
    expect(checkArchitecture(copy)).toEqual([
      'src/platform/planted.ts:2 imports src/dataloop/index.ts (src/platform may import src/wire)',
    ])
  } finally {
    rmSync(copy, { recursive: true })
  }
})

test('a tree with nothing in it fails instead of passing', () => {
  const empty = mkdtempSync(join(tmpdir(), 'architecture-'))
  try {
    for (const folder of ['kernel', 'src'])
      cpSync(join(root, folder), join(empty, folder), { recursive: true, filter: (path) => !path.endsWith('.ts') })
    expect(() => checkArchitecture(empty)).toThrow('only 0 source files seen')
  } finally {
    rmSync(empty, { recursive: true })
  }
})

test('a file belongs to the longest unit that holds it', () => {
  expect(unitOf('kernel/protocol/wire.ts')).toBe('kernel/protocol')
  expect(unitOf('kernel/evaluate/session.ts')).toBe('kernel')
})
