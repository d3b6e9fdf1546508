import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { builtIn, compileSanitizers, parseNbvalFile, readSanitizerFiles } from '../../../src/runner/compare/index.ts'

const root = mkdtempSync(join(tmpdir(), 'sanitizer-'))
afterAll(() => rmSync(root, { recursive: true }))

const clean = (text: string, settings: Parameters<typeof compileSanitizers>[0] = []): string =>
  compileSanitizers(settings)(text, 'text/plain')

describe('built in', () => {
  test.each([
    ['times', '2026-11-24T04:00:00.123Z and 2026-11-24 04:00 and 04:00:01', '<time> and <time> and <time>'],
    ['times', 'Tue Nov 24 04:00:00 UTC 2026|Tue, 24 Nov 2026 04:00:00 GMT', '<time>|<time>'],
    ['times', 'created 24 Nov 2026, 04:00 UTC or 1 Dec 2026, 04:00 +02:00', 'created <time> or <time>'],
    ['ids', '│ 6b09362…0000005 │ 6b092…000a │', '│ <id> │ <id> │'],
    ['ids', '0d6b4c5e-1a2b-4c3d-8e9f-0a1b2c3d4e5f 5f4dcc3b5aa765d61d8327de', '<id> <id>'],
    [
      'addresses',
      '<Foo object at 0x7f12ab34cd56> http://127.0.0.1:49152/x',
      '<Foo object at <address>> http://127.0.0.1:<port>/x',
    ],
    ['paths', 'in /tmp/tmpab12/x.txt, /home/me/work/a.txt', 'in <tmp>, <path>/a.txt'],
    ['paths', String.raw`C:\Users\me\a.txt`, '<path>/a.txt'],
    [
      'durations',
      'took 1.25 s, 3ms [00:01<00:02,  1.15it/s] at 5.2MB/s',
      'took <duration>, <duration> [<duration>] at <rate>',
    ],
    ['ansi', '\u001B[31mred\u001B[0m \u001B]8;;http://x\u0007link\u001B]8;;\u0007', 'red link'],
    ['figures', '<Figure size 640x480 with 1 Axes>', '<Figure>'],
    ['warnings', '/usr/lib/x.py:12: DeprecationWarning: old', 'x.py:<line>: DeprecationWarning: old'],
  ])('%s', (name, text, expected) => {
    expect(clean(text)).toBe(expected)
    expect(clean(text, [`-${name}`])).not.toBe(expected)
  })

  test.each([
    '3 items',
    'accuracy 0.95',
    '2024-01-31',
    '/animals/cats/1.jpg',
    'step 12 of 30',
    'deadbeef',
    'a face…added',
    '24 Nov 2026',
    'a1b2c3',
    '5 m wide',
    'https://example.com/home/x',
  ])('leaves what is data: %s', (text) => {
    expect(clean(text)).toBe(text)
  })

  test('"none" switches all off, a name brings one back', () => {
    const text = '04:00:01 0x7f12ab34cd56'
    expect(clean(text, ['none'])).toBe(text)
    expect(clean(text, ['none', 'times'])).toBe('<time> 0x7f12ab34cd56')
  })

  test('the eight of the documentation', () => {
    expect(Object.keys(builtIn).toSorted()).toEqual([
      'addresses',
      'ansi',
      'durations',
      'figures',
      'ids',
      'paths',
      'times',
      'warnings',
    ])
  })
})

describe('own', () => {
  test('patterns, with and without slashes, and functions by MIME type', () => {
    expect(clean('run 12, run 13', [{ pattern: /run \d+/, replace: 'run N' }])).toBe('run N, run N')
    expect(clean('RUN 12', [{ name: 'run', pattern: '/run \\d+/i' }])).toBe('<run>')
    expect(clean('abc', [(text, mime) => `${text} ${mime}`])).toBe('abc text/plain')
  })

  test('a mistyped name and a wrong pattern are errors', () => {
    expect(() => clean('', ['-tims'])).toThrow('there is no sanitizer "tims"\nhint: did you mean "times"?')
    expect(() => clean('', [{ pattern: '(' }])).toThrow('the sanitizer pattern "(" is no regular expression')
  })
})

describe("nbval's files as they are", () => {
  const text = `[regex1]
regex: (\\d{2})/\\d{2}/(?P<year>\\d{4})
replace: \\1-\\g<year>

[regex2]
regex: (?i)memory
replace: $MEM

[regex3]
regex: \\Astart
replace: START
`
  test('Python patterns and replacements are translated', () => {
    expect(clean('start 24/11/2026 MEMORY', parseNbvalFile(text))).toBe('START 24-2026 $MEM')
  })

  test('a path among the settings is read, names are left', async () => {
    writeFileSync(join(root, 'nbval.cfg'), text)
    const settings = await readSanitizerFiles(['-times', './nbval.cfg'], root)
    expect(settings).toHaveLength(4)
    expect(clean('memory 04:00:01', settings)).toBe('$MEM 04:00:01')
    await expect(readSanitizerFiles(['./none.cfg'], root)).rejects.toThrow(
      "the sanitizer file ./none.cfg can't be read",
    )
  })

  test('a pattern that has no translation is named', () => {
    expect(() => parseNbvalFile('regex: (?(1)a|b)\nreplace: x\n', 'a.cfg')).toThrow(
      "a.cfg: the regular expression (?(1)a|b) can't be translated from Python's",
    )
  })
})
