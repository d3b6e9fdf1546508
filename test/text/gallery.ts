// One output of every renderer, for the tests in a browser and for the screenshots: what a person sees.
//
//   for (const [name, html] of await gallery()) …
import { DateTime } from 'luxon'
import { html, toMimeBundle } from '../../kernel/display/index.ts'
import {
  bars,
  changes,
  chips,
  fields,
  figure,
  footer,
  heading,
  paragraph,
  plot,
  progressHtml,
  sheet,
  table,
  tableHtml,
  tableOf,
  tree,
  viewBundle,
} from '../../src/text/index.ts'
import type { Picture, Table } from '../../src/text/index.ts'

/** A scene drawn by hand: two people, a tree, a sun. */
export function scene(hue: number): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480"><rect width="640" height="480" fill="hsl(${hue} 45% 78%)"/><circle cx="540" cy="90" r="46" fill="hsl(45 90% 65%)"/><path d="M0 330Q160 250 330 330T640 300V480H0Z" fill="hsl(${hue + 70} 35% 52%)"/><g fill="hsl(${hue + 180} 40% 40%)"><circle cx="250" cy="190" r="34"/><path d="M205 235h90l14 150h-118Z"/></g><g fill="hsl(${hue + 230} 45% 45%)"><circle cx="390" cy="265" r="24"/><path d="M360 297h60l8 98h-76Z"/></g></svg>`
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
}

const picture: Picture = { src: scene(200), alt: 'test1.jpg', width: 640, height: 480 }

export const items: Table = {
  caption: 'Items',
  total: 1_204,
  columns: [
    { key: 'picture', title: '', kind: 'image' },
    { key: 'id', kind: 'id' },
    { key: 'name', kind: 'path' },
    { key: 'size', title: 'size (bytes)', kind: 'number' },
    { key: 'created', kind: 'date' },
    { key: 'annotated', kind: 'boolean' },
    { key: 'metadata', kind: 'json' },
    { key: 'web', kind: 'link' },
  ],
  rows: Array.from({ length: 12 }, (_, at) => ({
    picture: { src: scene(at * 30), alt: `picture ${at}`, width: 60, height: 45 },
    id: `63ceabcdef0123456700${String(at).padStart(4, '0')}`,
    name: `/animals/${['cats', '日本の猫', 'قطط'][at % 3]}/picture-${at}.jpg`,
    size: 12_345 + at * 1_001,
    created: new Date(Date.UTC(2026, 10, 24, at, 5 * at)),
    annotated: at % 3 !== 0,
    metadata: at % 4 === 3 ? null : { user: { dateTime: '2026-11-24T03:34:16Z' }, system: { size: at } },
    web: { href: `https://console.example.test/items/${at}`, text: 'open' },
  })),
  footer: '.all() gives every item, .where(…) chooses',
}

function itemView(): string {
  return viewBundle([
    heading('Item', '/test1.jpg', 'annotated'),
    figure(
      picture,
      [
        { kind: 'box', left: 185, top: 145, right: 315, bottom: 392, label: 'Adult', colour: '#ff8800' },
        { kind: 'box', left: 345, top: 232, right: 436, bottom: 402, label: 'Child', colour: '#22aaff' },
        { kind: 'ellipse', x: 540, y: 90, rx: 52, ry: 52, label: 'sun' },
        {
          kind: 'polygon',
          points: [
            [0, 330],
            [160, 290],
            [330, 330],
            [330, 480],
            [0, 480],
          ],
          label: 'hill',
          colour: '#66cc66',
        },
      ],
      { caption: '4 annotations' },
    ),
    fields([
      { label: 'id', value: '63ceabcdef01234567000001', kind: 'id' },
      { label: 'dataset', value: 'Animals' },
      { label: 'created', value: '2026-11-24T03:34:16Z', kind: 'date' },
      { label: 'size', value: 48_213 },
      { label: 'status', value: null },
      { label: 'web', value: { href: 'https://console.example.test/', text: 'open in the console' }, kind: 'link' },
    ]),
    chips('labels', [
      { name: 'Adult', count: 1, colour: '#ff8800' },
      { name: 'Child', count: 1, colour: '#22aaff' },
      { name: 'sun', count: 1 },
    ]),
    tree(
      'metadata',
      { user: { dateTime: '2026-11-24T03:34:16Z', tags: ['a', 'b'] }, system: { mimetype: 'image/jpeg' } },
      { open: true },
    ),
    footer('.annotations shows its annotations', '.download() saves it'),
  ])['text/html']
}

