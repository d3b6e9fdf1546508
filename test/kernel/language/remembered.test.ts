// What completion remembers from one request to the next, and what it leaves out, never costs an answer: the user's own
// names are all there however many they are, and signatures follow what they were read from.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLanguage, type Language } from '../../../kernel/language/index.ts'

const directory = mkdtempSync(join(tmpdir(), 'loopbook-remembered-'))
const helper = join(directory, 'helper.ts')
let language: Language

beforeAll(async () => {
  writeFileSync(helper, 'export interface Helper { size: number }\nexport declare const helper: Helper\n')
  language = createLanguage({ directory, preloads: {} })
  // The start of the process is another question.
  await language.diagnose({ id: 0, code: 'export {}' })
})
afterAll(() => language.close())

/** Asked again while there is none: lists come without signatures when those would take long. */
async function signature(code: string, name: string): Promise<string | undefined> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const { metadata } = await language.complete(code, code.length)
    const found = metadata._jupyter_types_experimental.find(({ text }) => text === name)?.signature
    if (found) return found
  }
  return undefined
}

test('no name of the session is cut off, however many there are', async () => {
  const names = Array.from({ length: 1200 }, (_, index) => `own${index}`)
  language.addCell({ id: 1, code: names.map((name) => `let ${name} = 1`).join('\n') })
  for (const prefix of ['', 'ow', 'own1']) {
    const { matches } = await language.complete(prefix, prefix.length)
    const missing = names.filter((name) => name.startsWith(prefix) && !matches.includes(name))
    expect(missing).toEqual([])
  }
})

test('a name shows the signature of the cell that declared it last', async () => {
  language.addCell({ id: 2, code: 'const again = (a: number): string => String(a)' })
  expect(await signature('agai', 'again')).toBe('(a: number): string')
  language.addCell({ id: 3, code: 'const again = (b: Date): number => b.getTime()' })
  expect(await signature('aga', 'again')).toBe('(b: Date): number')
})

test('members of a generic type show the types of its instance', async () => {
  language.addCell({ id: 4, code: 'interface Box<T> { inside: T }\ndeclare const a: Box<number>, b: Box<string>' })
  expect(await signature('a.ins', 'inside')).toBe('number')
  expect(await signature('b.ins', 'inside')).toBe('string')
})

test('members declared in the cell itself show the types that it has now', async () => {
  expect(await signature('interface Here { one: number }\ndeclare const here: Here\nhere.', 'one')).toBe('number')
  expect(await signature('interface Here { one: string }\ndeclare const here: Here\nhere.', 'one')).toBe('string')
})

test('a file that changes on the disk changes the signatures that came from it', async () => {
  language.addCell({ id: 5, code: "import { helper } from './helper.ts'\nconst made = () => helper" })
  expect(await signature('helper.', 'size')).toBe('number')
  expect(await signature('mad', 'made')).toBe('(): Helper')
  writeFileSync(helper, 'export interface Better { size: string }\nexport declare const helper: Better\n')
  // The disk is looked at once a second.
  await sleep(1100)
  expect(await signature('helper.s', 'size')).toBe('string')
  expect(await signature('made', 'made')).toBe('(): Better')
})
