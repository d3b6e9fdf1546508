// The course as it is saved: its outputs are those that the code of today makes, and a viewer without kernel and without
// script (nbconvert's HTML) shows each of them as a live notebook does.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Output } from '../../src/notebook/index.ts'
import { runNotebooks } from '../../src/runner/index.ts'
import { launch, openPage, withoutBrowser } from '../browser.ts'
import { findPython, root, runPython } from './python.ts'

const folder = join(root, 'notebooks')
const chapters = readdirSync(folder).filter((file) => file.endsWith('.ipynb'))
const python = await findPython()

interface Saved {
  cells: { cell_type: string; outputs?: Output[] }[]
}

function outputsOf(chapter: string): Output[] {
  const { cells } = JSON.parse(readFileSync(join(folder, chapter), 'utf8')) as Saved
  return cells.flatMap(({ outputs = [] }) => outputs)
}

/** The saved form of a MIME type, whose lines may stand apart. */
function saved(outputs: readonly Output[], mime: string): string[] {
  return outputs.flatMap((output) => {
    const found = 'data' in output ? (output.data as Record<string, string | string[]>)[mime] : undefined
    return found === undefined ? [] : [[found].flat().join('')]
  })
}

test('the saved outputs are what the course shows today (mend by -u, see CONTRIBUTING.md)', async () => {
  const home = mkdtempSync(join(tmpdir(), 'loopbook-course-'))
  try {
    // One after the other: later chapters build on what earlier ones left in the home.
    const nobodys = { DATALOOP_URL: '', DATALOOP_TOKEN: '', DATALOOP_API_KEY: '', DATALOOP_EMAIL: '' }
    const settings = { check: 'all', onError: 'continue', env: { ...nobodys, LOOPBOOK_HOME: home } } as const
    const { exitCode, notebooks } = await runNotebooks({
      directory: root,
      patterns: ['notebooks'],
      workers: 1,
      settings,
    })
    const failed = notebooks.flatMap(({ cells }) =>
      cells
        .filter(({ verdict }) => verdict !== 'passed')
        .map(({ file, cell, reason }) => `${file}:${cell.line} ${reason ?? 'was not run'}`),
    )
    expect(failed).toEqual([])
    expect([exitCode, notebooks.length]).toEqual([0, chapters.length])
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}, 120_000)

/** Lines that the reader of a stream or an error sees. */
function linesOf(output: Output): string[] {
  if ('text' in output) return [[output.text].flat().join('')]
  if (!('traceback' in output)) return []
  const { traceback } = output as { traceback: readonly string[] }
  return stripVTControlCharacters(traceback.join('\n')).split('\n')
}

// Code of the page, where this project's types know no document.
const shownOutputs = `[...document.querySelectorAll('.loopbook')].map((output) => {
  for (const folded of output.querySelectorAll('details')) folded.open = true
  const number = output.querySelector('td.lb-number')
  const caption = output.querySelector('caption')
  return {
    text: output.innerText,
    pictures: [...output.querySelectorAll('img,image')].filter((one) => one.getBoundingClientRect().width > 0).length,
    right: number ? getComputedStyle(number).textAlign : 'end',
    weight: caption ? getComputedStyle(caption).fontWeight : '600',
    inside: output.getBoundingClientRect().right <= document.documentElement.clientWidth + 1,
  }
})`

describe.skipIf(withoutBrowser() || python.path === undefined)('nbconvert without a kernel', () => {
  let browser: Browser
  let out: string
  /** What nbconvert's own page asks for, whatever is in it. */
  let theirs: string[]
  beforeAll(async () => {
    out = mkdtempSync(join(tmpdir(), 'loopbook-nbconvert-'))
    const empty = join(out, 'empty.ipynb')
    writeFileSync(empty, JSON.stringify({ cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 }))
    const files = [empty, ...chapters.map((chapter) => join(folder, chapter))]
    const { code, output } = await runPython(python.path!, [
      '-m',
      'nbconvert',
      '--to',
      'html',
      '--output-dir',
      out,
      ...files,
    ])
    if (code !== 0) throw new Error(output)
    browser = await launch()
    theirs = (await open('empty.ipynb')).requests
  }, 280_000)
  afterAll(async () => {
    await browser?.close()
    rmSync(out, { recursive: true, force: true })
  })

  async function open(notebook: string): Promise<{ page: Page; requests: string[] }> {
    const context = await browser.newContext({ viewport: { width: 1_000, height: 800 }, javaScriptEnabled: false })
    const page = await context.newPage()
    const requests: string[] = []
    const address = 'http://notebook.test/'
    await page.route('**/*', (route) => {
      const url = route.request().url()
      const body = (): string => readFileSync(join(out, `${basename(notebook, '.ipynb')}.html`), 'utf8')
      if (url === address) return route.fulfill({ body: body(), contentType: 'text/html; charset=utf-8' })
      requests.push(url)
      return route.abort()
    })
    await page.goto(address)
    return { page, requests }
  }

  test.each(chapters)('%s looks as it does live', async (chapter) => {
    const outputs = outputsOf(chapter)
    const html = saved(outputs, 'text/html')
    const { page, requests } = await open(chapter)
    const shown = await page.evaluate<object[]>(shownOutputs)
    const words = await page.evaluate<string>('document.body.innerText')
    const pictures = await page.evaluate<number>(
      `[...document.querySelectorAll('.jp-OutputArea img, .jp-OutputArea svg')].filter((one) => one.getBoundingClientRect().width > 0).length`,
    )
    await page.context().close()
    expect(requests.filter((url) => !theirs.includes(url))).toEqual([])

    const live = await openPage(browser, html.join('\n'), { width: 1_000 })
    expect(shown).toEqual(await live.page.evaluate<object[]>(shownOutputs))
    expect([...live.requests, ...live.incidents]).toEqual([])
    await live.page.context().close()
    expect(shown).toHaveLength(html.filter((markup) => markup.includes('class="loopbook"')).length)
    for (const output of shown) expect(output).toMatchObject({ weight: '600', inside: true })
    expect(pictures).toBeGreaterThanOrEqual(saved(outputs, 'image/svg+xml').length)

    const read = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()
    const missing = outputs.flatMap(linesOf).filter((line) => !read(words).includes(read(line)))
    expect(missing).toEqual([])
  })
})
