// Every view of the library in real Chromium, from real data: nothing runs, nothing is requested, axe finds no barrier, in
// light and dark, wide and narrow, and nothing is wider than its page. And what is left of it on a viewer that takes style,
// class and script away, as GitHub does.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessibilityProblems, launch, openPage, withoutBrowser } from '../browser.ts'
import { expectHarmless } from '../harmless.ts'
import { toMimeBundle } from '../../kernel/display/index.ts'
import { hostileTexts } from '../text/hostile.ts'
import { outputs } from './outputs.ts'
import type { Shown } from './outputs.ts'
import { openPlace } from './places.ts'
import type { Place } from './places.ts'

// What hosts give their outputs: nothing, a dark page, the variables of VS Code's and JupyterLab's dark themes.
const themes = {
  light: '',
  dark: '<style>:root{color-scheme:dark;background:#111;color:#ddd}</style>',
  'VS Code dark':
    '<style>:root{--vscode-editor-foreground:#d4d4d4;--vscode-textLink-foreground:#3794ff;--vscode-font-family:system-ui;--vscode-editor-font-family:monospace}body{background:#1e1e1e;color:#ccc}</style>',
  'JupyterLab dark':
    '<style>:root{--jp-content-font-color1:rgba(255,255,255,1);--jp-content-link-color:#42a5f5;--jp-content-font-size1:14px;--jp-content-font-family:system-ui;--jp-code-font-family:monospace}body{background:#111;color:#fff}</style>',
} as const
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
    ['VS Code dark', 800],
    ['JupyterLab dark', 1200],
  ] as const)('has no accessibility problem and asks for nothing: %s, %i pixels', async (theme, width) => {
    // A chart alone is a picture in front ends, not part of the page.
    const drawn = (name: string, html: string): string =>
      html.startsWith('<svg')
        ? `<img alt="${name}" src="data:image/svg+xml,${encodeURIComponent(html)}" width="300">`
        : html
    const body = all.map(({ name, html }) => `<section aria-label="${name}">${drawn(name, html)}</section>`).join('\n')
    const { page, requests, incidents } = await openPage(browser, `${themes[theme]}<h1>Outputs</h1>${body}`, {
      dark: theme !== 'light',
      width,
    })
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

  test('is harmless, whatever the platform holds: names, labels, metadata, files that are no pictures', async () => {
    const project = await place.dl.projects.get({ name: 'Tutorial' })
    const dataset = await project.datasets.create({ name: '<script>pwned()</script>' })
    const nasty = hostileTexts.filter(
      (text) => text.trim() !== '' && !/[\p{Cc}\p{Cs}]/u.test(text) && text.length < 200,
    )
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="pwned()"><script>pwned()</script></svg>'
    for (const [at, text] of nasty.entries()) {
      const remoteName = `${at} ${text.replaceAll(/[/\\\p{Cc}]/gu, '_').slice(0, 60)}.svg`
      // eslint-disable-next-line no-await-in-loop
      const item = await dataset.items.upload(Buffer.from(svg), {
        name: remoteName,
        metadata: { user: { [text]: text } },
      })
      if (at < 12) await item.annotations.upload({ label: text.trim(), type: 'point', coordinates: { x: 1, y: 2 } })
    }
    const items = await dataset.items.all({ progress: false })
    expect(items).toHaveLength(nasty.length)
    const task = await dataset.tasks.create({
      name: '"><img src=x onerror=pwned()>',
      due: '2029-01-01',
      assignees: ['a@b.test'],
    })
    const values = [
      dataset,
      items,
      dataset.items.where({ name: '*<script>*' }),
      ...items,
      dataset.annotations,
      task,
      dataset.tasks,
      project,
      await dataset.items.update({ user: { '<b>': '<script>pwned()</script>' } }, { compare: 100 }),
      (await dataset.annotations.all({ progress: false })).countBy('label'),
      await project.datasets.get({ name: '<img src=x onerror=pwned()>' }).catch((error: unknown) => error),
    ]
    const shown = await Promise.all(values.map(async (value) => (await toMimeBundle(value)) ?? {}))
    await expectHarmless(
      browser,
      shown.map((bundle) => String(bundle['text/html'] ?? bundle['image/svg+xml'])).join('\n'),
    )
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
