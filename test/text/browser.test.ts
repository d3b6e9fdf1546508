// What text snapshots cannot prove: that real Chromium runs nothing and asks for nothing, and that axe finds no barrier.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { html as h, md as m, svg as v, toMimeBundle } from '../../kernel/display/index.ts'
import {
  changes,
  chips,
  fields,
  figure,
  heading,
  plot,
  progressHtml,
  sheet,
  tableBundle,
  tableHtml,
  tableOf,
  tree,
  viewBundle,
} from '../../src/text/index.ts'
import { accessibilityProblems, launch, openPage, withoutBrowser } from '../browser.ts'
import { expectHarmless } from '../harmless.ts'
import { gallery } from './gallery.ts'
import { hostile, hostileTexts } from './hostile.ts'

describe.skipIf(withoutBrowser())('in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  const harmless = (markup: string): Promise<void> => expectHarmless(browser, markup)

  test('the watch itself works: planted scripts and requests are seen', async () => {
    const { page, requests, incidents } = await openPage(
      browser,
      '<img src="http://evil.test/x.png"><a href="x" onclick="pwned()">x</a><script>pwned()</script>',
    )
    await page.waitForTimeout(50)
    expect(incidents.join('\n')).toMatch(/Content Security Policy|content security policy/)
    expect([...requests, ...incidents].join('\n')).toContain('evil.test')
    await page.context().close()
  })

  test.each(['<a href="javascript:pwned()">x</a>', '<b onclick="pwned()">x</b>', '<form></form>'])(
    'and %s is not let through',
    async (markup) => {
      await expect(harmless(markup)).rejects.toThrow('to deeply equal')
    },
  )

  test('every hostile value, as the kernel shows it', async () => {
    const bundles = await Promise.all(hostile().map(async ([, value]) => toMimeBundle(value)))
    await harmless(
      bundles
        .map((bundle) => bundle?.['text/html'])
        .filter((one) => typeof one === 'string')
        .join('\n'),
    )
  })

  test('every hostile text, in every place of every view', async () => {
    const everywhere = hostileTexts.map((text) => {
      const picture = { src: text, alt: text, width: 10, height: 10 }
      const view = viewBundle([
        heading(text, text, text),
        fields([
          { label: text, value: text },
          ...(['id', 'path', 'date', 'link', 'json', 'image', 'number'] as const).map((kind) => ({
            label: text,
            value: text,
            kind,
          })),
        ]),
        fields([
          { label: 'l', value: { href: text, text }, kind: 'link' },
          { label: 'i', value: picture, kind: 'image' },
        ]),
        tree(text, { [text]: { [text]: [text] } }),
        chips(text, [{ name: text, colour: text }]),
        figure(picture, [{ kind: 'box', left: 0, top: 0, right: 5, bottom: 5, label: text, colour: text }], {
          caption: text,
        }),
        sheet(text, [{ picture, name: text }]),
        changes(text, [{ name: text, field: text, before: text, after: { [text]: text } }]),
      ])
      const table = tableHtml({
        caption: text,
        footer: text,
        columns: [{ key: text, title: text, type: text }],
        rows: [{ [text]: text }],
      })
      const chart = plot.bars([{ name: text, value: 1 }], { title: text, unit: text })
      return (
        view['text/html'] +
        table +
        progressHtml({ title: text, done: 1, total: 2, seconds: 1, unit: text, stopped: text }) +
        chart.svg
      )
    })
    await harmless(everywhere.join('\n'))
  })

  test('every hostile text, put into html`…` and svg`…`', async () => {
    const tags = hostileTexts.map((text) =>
      [
        h`<p title="${text}" data-x=${text} class="${text}">
          ${text} ${[text]} ${{ [text]: text }} ${[{ [text]: text }]}
        </p>`,
        h`<a href="${text}">${text}</a><img alt="${text}" src="${text.startsWith('http') ? '' : text}" /><a
            href=${text}
            >x</a
          >`,
        h`<style>
            .x {
              width: ${10}px;
            }
          </style>
          ${m`${text}`}`,
        v`<svg width="10" height="10" aria-label="${text}"><a xlink:href="${text}"><text>${text}</text></a></svg>`,
      ].join(''),
    )
    // An img with a relative address would be a request by the author's own words: only addresses from values are judged here.
    await harmless(tags.join('\n').replaceAll(/<img [^>]*src="(?!data:|about:)[^"]*"[^>]*>/g, ''))
  })

  test('hostile tables stay inside their page at 400 pixels', async () => {
    const { page } = await openPage(
      browser,
      tableBundle(tableOf(hostileTexts.map((text) => ({ text, again: text }))))['text/html'],
      { width: 400 },
    )
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400)
    await page.context().close()
  })

  test('no accessibility problem in any renderer, light and dark, wide and narrow', async () => {
    const all = await gallery()
    for (const [dark, width] of [
      [false, 1600],
      [true, 400],
    ] as const) {
      const style = dark ? '<style>:root{color-scheme:dark;background:#111;color:#ddd}</style>' : ''
      const body = all.map(([name, markup]) => `<section aria-label="${name}">${markup}</section>`).join('\n')
      const { page, requests, incidents } = await openPage(browser, `${style}<h1>Gallery</h1>${body}`, { dark, width })
      expect(await accessibilityProblems(page)).toEqual([])
      expect([...requests, ...incidents]).toEqual([])
      await page.context().close()
    }
  })
})
