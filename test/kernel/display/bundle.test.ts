import * as Plot from '@observablehq/plot'
import { tableFromArrays } from 'apache-arrow'
import fc from 'fast-check'
import { parseHTML } from 'linkedom'
import { DateTime } from 'luxon'
import { parse, View } from 'vega'
import { compile } from 'vega-lite'
import { describe, expect, test } from 'vitest'
import { toMimeBundle } from '../../../kernel/display/index.ts'
import type { MimeBundle } from '../../../kernel/display/index.ts'
import { hostile } from '../../text/hostile.ts'

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

async function bundleOf(value: unknown): Promise<MimeBundle> {
  return (await toMimeBundle(value)) ?? {}
}

async function textOf(value: unknown): Promise<string> {
  return String((await bundleOf(value))['text/plain'])
}

describe('plain values', () => {
  test('undefined shows nothing, null is shown', async () => {
    expect(toMimeBundle(undefined)).toBeUndefined()
    expect(await bundleOf(null)).toEqual({ 'text/plain': 'null' })
  })

  test.each([
    ['a string', 'it\'s "x"\n', '`it\'s "x"\\n`'],
    ['a number', -0, '-0'],
    ['a bigint', 10n, '10n'],
    ['an array', [1, 'a', [true]], "[ 1, 'a', [ true ] ]"],
    ['an object', { a: { b: { c: 1 } } }, '{ a: { b: { c: 1 } } }'],
    [
      'a function',
      function add(a: number) {
        return a
      },
      '[Function: add]',
    ],
    [
      'a class',
      class Cat {
        name = 'x'
      },
      '[class Cat]',
    ],
    ['a symbol', Symbol.for('x'), 'Symbol(x)'],
    ['a regular expression', /x/g, '/x/g'],
  ])('%s', async (_, value, text) => {
    expect(await bundleOf(value)).toEqual({ 'text/plain': text })
  })

  test('text is at most 64 KB and says what is missing', async () => {
    const text = await textOf('x'.repeat(10_000_000))
    expect(text.length).toBeLessThanOrEqual(65_536)
    expect(text).toMatch(/… 9,9\d\d,\d{3} characters left out …/)
    expect((await textOf(Array.from({ length: 1_000 }, () => 'y'.repeat(9_000)))).length).toBeLessThanOrEqual(65_600)
  })

  test('an object of a million keys and arrays of arrays of arrays: their beginning, and what is missing', async () => {
    const text = await textOf(Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`key${at}`, at])))
    expect(text).toMatch(/key499: 499\n}\n… 1500 more properties$/)
    const nested = (depth: number): unknown => (depth === 0 ? 1 : Array.from({ length: 40 }, () => nested(depth - 1)))
    expect(await textOf(nested(4))).toContain('[Array]')
    expect(await textOf({ a: { b: { c: { d: { e: 1 } } } } })).toContain('d: { e: 1 }')
    expect(
      await textOf(
        Object.defineProperty({}, 'getter', {
          get: () => {
            throw new Error('called')
          },
          enumerable: true,
        }),
      ),
    ).toBe('{ getter: [Getter] }')
  })

  test('tokens inside objects and errors are not shown', async () => {
    const error = Object.assign(new Error('401'), { config: { headers: { Authorization: 'Bearer abcdefghijklmnop' } } })
    expect(await textOf(error)).not.toContain('abcdefgh')
    expect(await textOf({ headers: { Authorization: 'Bearer abcdefghijklmnop' } })).toBe(
      "{ headers: { Authorization: 'Bearer ***' } }",
    )
    expect(await textOf([{ status: 'rejected', reason: error }])).not.toContain('abcdefgh')
    expect(await textOf({ a: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.SflKxwRJSMeKKF2QT4' })).toBe("{ a: 'eyJ***' }")
  })
})

describe('values that know their own view', () => {
  const own = (view: unknown): object => ({ [Symbol.for('Jupyter.display')]: () => view })

  test('sync and async, with text/plain added', async () => {
    expect(await bundleOf(own({ 'text/html': '<b>hi</b>' }))).toEqual({ 'text/html': '<b>hi</b>', 'text/plain': 'hi' })
    expect(await bundleOf(own(Promise.resolve({ 'text/markdown': '*x*' })))).toEqual({
      'text/markdown': '*x*',
      'text/plain': '*x*',
    })
  })

  test('bytes become base64, what is no JSON is left out, nothing shows nothing', async () => {
    expect(await bundleOf(own({ 'image/png': png }))).toMatchObject({ 'image/png': png.toString('base64') })
    expect(await bundleOf(own({ 'application/json': 1n, 'text/plain': 'x' }))).toEqual({ 'text/plain': 'x' })
    expect(toMimeBundle(own(undefined))).toBeUndefined()
  })

  test('a class may have it, and a function', async () => {
    const view = Object.assign(() => 1, own({ 'text/plain': 'me' }))
    expect(await textOf(view)).toBe('me')
  })

  test('one that fails is said to have failed', async () => {
    const broken = {
      a: 1,
      [Symbol.for('Jupyter.display')]: () => {
        throw new Error('no view')
      },
    }
    expect(await textOf(broken)).toContain('[its display failed: Error: no view]')
  })
})

describe('pictures', () => {
  test('PNG bytes of any buffer type, with the size', async () => {
    const shown = { 'image/png': png.toString('base64'), 'text/plain': 'PNG picture, 1 × 1, 70 bytes' }
    expect(await bundleOf(png)).toEqual(shown)
    expect(await bundleOf(new Uint8Array(png))).toEqual(shown)
    expect(await bundleOf(new Uint8Array(png).buffer)).toEqual(shown)
    expect(await bundleOf(new Blob([png], { type: 'image/png' }))).toEqual(shown)
  })

  test('JPEG, GIF, WebP and SVG by their first bytes; other bytes stay bytes', async () => {
    const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffc0000b080010002001011100ffd9', 'hex')
    expect(await textOf(jpeg)).toBe('JPEG picture, 32 × 16, 35 bytes')
    expect(await textOf(Buffer.from('GIF89a\x02\0\x03\0', 'latin1'))).toBe('GIF picture, 2 × 3, 10 bytes')
    expect(Object.keys(await bundleOf(Buffer.from('RIFF\0\0\0\0WEBP', 'latin1')))).toEqual(['image/webp', 'text/plain'])
    expect(await bundleOf(Buffer.from('<?xml version="1.0"?>\n<svg/>'))).toMatchObject({
      'image/svg+xml': '<?xml version="1.0"?>\n<svg/>',
    })
    expect(await bundleOf(Buffer.from('<b>'))).toEqual({ 'text/plain': '<Buffer 3c 62 3e>' })
  })

  test('a canvas', async () => {
    expect(await bundleOf({ toDataURL: () => `data:image/png;base64,${png.toString('base64')}` })).toMatchObject({
      'image/png': png.toString('base64'),
    })
  })
})

describe('charts and documents', () => {
  const { document } = parseHTML('<html><body></body></html>')

  test('a Vega-Lite specification has the MIME types of its version and a static SVG', async () => {
    const spec = {
      $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
      data: { values: [{ a: 1 }] },
      mark: 'bar',
      encoding: { x: { field: 'a' } },
    }
    const bundle = await bundleOf(spec)
    expect(Object.keys(bundle)).toEqual([
      'application/vnd.vegalite.v6+json',
      'application/vnd.vegalite.v5+json',
      'text/plain',
      'image/svg+xml',
    ])
    const drawn = await new View(parse(compile(spec as Parameters<typeof compile>[0]).spec), {
      renderer: 'none',
    }).toSVG()
    expect(bundle['image/svg+xml']).toBe(drawn)
    expect(await bundleOf({ toSpec: () => spec })).toEqual(bundle)
  })

  test('data by address is not fetched for the picture: there is none then', async () => {
    const spec = {
      $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
      data: { url: 'http://127.0.0.1:9/x.json' },
      mark: 'bar',
      encoding: {},
    }
    expect(Object.keys(await bundleOf(spec))).toEqual(['application/vnd.vegalite.v5+json', 'text/plain'])
  })

  test('Observable Plot, with and without a figure, as HTML for the page and SVG for GitHub', async () => {
    for (const title of ['A title', undefined]) {
      const plot = Plot.plot({ document, title, marks: [Plot.barX([1, 2, 3])] })
      const bundle = await bundleOf(plot)
      expect(bundle['text/html']).toMatch(title ? /^<figure/ : /^<svg/)
      expect(bundle['image/svg+xml']).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" color="#767676"/)
    }
  })

  test('elements, documents and the older _toHtml', async () => {
    const element = document.createElement('b')
    element.textContent = 'x < y'
    expect(await bundleOf(element)).toEqual({ 'text/html': '<b>x &lt; y</b>', 'text/plain': 'x < y' })
    expect(await bundleOf({ _toHtml: () => '<i>old</i>' })).toMatchObject({ 'text/html': '<i>old</i>' })
  })
})

describe('tables', () => {
  test('arrays of records, of instances, with holes; Sets of records', async () => {
    class Animal {
      name = 'cat'
    }
    const withHole: unknown[] = [{ a: 1 }, null]
    withHole[3] = { a: 2 }
    for (const value of [[{ a: 1 }, { b: 2 }], [new Animal()], withHole, new Set([{ a: 1 }])]) {
      expect(Object.keys(await bundleOf(value))).toEqual([
        'text/plain',
        'text/html',
        'application/vnd.dataresource+json',
      ])
    }
  })

  test.each([
    ['numbers', [1, 2]],
    ['mixed', [1, { a: 2 }]],
    ['two classes', [new Map(), { a: 1 }]],
    ['errors', [new Error('x')]],
    ['nothing', []],
    ['arrays', [[1], [2]]],
    ['dates', [new Date(0)]],
    ['promises', [Promise.resolve(1)]],
  ])('%s are not a table', async (_, value) => {
    expect(Object.keys(await bundleOf(value))).toEqual(['text/plain'])
  })

  test('elements that know their table together', async () => {
    class Item {
      [Symbol.for('loopbook.table')](all: Item[]): MimeBundle {
        return { 'text/plain': `${all.length} items` }
      }
    }
    expect(await bundleOf([new Item(), new Item()])).toEqual({ 'text/plain': '2 items' })
  })

  test("a Map is a table of keys and values, its text is Node's", async () => {
    const bundle = await bundleOf(new Map([['a', { b: 1 }]]))
    expect(bundle['text/plain']).toBe("Map(1) { 'a' => { b: 1 } }")
    expect(bundle['text/html']).toContain('<th scope="row" dir="auto">a</th>')
  })

  test('a million rows of Arrow: the first and the last, with types', async () => {
    const column = Int32Array.from({ length: 1_000_000 }, (_, at) => at)
    expect(await textOf(tableFromArrays({ a: column, b: column }))).toMatchSnapshot()
  })

  test('typed arrays have a summary', async () => {
    expect(await textOf(Float64Array.of(1, 2, Number.NaN, 6))).toBe(
      'Float64Array(4) [ 1, 2, NaN, 6 ]\nmin 1 · mean 3 · max 6 · 1 NaN',
    )
    expect(await textOf(BigInt64Array.of(1n, 3n))).toBe('BigInt64Array(2) [ 1n, 3n ]\nmin 1 · mean 2 · max 3')
  })
})

describe('time, addresses, errors', () => {
  test('a Date and a DateTime in words, with the exact text', async () => {
    expect(await bundleOf(new Date(0))).toMatchObject({ 'text/plain': '1970-01-01T00:00:00.000Z' })
    const time = DateTime.fromISO('2026-11-24T03:34:16+02:00', { setZone: true })
    expect((await bundleOf(time))['text/html']).toContain(
      '<time datetime="2026-11-24T03:34:16.000+02:00" title="2026-11-24T03:34:16.000+02:00">24 Nov 2026, 03:34 +02:00</time>',
    )
    expect(await bundleOf(new Date(Number.NaN))).toEqual({ 'text/plain': 'Invalid Date' })
    expect(await textOf(DateTime.invalid('because'))).toContain('because')
  })

  test('a URL is a link if a page is behind it, and has no password', async () => {
    expect((await bundleOf(new URL('https://x.test/a?b&c')))['text/html']).toContain(
      '<a href="https://x.test/a?b&amp;c"',
    )
    expect(await bundleOf(new URL('javascript:alert(1)'))).toEqual({ 'text/plain': 'javascript:alert(1)' })
    expect(await bundleOf(new URL('https://ann:secret@x.test/'))).toEqual({ 'text/plain': 'https://***@x.test/' })
  })

  test("an Error has its message, the user's frames, causes and errors", async () => {
    const error = new AggregateError([new TypeError('inner')], 'many', { cause: new RangeError('deep') })
    error.stack = 'AggregateError: many\n    at cell:///3.ts:4:1\n    at node:internal/x:1:1'
    const text = await textOf(error)
    // The kernel's other thread puts the cell's own line there.
    expect(text).toContain('AggregateError: many\n    at cell:///3.ts:4:1\ncaused by RangeError: deep\n')
    expect((await bundleOf(error))['text/html']).toContain('at Cell [3]\n')
    expect(text).toContain('1. TypeError: inner')
    expect(text).not.toContain('node:internal')
  })
})

describe('values that are not there yet', () => {
  test.each([
    [
      'a pending promise',
      new Promise(() => {}),
      'Promise { <pending> }\nhint: a promise: add `await` to get its value',
    ],
    ['a kept promise', Promise.resolve(42), 'Promise { 42 }\nhint: a promise: add `await` to get its value'],
    [
      'a generator',
      (function* () {})(),
      'Object [Generator] {}\nhint: read it by `for (const one of …)`, or all by `[...…]`',
    ],
  ])('%s', async (_, value, text) => {
    expect(await textOf(value)).toBe(text)
  })

  test('a query that nobody ran', async () => {
    // oxlint-disable-next-line unicorn/no-thenable
    expect(await textOf({ sql: 'select 1', then: () => {} })).toContain('hint: not run yet: add `await`')
  })

  test('an async generator', async () => {
    expect(await textOf((async function* () {})())).toContain('for await (const one of …)')
  })
})

describe('hostile values', () => {
  test('anything at all: strings and JSON, bounded, the same each time', async () => {
    const anything = fc.anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withObjectString: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
      withUnicodeString: true,
    })
    await fc.assert(
      fc.asyncProperty(fc.oneof(anything, fc.array(fc.dictionary(fc.string(), anything))), async (value) => {
        const bundle = await toMimeBundle(value)
        expect(bundle === undefined).toBe(value === undefined)
        const sent = JSON.stringify(bundle ?? {})
        expect(JSON.stringify((await toMimeBundle(value)) ?? {})).toBe(sent)
        const texts = Object.values(bundle ?? {}).filter((data) => typeof data === 'string')
        expect(texts.filter((text) => !text.isWellFormed())).toEqual([])
        for (const data of Object.values(bundle ?? {})) expect(JSON.stringify(data).length).toBeLessThan(140_000)
      }),
      { numRuns: 500 },
    )
  })

  test.each(hostile())('%s: shown, never thrown, at most 64 KB a form', async (_, value) => {
    const bundle = await bundleOf(value)
    expect(typeof bundle['text/plain']).toBe('string')
    for (const data of Object.values(bundle)) {
      expect(JSON.stringify(data).length).toBeLessThanOrEqual(2 * 65_600)
    }
    const html = JSON.stringify(bundle['text/html'] ?? '')
    expect(/<script|<img|<iframe|=\s*\\"javascript:/i.exec(html)?.[0]).toBeUndefined()
  })
})
