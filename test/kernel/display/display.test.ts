import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, describe, expect, test } from 'vitest'
import {
  createDenoJupyter,
  createDisplay,
  createTslabModule,
  html,
  installDisplayHook,
  toMimeBundle,
} from '../../../kernel/display/index.ts'
import type { Display, DisplayMessage } from '../../../kernel/display/index.ts'
import type * as Tslab from 'tslab'
import { createProgress } from '../../../src/text/index.ts'

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

function recording(): { display: Display; sent: DisplayMessage[] } {
  const sent: DisplayMessage[] = []
  return { sent, display: createDisplay((message) => void sent.push(message)) }
}

describe('display', () => {
  test('shows now, updates in place', () => {
    const { display, sent } = recording()
    const handle = display({ a: 1 })
    handle.update('two').update(html`<b>${3}</b>`)
    expect(sent.map(({ kind, data }) => [kind, data?.['text/plain']])).toEqual([
      ['display', '{ a: 1 }'],
      ['update', "'two'"],
      ['update', '3'],
    ])
    expect(new Set(sent.map((message) => message.displayId))).toEqual(new Set([handle.displayId]))
  })

  test("a handle as a cell's last value shows nothing", () => {
    expect(toMimeBundle(recording().display(1))).toBeUndefined()
  })

  test('under a name of its own, and as an update of it', () => {
    const { display, sent } = recording()
    display(1, { displayId: 'bar' })
    display(2, { display_id: 'bar', update: true })
    expect(sent.map(({ kind, displayId }) => [kind, displayId])).toEqual([
      ['display', 'bar'],
      ['update', 'bar'],
    ])
  })

  test('a view that takes time has its place at once and settles', async () => {
    const { display, sent } = recording()
    display({ [Symbol.for('Jupyter.display')]: async () => ({ 'text/plain': 'late' }) })
    display('next')
    expect(sent.map((message) => message.data?.['text/plain'])).toEqual(['…', "'next'"])
    await display.settled()
    expect(sent[2]).toMatchObject({ kind: 'update', displayId: sent[0]?.displayId, data: { 'text/plain': 'late' } })
  })

  test('updates keep their order, slow ones and quick ones', async () => {
    const { display, sent } = recording()
    const handle = display(1)
    handle.update({ [Symbol.for('Jupyter.display')]: async () => ({ 'text/plain': 'slow' }) })
    handle.update('quick')
    await handle.ready
    expect(sent.map((message) => message.data?.['text/plain'])).toEqual(['1', 'slow', "'quick'"])
  })

  test('every way of showing one MIME type', () => {
    const { display, sent } = recording()
    display.html('<b>x</b>')
    display.markdown('*x*')
    display.svg('<svg></svg>')
    display.latex('$x$')
    display.json({ a: [1] })
    display.javascript('1')
    display.png(png, { alt: 'a dot', width: 10 })
    display.jpeg(png.toString('base64'))
    display.pdf(Buffer.from('%PDF'))
    display.text('x')
    display.raw('application/x', 'y')
    display({ 'text/html': '<i>' }, { raw: true, metadata: { isolated: true } })
    display.table([{ a: 1 }])
    display.clearOutput({ wait: true })
    expect(sent.map((message) => message.data && Object.keys(message.data)[0])).toEqual([
      'text/html',
      'text/markdown',
      'image/svg+xml',
      'text/latex',
      'application/json',
      'application/javascript',
      'image/png',
      'image/jpeg',
      'application/pdf',
      'text/plain',
      'application/x',
      'text/html',
      'text/plain',
      undefined,
    ])
    expect(sent[6]).toMatchObject({
      data: { 'text/plain': 'a dot' },
      metadata: { 'image/png': { alt: 'a dot', width: 10 } },
    })
    expect(sent[11]).toMatchObject({ data: { 'text/html': '<i>' }, metadata: { isolated: true } })
    expect(sent[13]).toEqual({ kind: 'clear', wait: true })
  })

  test('a picture from a path, an address, a stream, a Blob; nothing else, and nothing from the network', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'display-'))
    try {
      writeFileSync(join(folder, 'dot.png'), png)
      const { display, sent } = recording()
      display.image(join(folder, 'dot.png'))
      display.image(`data:image/png;base64,${png.toString('base64')}`, { alt: 'dot' })
      display.image(Readable.from([png.subarray(0, 10), png.subarray(10)]))
      display.image(new Blob([png], { type: 'image/png' }))
      display.image({ [Symbol.for('loopbook.picture')]: async () => ({ bytes: png, alt: 'an item' }) })
      await display.settled()
      const pictures = sent.filter((message) => message.data?.['image/png'])
      expect(pictures.map((message) => message.data?.['image/png'])).toEqual(
        Array.from({ length: 5 }, () => png.toString('base64')),
      )
      expect(pictures[0]).toMatchObject({
        metadata: { 'image/png': { alt: 'dot.png' } },
        data: { 'text/plain': 'dot.png (PNG picture, 1 × 1, 70 bytes)' },
      })
      expect(() => display.image(Buffer.from('no'))).toThrow('This is no PNG, JPEG, GIF, WebP or SVG picture.')
      expect(() => display.image('https://x.test/a.png')).toThrow(
        'hint: display.image(await (await fetch(address)).blob())',
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('the hook for libraries', () => {
  let remove = (): void => {}
  afterEach(() => remove())

  test('progress bars of libraries show through it, in one place', () => {
    const sent: DisplayMessage[] = []
    remove = installDisplayHook((message) => void sent.push(message))
    const bar = createProgress({ title: 'Upload', total: 2 })
    bar.advance()
    bar.done()
    expect(sent.map((message) => message.kind)).toEqual(['display', 'update'])
    expect(sent[0]?.displayId).toBe(sent[1]?.displayId)
    expect(sent[1]?.data?.['text/html']).toContain('<progress aria-label="Upload" value="1" max="1">')
  })
})

test('inner bars of a loop share one place, bars side by side have their own', () => {
  const sent: DisplayMessage[] = []
  const remove = installDisplayHook((message) => void sent.push(message))
  try {
    const outer = createProgress({ title: 'outer', total: 3 })
    for (let at = 0; at < 3; at++) createProgress({ title: `inner ${at}`, total: 1, leave: false }).done()
    outer.done()
    createProgress({ title: 'alone', leave: false }).done()
    const [first, second] = [createProgress({ title: 'a', leave: false }), createProgress({ title: 'b', leave: false })]
    first.done()
    second.done()
  } finally {
    remove()
  }
  const places = (title: string): Set<unknown> =>
    new Set(
      sent
        .filter((message) => JSON.stringify(message.data?.['text/plain']).startsWith(`"${title}`))
        .map((one) => one.displayId),
    )
  expect(places('inner')).toHaveProperty('size', 1)
  expect(places('alone').isDisjointFrom(places('inner'))).toBe(true)
  expect(places('outer').isDisjointFrom(places('inner'))).toBe(true)
  expect(places('a').isDisjointFrom(places('b'))).toBe(true)
})

describe('tslab', () => {
  test('has the API of the real package, by its types', () => {
    const { display } = recording()
    const module: Omit<typeof Tslab, 'default'> = createTslabModule(display, { typescript: '7.0.2' })
    expect(module.versions).toEqual({ tslab: '1.0.22 (loopbook)', typescript: '7.0.2', node: process.version })
  })

  test('sends exactly one MIME type a call, bytes as base64, and returns nothing', () => {
    const { display, sent } = recording()
    const tslab = createTslabModule(display)
    expect(tslab.display.html('<b>')).toBeUndefined()
    tslab.display.javascript('1')
    tslab.display.png(new Uint8Array(png))
    tslab.display.raw('text/x', 'y')
    expect(sent.map((message) => message.data)).toEqual([
      { 'text/html': '<b>' },
      { 'text/javascript': '1' },
      { 'image/png': png.toString('base64') },
      { 'text/x': 'y' },
    ])
    expect(sent.every((message) => message.kind === 'display')).toBe(true)
  })

  test('newDisplay() overwrites its own output', () => {
    const { display, sent } = recording()
    const bar = createTslabModule(display).newDisplay()
    bar.text('1')
    bar.html('2')
    expect(sent.map((message) => message.kind)).toEqual(['display', 'update'])
    expect(sent[0]?.displayId).toBe(sent[1]?.displayId)
  })
})

describe('Deno.jupyter', () => {
  test('display, raw bundles, updates, tags that escape nothing, image, format, broadcast', async () => {
    const { display, sent } = recording()
    const broadcasts: unknown[] = []
    const jupyter = createDenoJupyter(display, (...all) => void broadcasts.push(all))
    await jupyter.display({ 'text/html': '<b>' }, { raw: true })
    await jupyter.display(jupyter.html`<i>${'<u>'}${undefined}</i>`, { display_id: 'x', update: true })
    await jupyter.display(jupyter.md`# hi`)
    await jupyter.broadcast('clear_output', { wait: true })
    expect(sent.map(({ kind, data }) => [kind, data?.['text/html'] ?? data?.['text/markdown']])).toEqual([
      ['display', '<b>'],
      ['update', '<i><u></i>'],
      ['display', '# hi'],
    ])
    expect(jupyter.image(png)[jupyter.$display]()).toEqual({ 'image/png': png.toString('base64') })
    expect(() => jupyter.image(Buffer.from('no'))).toThrow('Object is not a valid image')
    expect(await jupyter.format({ [Symbol.for('Jupyter.display')]: () => ({ 'text/plain': 'x' }) })).toEqual({
      'text/plain': 'x',
    })
    expect(broadcasts).toEqual([['clear_output', { wait: true }]])
  })
})
