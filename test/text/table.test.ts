import { types } from 'node:util'
import fc from 'fast-check'
import { parseHTML } from 'linkedom'
import { describe, expect, test } from 'vitest'
import {
  dataResource,
  displayWidth,
  tableBundle,
  tableHtml,
  tableOf,
  tableText,
  toTable,
  oneLine,
  truncate,
} from '../../src/text/index.ts'
import type { Table } from '../../src/text/index.ts'
import { hostile, hostileTexts } from './hostile.ts'

const items: Table = {
  caption: 'Items',
  total: 1_204,
  columns: [
    { key: 'id', kind: 'id' },
    { key: 'filename', title: 'name', kind: 'path' },
    { key: 'size', kind: 'number' },
    { key: 'createdAt', title: 'created', kind: 'date' },
    { key: 'annotated', kind: 'boolean' },
    { key: 'metadata', kind: 'json' },
  ],
  rows: Array.from({ length: 30 }, (_, at) => ({
    id: `63ceabcdef01234567${String(at).padStart(4, '0')}`,
    filename: `/animals/${['cats', '日本の猫', 'dogs 🐕'][at % 3]}/2026/picture-${at}.jpg`,
    size: at * 1_234.5,
    createdAt: new Date(Date.UTC(2026, 10, 24, at)),
    annotated: at % 2 === 0,
    metadata: at % 4 === 0 ? null : { user: { dateTime: '2026-11-24', tags: ['a', 'b'] } },
  })),
  footer: '.all() gives every item',
}

describe('text', () => {
  for (const width of [40, 80, 160]) {
    test(`fits ${width} columns`, () => {
      const text = tableText(items, { width })
      expect(text).toMatchSnapshot()
      for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(width)
    })
  }

  test('borders stand straight under emoji and Hangul that cli-table3 itself measures wrongly', () => {
    const text = tableText(
      tableOf([
        { a: '🫠', b: 1 },
        { a: '🪿🪿', b: 2 },
        { a: 'ᄒ\u1161ᆫ', b: 3 },
        { a: 'कि', b: 4 },
      ]),
    )
    const widths = text.split('\n').slice(1).map(displayWidth)
    expect(new Set(widths).size).toBe(1)
  })

  test('any texts in any width: straight borders, no broken pair, and what is cut has an ellipsis', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(...hostileTexts),
      fc.integer(),
      fc.constant(null),
    )
    fc.assert(
      fc.property(
        fc.array(fc.record({ a: cell, b: cell, '日本 語': cell }), { maxLength: 15 }),
        fc.integer({ min: 20, max: 120 }),
        (rows, width) => {
          const lines = tableText(tableOf(rows), { width }).split('\n')
          const boxed = lines.filter((line) => /^[┌│├└]/.test(line)).map(displayWidth)
          expect(new Set(boxed).size).toBeLessThanOrEqual(1)
          for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width)
          expect(lines.join('\n')).toBe(lines.join('\n').toWellFormed())
        },
      ),
      { numRuns: 60 },
    )
  })

  test('a dotted name that is too long is broken behind a dot', () => {
    const row = { a: 'x'.repeat(30), b: 'y'.repeat(30), 'metadata.user.dateTime': '2026' }
    expect(tableText(tableOf([row]), { width: 60 })).toMatchInlineSnapshot(`
      "1 row × 3 columns
      ┌──────────────────┬──────────────────┬────────────────────┐
      │ a                │ b                │ metadata.user.     │
      │                  │                  │ dateTime           │
      ├──────────────────┼──────────────────┼────────────────────┤
      │ xxxxxxxxxxxxxxx… │ yyyyyyyyyyyyyyy… │ 2026               │
      └──────────────────┴──────────────────┴────────────────────┘"
    `)
  })

  test('an empty table says so, with and without columns', () => {
    expect(tableText({ caption: 'Items', columns: [], rows: [] })).toBe('Items · 0 rows × 0 columns')
    expect(tableText({ caption: 'Items', columns: [{ key: 'a' }], rows: [] })).toMatchInlineSnapshot(`
      "Items · 0 rows × 1 column
      ┌───┐
      │ a │
      └───┘"
    `)
  })

  test('eleven rows are shown whole, of twelve the middle is left out', () => {
    const rows = Array.from({ length: 12 }, (_, a) => ({ a }))
    expect(tableText(tableOf(rows.slice(1)))).not.toContain('…')
    expect(tableText(tableOf(rows))).toContain('… 2 more rows')
  })
})

describe('what reads as a table', () => {
  const rows = [
    { a: 1, b: 'x' },
    { a: 2, b: 'y' },
  ]
  test.each([
    ['records', rows],
    ['a Set of records', new Set(rows)],
    ['columns side by side', { a: Int8Array.of(1, 2), b: ['x', 'y'] }],
    ['a Table', { columns: [{ key: 'a' }, { key: 'b' }], rows }],
  ])('%s', (_, content) => {
    expect(tableText(toTable(content))).toBe(tableText(tableOf(rows)))
  })

  test('a Map, and columns of different lengths', () => {
    expect(tableText(toTable(new Map([['k', 1]])))).toContain('│ k   │     1 │')
    expect(tableText(toTable({ a: [1], b: [1, 2] }))).toContain('│ null │ 2 │')
  })

  test('the order of the rows is said and shown', () => {
    const sorted = { columns: [{ key: 'a', sorted: 'descending' }, { key: 'b' }], rows } as const
    expect(tableText(sorted)).toContain('│ a ▼ │ b │')
    expect(tableHtml(sorted)).toContain('aria-sort="descending">a<span aria-hidden="true"> ▼</span></th>')
  })
})