function taskView(): string {
  return viewBundle([
    heading('Task', 'adults', 'due 1 Dec 2026'),
    bars(
      'Progress by assignee',
      [
        { label: 'ann@example.test', parts: [8, 1, 1], total: 10 },
        { label: 'bob@example.test', parts: [2, 0, 8], total: 10 },
      ],
      { parts: ['completed', 'discarded', 'open'] },
    ),
    paragraph('10 of 20 items are completed.', { strong: true }),
  ])['text/html']
}

function datasetView(): string {
  return viewBundle([
    heading('Dataset', 'Animals', '1,204 items'),
    bars(
      'Items by label',
      [
        { label: 'Adult', parts: [812] },
        { label: 'Child', parts: [240] },
        { label: 'Dog', parts: [31] },
      ],
      { parts: ['items'] },
    ),
    sheet(
      'Pictures',
      Array.from({ length: 15 }, (_, at) => ({
        picture: { ...picture, src: scene(at * 24), alt: `picture ${at}` },
        name: `/animals/cats/picture-${at}.jpg`,
      })),
      { total: 1_204 },
    ),
  ])['text/html']
}

function outcomeView(): string {
  return viewBundle([
    changes(
      '3 items updated in Animals',
      [
        { name: '/test1.jpg', field: 'metadata.user.dateTime', before: undefined, after: '2026-11-24T03:34:16Z' },
        { name: '/test2.jpg', field: 'metadata.user.count', before: 1, after: 2 },
        { name: '/test3.jpg', field: 'metadata.user.tags', before: ['a'], after: ['a', 'b'] },
      ],
      { total: 3 },
    ),
    table({
      caption: 'Annotations',
      columns: [{ key: 'label' }, { key: 'area', kind: 'number' }],
      rows: [{ label: 'Adult', area: 1 }],
    }),
  ])['text/html']
}

/** Name → HTML. */
export async function gallery(): Promise<[name: string, html: string][]> {
  const values: [string, unknown][] = [
    [
      'records',
      Array.from({ length: 30 }, (_, at) => ({
        name: `row ${at}`,
        value: at / 3,
        when: new Date(at * 1e10),
        none: null,
      })),
    ],
    [
      'map',
      new Map<unknown, unknown>([
        ['a', 1],
        ['b', { c: [1, 2] }],
      ]),
    ],
    ['error', new Error('The dataset "Animls" was not found', { cause: new TypeError('404 Not Found') })],
    ['promise', new Promise(() => {})],
    ['date', DateTime.fromISO('2026-11-24T03:34:16+02:00', { setZone: true })],
    ['url', new URL('https://example.test/a?b=c')],
    ['html tag', html`<p>Hello <b>${'<world>'}</b></p>`],
  ]
  const bundles = await Promise.all(values.map(async ([name, value]) => [name, await toMimeBundle(value)] as const))
  const counts = plot.counts([{ label: 'Adult' }, { label: 'Child' }, { label: 'Adult' }], 'label', {
    title: 'Items by label',
  })
  return [
    ['item', itemView()],
    ['items', tableHtml(items)],
    ['task', taskView()],
    ['dataset', datasetView()],
    ['outcome', outcomeView()],
    ['empty table', tableHtml({ caption: 'Items', columns: [{ key: 'name' }], rows: [] })],
    [
      'wide table',
      tableHtml(tableOf([Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`column ${at}`, at]))])),
    ],
    ['progress', progressHtml({ title: 'Upload', done: 420, total: 1_000, seconds: 4.2, unit: 'items' })],
    ['progress without total', progressHtml({ title: 'Read', done: 420, seconds: 4.2 })],
    ['plot', counts.svg],
    ...bundles.map(([name, bundle]): [string, string] => [name, bundle?.['text/html'] as string]),
  ]
}
