import { describe, expect, test } from 'vitest'
import {
  countBy,
  countByTime,
  displayWidth,
  plot,
  style,
  treeText,
  viewBundle,
  bars,
  changes,
  chips,
  fields,
  figure,
  footer,
  heading,
  oneLine,
  paragraph,
  sheet,
  table,
  tree,
} from '../../src/text/index.ts'
import type { Piece } from '../../src/text/index.ts'
import { toMimeBundle } from '../../kernel/display/index.ts'
import { gallery } from './gallery.ts'

const picture = { src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=', alt: 'cat.jpg', width: 640, height: 480 }
const pieces: (Piece | undefined)[] = [
  heading('Item', '/animals/cat.jpg', 'annotated'),
  figure(
    picture,
    [
      { kind: 'box', left: 1, top: 2, right: 30, bottom: 40, label: 'Adult' },
      { kind: 'point', x: 1, y: 1, label: 'Adult' },
    ],
    { caption: '2 annotations' },
  ),
  fields([
    { label: 'id', value: '63ceabcdef01234567000001', kind: 'id' },
    { label: 'created', value: '2026-11-24T03:34:16Z', kind: 'date' },
    { label: 'left out', value: undefined },
    { label: 'status', value: null },
    { label: 'description', value: 'words '.repeat(30) },
  ]),
  tree('metadata', { user: { dateTime: '2026-11-24', tags: ['a', 'b'] }, none: null }),
  chips('labels', [
    { name: 'Adult', count: 2, colour: '#f80' },
    { name: 'Child', colour: 'url(javascript:x)' },
  ]),
  bars(
    'Progress',
    [
      { label: 'ann@x.test', parts: [8, 1, 1], total: 10 },
      { label: 'bob@x.test', parts: [2, 0, 8], total: 10 },
    ],
    { parts: ['completed', 'discarded', 'open'] },
  ),
  sheet(
    'Pictures',
    [
      { picture, name: '/a.jpg' },
      { picture, name: '/b.jpg' },
    ],
    { total: 30 },
  ),
  changes('2 changes', [
    { name: '/a.jpg', field: 'metadata.user.n', before: undefined, after: 1 },
    { name: '/b.jpg', field: 'metadata.user.n', before: 1, after: { a: 2 } },
  ]),
  table({ columns: [{ key: 'a' }], rows: [{ a: 1 }] }),
  footer('.download() saves it', undefined, '.annotations shows them'),
]

describe('a view of every piece', () => {
  for (const width of [40, 80, 160]) {
    test(`fits ${width} columns`, () => {
      const { 'text/plain': text } = viewBundle(pieces, { width })
      expect(text).toMatchSnapshot()
      expect(text.split('\n').filter((line) => displayWidth(line) > width)).toEqual([])
    })
  }

  test('HTML has one style, no random id, no colour of its own, and only colours of the data', () => {
    const { 'text/html': html } = viewBundle(pieces)
    expect(html.match(/<style>/g)).toHaveLength(1)
    expect(html).not.toMatch(/\sid=/)
    expect(html).toContain('fill="#f80"')
    expect(html).not.toContain('url(')
    expect(html).toBe(viewBundle(pieces)['text/html'])
  })
})

test('names, titles and texts of ten megabytes are cut in every piece, with an ellipsis', () => {
  const huge = 'x<'.repeat(5_000_000)
  const { 'text/plain': text, 'text/html': html } = viewBundle([
    heading(huge, huge, huge),
    paragraph(huge),
    fields([
      { label: huge, value: huge },
      { label: 'link', value: { href: huge, text: huge }, kind: 'link' },
    ]),
    tree(huge, { [huge]: huge }),
    chips(huge, [{ name: huge }]),
    bars(huge, [{ label: huge, parts: [1] }], { parts: [huge, huge] }),
    figure({ ...picture, alt: huge }, [{ kind: 'point', x: 1, y: 1, label: huge }], { caption: huge }),
    sheet(huge, [{ picture, name: huge }]),
    changes(huge, [{ name: huge, field: huge, before: huge, after: huge }]),
    table({
      caption: huge,
      footer: huge,
      columns: [{ key: huge }, { key: 'b', title: huge, type: huge }],
      rows: [{ [huge]: huge, b: huge }],
    }),
    footer(huge),
  ])
  expect(html.length).toBeLessThan(65_536)
  expect(text.length).toBeLessThan(30_000)
  expect(text).toContain('…')
  expect(plot.bars([{ name: huge, value: 1 }], { title: huge }).svg.length).toBeLessThan(10_000)
  expect(oneLine(`e${'\u0301'.repeat(1_000_000)}`)).toBe('…')
})

test('the style names no colour: all come from the host', () => {
  expect(style).not.toMatch(/#[\da-f]{3,8}\b|rgba?\(|hsla?\(|:\s*(?:black|white|red|green|blue|gr[ae]y)\b/i)
})

test('no output of the gallery asks for anything or is over 64 KB, but for the pictures in it', async () => {
  for (const [, html] of await gallery()) {
    expect(html.replaceAll(/data:image\/svg\+xml;base64,[\w+/=]+/g, '').length).toBeLessThan(65_536)
    expect(/(?:src|href)="(?!data:|https:\/\/(?:console\.)?example\.test)[^"]*"/.exec(html)?.[0]).toBeUndefined()
  }
})

describe('trees', () => {
  test('cyclic, deep, long and throwing values end', () => {
    const cyclic: Record<string, unknown> = { a: 1 }
    cyclic['self'] = cyclic
    expect(treeText(cyclic)).toBe('a: 1\nself: [circular]')
    expect(
      treeText(
        Object.defineProperty({}, 'x', {
          get: () => {
            throw new Error('no')
          },
          enumerable: true,
        }),
      ),
    ).toBe('x: [Error: no]')
    expect(treeText(Array.from({ length: 1_000 }, (_, at) => at)).split('\n')).toHaveLength(51)
  })
})

describe('figures', () => {
  test('numbers that are none draw nothing, and shapes beyond 200 are counted', () => {
    const shapes = Array.from({ length: 250 }, () => ({ kind: 'point', x: 1, y: 1 }) as const)
    expect(figure(picture, shapes).html()).toContain('50 more shapes not drawn')
    const html = figure(picture, [
      { kind: 'box', left: Number.NaN, top: 0, right: 1, bottom: 1 },
      { kind: 'polygon', points: [[Infinity, 1]] },
    ]).html()
    expect(html).not.toMatch(/NaN|Infinity/)
  })

  test('a picture that is not in the page is not asked for', () => {
    expect(figure({ ...picture, src: 'https://x.test/cat.jpg' }).html()).toContain('picture not embedded')
  })
})

describe('plots', () => {
  const records = [
    { label: 'a', at: '2026-11-24T01:00:00Z' },
    { label: 'b', at: '2026-11-26T01:00:00Z' },
    { label: ['a', 'c'], at: 'never' },
  ]

  test('counts, times with empty periods between, progress', () => {
    expect(countBy(records, 'label')).toEqual([
      { name: 'a', value: 2 },
      { name: 'b', value: 1 },
      { name: 'c', value: 1 },
    ])
    expect(countByTime(records, 'at', 'day').counts).toEqual([
      { name: '2026-11-24', value: 1 },
      { name: '2026-11-25', value: 0 },
      { name: '2026-11-26', value: 1 },
    ])
    expect(plot.progress([{ name: 'ann', completed: 8, open: 2 }]).text).toMatchInlineSnapshot(`
      "Progress
        █ completed  ▓ open
        ann ████████████████████████████████████████▓▓▓▓▓▓▓▓▓▓ 8/10 80%"
    `)
  })

  test('a plot is a specification, a static SVG with title and description, and text', () => {
    const shown = plot.counts(records, 'label', { title: 'Labels <b>', unit: 'items' })
    expect(Object.keys(toMimeBundle(shown) ?? {})).toEqual([
      'text/plain',
      'image/svg+xml',
      'application/vnd.vegalite.v5+json',
    ])
    expect(shown.svg).toContain('<title>Labels &lt;b&gt;</title><desc>a 2, b 1, c 1</desc>')
    expect(shown.spec).toMatchObject({
      mark: { type: 'bar' },
      data: {
        values: [
          { name: 'a', value: 2 },
          { name: 'b', value: 1 },
          { name: 'c', value: 1 },
        ],
      },
    })
    expect(shown.svg).toMatchSnapshot()
  })

  test('a chart of a thousand names shows the most frequent and the rest as one', () => {
    const shown = plot.bars(Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`name ${at}`, 1_000 - at])))
    const { values } = shown.spec['data'] as { values: unknown[] }
    expect(values).toHaveLength(25)
    expect(values.at(-1)).toEqual({ name: '976 others', value: 476_776 })
  })

  test('nothing to plot is an empty plot, not an error', () => {
    for (const shown of [plot.counts([], 'x'), plot.time([], 'x'), plot.progress([]), plot.bars([])])
      expect(shown.svg).not.toMatch(/NaN|Infinity|undefined/)
  })
})