describe('html', () => {
  test('the whole of a small table', () => {
    const html = tableHtml({
      caption: 'Items <b>',
      columns: [
        { key: 'id', kind: 'id' },
        { key: 'n' },
        { key: 'when', kind: 'date' },
        { key: 'meta' },
        { key: 'link', kind: 'link' },
      ],
      rows: [
        {
          id: 'a&b',
          n: 0.1 + 0.2,
          when: '2026-11-24T03:34:16+02:00',
          meta: { user: { a: '<i>' } },
          link: 'https://x.test/?a=1&b=2',
        },
        { id: '', n: null, when: 'not a date', meta: undefined, link: 'javascript:alert(1)' },
      ],
    })
    expect(html.replace(/<style>.*<\/style>/, '').replaceAll('><', '>\n<')).toMatchSnapshot()
  })

  test('whatever the texts are, a parser reads them back from the cells, as many as there are', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...hostileTexts),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 11 }), (pairs) => {
        const html = tableHtml({
          columns: [
            { key: 'a', kind: 'text' },
            { key: 'b', kind: 'text' },
          ],
          rows: pairs.map(([a, b]) => ({ a, b })),
        })
        const { document } = parseHTML(`<html><body>${html}</body></html>`)
        const cells = [...document.querySelectorAll('tbody :is(th, td)')].map((cell) => cell.textContent)
        expect(cells).toEqual(pairs.flat().map((one) => truncate(oneLine(one, 2_000), 60)))
      }),
      { numRuns: 200 },
    )
  })

  test('is the same each time, with no id in it', () => {
    expect(tableHtml(items)).toBe(tableHtml(items))
    expect(tableHtml(items)).not.toMatch(/\sid=/)
  })

  test('at most 64 KB, whatever is in it, and the footer says what is missing', () => {
    const rows = Array.from({ length: 5_000 }, () =>
      Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`c${at}`, '&'.repeat(3_000)])),
    )
    const html = tableHtml(tableOf(rows), { head: 4_000, tail: 1_000 })
    expect(html.length).toBeLessThanOrEqual(65_536)
    expect(html).toMatch(/… 4,\d+ more rows · 30 columns not shown: c20, c21/)
  })

  test('pictures that are in the page are drawn, others are links', () => {
    const src = 'data:image/gif;base64,R0lGODlhAQABAAAAACw='
    const columns = [{ key: 'picture', kind: 'image' as const }]
    const html = tableHtml({
      columns,
      rows: [{ picture: { src, alt: 'A "cat"' } }, { picture: { src: 'https://x.test/cat.png', alt: 'far' } }],
    })
    expect(html).toContain(`<img src="${src}" alt="A &quot;cat&quot;">`)
    expect(html).toContain('<a href="https://x.test/cat.png" rel="noopener noreferrer">far</a>')
  })

  test('says by name which columns and rows text and HTML leave out', () => {
    const { 'text/plain': text, 'text/html': html } = tableBundle(items, { width: 60 })
    expect(text).toContain('… 1,194 more rows · 2 columns not shown: annotated, metadata')
    expect(html).toContain('… 1,194 more rows · .all() gives every item')
    expect(tableHtml({ ...items, total: 30 })).toContain('… 20 more rows …')
  })

  test.each(hostile())('%s: shown in text and HTML, without an exception, harmless', (_, value) => {
    const rows = !types.isProxy(value) && Array.isArray(value) ? (value as unknown[]) : [{ value }]
    const { 'text/plain': text, 'text/html': html } = tableBundle(tableOf(rows))
    expect(html.length).toBeLessThanOrEqual(65_536)
    // eslint-disable-next-line no-control-regex
    expect(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/.exec(text)).toBeNull()
    const marks = /<(?:script|img|svg|iframe|link|meta|base|form)|<[^>]*\s(?:on\w+|srcdoc)\s*=/i
    expect(marks.exec(html.replaceAll(/"[^"]*"/g, '""'))?.[0]).toBeUndefined()
  })
})

describe('dataresource', () => {
  test('has fields with types and all of the data', () => {
    expect(
      dataResource(
        tableOf([
          { a: 1, b: 'x', c: new Date(0) },
          { a: Number.NaN, b: null, c: { d: 1 } },
        ]),
      ),
    ).toEqual({
      schema: {
        fields: [
          { name: 'a', type: 'number' },
          { name: 'b', type: 'string' },
          { name: 'c', type: 'string' },
        ],
      },
      data: [
        { a: 1, b: 'x', c: '1970-01-01T00:00:00.000Z' },
        { a: 'NaN', b: null, c: '{ d: 1 }' },
      ],
    })
  })

  test('has no half of a pair in it, which Python could not send on', () => {
    expect(JSON.stringify(dataResource(tableOf([{ '\uD83D': '\uDE00' }])))).not.toMatch(/\\ud[89a-f]/)
  })

  test('is all of it or nothing', () => {
    expect(dataResource(items)).toBeUndefined()
    expect(dataResource(tableOf(Array.from({ length: 4_000 }, () => ({ text: 'x'.repeat(50) }))))).toBeUndefined()
  })
})
