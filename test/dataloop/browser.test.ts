// Every view of the library in real Chromium, from real data: nothing runs, nothing is requested, axe finds no barrier, in
// light and dark, wide and narrow, and nothing is wider than its page. And what is left of it on a viewer that takes style,
// class and script away, as GitHub does.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessibilityProblems, launch, openPage, withoutBrowser } from '../browser.ts'
import { outputs } from './outputs.ts'
import type { Shown } from './outputs.ts'
import { openPlace } from './places.ts'
import type { Place } from './places.ts'

const dark = '<style>:root{color-scheme:dark;background:#111;color:#ddd}</style>'
// The page's text as it is read, and what shows pictures; code of the page, where this project's types know no document.
const readable = `(() => {
  for (const folded of document.querySelectorAll('details')) folded.open = true
  return document.querySelector('main').innerText
})()`

/** As GitHub's sanitiser leaves it: no style, no class, no data attributes, no SVG, no script. */
function sanitised(html: string): string {
  return html
    .replaceAll(/<style>[^]*?<\/style>|<svg\b[^]*?<\/svg>/g, '')
    .replaceAll(/\s(?:class|style|tabindex|role|aria-[\w-]+)="[^"]*"/g, '')
}

describe.skipIf(withoutBrowser())('every view of the library', () => {
  let browser: Browser
  let place: Place
  let all: Shown[]
  beforeAll(async () => {
    ;[browser, place] = await Promise.all([launch(), openPlace('in this process')])
    all = await outputs(place.dl)
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    await place.close()
  })

  test.each([
    ['light', 1600],
    ['light', 400],
    ['dark', 1600],
    ['dark', 400],
  ] as const)('has no accessibility problem and asks for nothing: %s, %i pixels', async (theme, width) => {
    // A chart alone is a picture in front ends, not part of the page.
    const drawn = (name: string, html: string): string =>
      html.startsWith('<svg')
        ? `<img alt="${name}" src="data:image/svg+xml,${encodeURIComponent(html)}" width="300">`
        : html
    const body = all.map(({ name, html }) => `<section aria-label="${name}">${drawn(name, html)}</section>`).join('\n')
    const { page, requests, incidents } = await openPage(
      browser,
      `${theme === 'dark' ? dark : ''}<h1>Outputs</h1>${body}`,
      { dark: theme === 'dark', width },
    )
    expect(await accessibilityProblems(page)).toEqual([])
    expect([...requests, ...incidents]).toEqual([])
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    await page.context().close()
  })

  test('without style, class and SVG still says what it says', async () => {
    const body = all.map(({ html }) => `<section>${sanitised(html)}</section>`)
    expect(body.join('')).not.toMatch(/\b(?:class|style)=/)
    const { page } = await openPage(browser, body.join('\n'))
    const words = await page.evaluate<string>(readable)
    await page.context().close()
    for (const said of [
      // captions, fields, the metadata that is folded, the counts of a bar, before and after, what to do next
      'Items of dataset Animals · 12 rows × 4 columns',
      '/people/playground.jpg',
      'season',
      ' UTC',
      'Adult',
      'progress by assignee',
      '100%',
      'metadata.user.reviewed',
      'nothing',
      'display.table(…, { head: 100 }) shows more',
      'did you mean',
    ])
      expect(words).toContain(said)
    // The counts of a bar are numbers in cells, beside the names of what they count.
    expect(words).toMatch(/name\s+completed\s+discard\s+open\s+share/)
    expect(words).toMatch(/ann@example\.test\s+2\s+1\s+0\s+100%/)
  })

  test('a table of items has their small pictures in it, and is under 64 KB with them', () => {
    for (const name of ['items', 'page of items', 'query', 'plain array of items']) {
      const { html } = all.find((one) => one.name === name)!
      expect(html.match(/<img src="data:image\/jpeg;base64,/g)?.length).toBeGreaterThanOrEqual(3)
      expect(html.length).toBeLessThan(65_536)
      // The name stands beside it: it needn't be said twice.
      expect(html).not.toMatch(/<img (?!src="[^"]*" alt="")/)
    }
  })

  test('is the same each time it is shown', async () => {
    const dataset = await place.dl.dataset({ project: 'Tutorial', name: 'Animals' })
    const show = async (): Promise<unknown> => {
      const view = (dataset.items as unknown as Record<symbol, () => Promise<unknown>>)[Symbol.for('Jupyter.display')]!
      return view.call(dataset.items)
    }
    expect(await show()).toEqual(await show())
  })
})
