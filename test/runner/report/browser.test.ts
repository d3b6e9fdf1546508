import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunnerEvent } from '../../../src/runner/events.ts'
import { HtmlReporter } from '../../../src/runner/report/html.ts'
import { accessibilityProblems, launch, withoutBrowser } from '../../browser.ts'
import { cell, events } from './events.ts'

const evil = `</script></style></pre></iframe>"'><script>alert(1)</script><img src="http://evil.test/p.png" onerror="alert(2)">`
const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(3)"><script>alert(4)</script><image href="http://evil.test/s.png"/></svg>`

const hostile: readonly RunnerEvent[] = [
  { type: 'run-start', at: evil, directory: '/', files: [evil], workers: 1 },
  { type: 'notebook-start', file: evil, path: `/${evil}`, kernel: evil, language: evil, cells: 1, attempt: 1 },
  cell(evil, 1, 'failed', {
    cell: { index: 0, codeIndex: 1, id: evil, name: evil, line: 1, tags: [evil] },
    source: evil,
    failure: {
      ename: evil,
      evalue: evil,
      traceback: [evil],
      hint: evil,
      mismatches: [{ output: 0, kind: 'changed', mime: 'text/html', expected: evil, actual: evil, diff: `- ${evil}` }],
    },
    outputs: [
      { output_type: 'display_data', data: { 'text/html': evil }, metadata: {} },
      { output_type: 'stream', name: 'stdout', text: evil },
    ],
  }),
  cell(evil, 2, 'passed', {
    source: '',
    outputs: [
      { output_type: 'display_data', data: { 'text/html': evil }, metadata: {} },
      { output_type: 'display_data', data: { 'image/svg+xml': svg }, metadata: {} },
      { output_type: 'display_data', data: { 'image/png': `"${evil}` }, metadata: {} },
      { output_type: 'display_data', data: { [evil]: evil }, metadata: {} },
    ],
  }),
  cell(evil, 3, 'skipped', { reason: evil }),
  {
    type: 'notebook-end',
    file: evil,
    path: evil,
    verdict: 'failed',
    durationMs: 1,
    counts: {},
    attempts: 1,
    saved: evil,
  },
  { type: 'run-end', durationMs: 1, notebooks: { failed: 1 }, cells: { failed: 1 }, exitCode: 1 },
]

function html(list: readonly RunnerEvent[]): string {
  const reporter = new HtmlReporter()
  return list.map((event) => reporter.report(event)).join('')
}

describe.skipIf(withoutBrowser())('the HTML report in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'report-'))
  // The debugger misses what sandboxed frames ask for and tells of what the policy has stopped: only the server knows.
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end()
  })
  let browser: Browser
  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    browser = await launch(`--host-resolver-rules=MAP evil.test 127.0.0.1:${port}`)
  })
  afterAll(async () => {
    await browser.close()
    server.close()
    rmSync(folder, { recursive: true })
  })

  async function open(content: string): Promise<{ page: Page; dialogs: string[] }> {
    const path = join(folder, 'hostile.html')
    writeFileSync(path, content)
    const page = await browser.newPage()
    const dialogs: string[] = []
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message())
      void dialog.dismiss()
    })
    await page.goto(pathToFileURL(path).href)
    await page.evaluate('for (const details of document.querySelectorAll("details")) details.open = true')
    await page.evaluate('scrollTo(0, document.body.scrollHeight)')
    await page.waitForLoadState('networkidle')
    for (const frame of page.frames()) await frame.waitForLoadState('load')
    return { page, dialogs }
  }

  test('hostile outputs, names and errors run nothing and fetch nothing', async () => {
    const { page, dialogs } = await open(html(hostile))
    expect(dialogs).toEqual([])
    expect(asked).toEqual([])
    expect(await page.locator('iframe').count()).toBeGreaterThan(0)
    // The text is shown, not swallowed.
    expect(await page.locator('pre.source').first().textContent()).toBe(evil)
  })

  test('the watch itself works: without the policy, the frames would ask', async () => {
    await open(html(hostile).replace('http-equiv="Content-Security-Policy"', 'name="none"'))
    await expect.poll(() => asked).toContain('/p.png')
  })

  test('accessible, in light and dark', async () => {
    const path = join(folder, 'report.html')
    writeFileSync(path, html(events))
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ colorScheme })
      await page.goto(pathToFileURL(path).href)
      expect(await accessibilityProblems(page)).toEqual([])
    }
  })
})
