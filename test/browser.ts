// Real Chromium for tests: pages made of our HTML under a strict Content-Security-Policy, watched for scripts that run and
// for anything that is requested. Without a Chromium on the machine such tests are skipped, and fail where CI is set.
//
//   const page = await openPage(html); expect(page.requests).toEqual([])
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

/** CHROMIUM_PATH, else the first one on the PATH. */
export function findChromium(): string | undefined {
  const given = process.env['CHROMIUM_PATH']
  if (given) return given
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path))
}

/** True if browser tests must be skipped; throws where that would hide a failure. */
export function withoutBrowser(): boolean {
  if (findChromium()) return false
  const message = 'no Chromium: apt-get install chromium, or set CHROMIUM_PATH'
  if (process.env['CI']) throw new Error(message)
  console.warn(`browser tests are skipped: ${message}`)
  return true
}

export async function launch(...flags: string[]): Promise<Browser> {
  const { chromium } = await import('playwright-core')
  const executablePath = findChromium()
  if (!executablePath) throw new Error('no Chromium')
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', ...flags] })
}

export interface Watched {
  page: Page
  /** Addresses that the page asked for, beyond itself and data:. */
  requests: string[]
  /** What broke the policy, was logged as an error, opened a dialog or set the marker. */
  incidents: string[]
}

/** Styles and data: pictures only, as the strictest hosts have it. */
export const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

export async function openPage(
  browser: Browser,
  body: string,
  options: { width?: number; dark?: boolean } = {},
): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1000, height: 800 },
    colorScheme: options.dark ? 'dark' : 'light',
  })
  const page = await context.newPage()
  const watched: Watched = { page, requests: [], incidents: [] }
  page.on('console', (message) => watched.incidents.push(`console: ${message.text()}`))
  page.on('pageerror', (error) => watched.incidents.push(`error: ${error.message}`))
  page.on('dialog', (dialog) => {
    watched.incidents.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  const address = 'http://notebook.test/'
  await page.route('**/*', (route) => {
    const url = route.request().url()
    if (url === address) {
      const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Output</title></head><body><main>${body}</main></body></html>`
      return route.fulfill({ body: html, contentType: 'text/html', headers: { 'content-security-policy': policy } })
    }
    watched.requests.push(url)
    return route.abort()
  })
  await page.goto(address)
  return watched
}

/** Violations of WCAG A and AA and of axe's best practices, as sentences. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  // evaluate() goes through the debugger, which the page's policy doesn't bind.
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; help: string; nodes: { html: string }[] }[] }> }
    }
    const { violations } = await axe.run()
    return violations.map((found) => `${found.id}: ${found.help} (${found.nodes[0]?.html.slice(0, 200)})`)
  })
}
