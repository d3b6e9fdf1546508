// The debugger in a real JupyterLab in a real browser: the bug button, a breakpoint in the gutter, a cell that stands still with
// its call stack and variables, a step, and on to the end. With LOOPBOOK_PICTURES=folder there are pictures to look at.
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { launch, withoutBrowser } from '../browser.ts'
import { notebookText } from '../runner/workspace.ts'
import { startJupyterLab } from './jupyterlab.ts'
import { findPython } from './python.ts'

const cells = [
  'interface Animal { name: string; legs: number }\nfunction legs(animals: Animal[]): number {\n  let sum = 0\n  for (const animal of animals) {\n    sum += animal.legs\n  }\n  return sum\n}',
  "const zoo: Animal[] = [{ name: 'Otter', legs: 4 }, { name: 'Heron', legs: 2 }]\nconst all = legs(zoo)\nall + ' legs'",
]

test.skipIf(withoutBrowser())('JupyterLab debugs cells', { timeout: 300_000 }, async ({ skip }) => {
  const python = await findPython('jupyterlab')
  if (python.path === undefined) return skip(python.reason)
  await using lab = await startJupyterLab(python.path, { 'debug.ipynb': notebookText(cells) })
  const browser = await launch()
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } })
    await page.goto(`${lab.address}/doc/tree/debug.ipynb`)
    const cell = (number: number): Locator => page.locator('.jp-Notebook .jp-CodeCell').nth(number)
    await cell(1).waitFor({ timeout: 120_000 })
    await page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').waitFor({ timeout: 60_000 })

    // The button is there for kernels that say they have a debugger.
    await page.locator('.jp-NotebookPanel-toolbar .jp-DebuggerBugButton').click()
    await page.locator('.jp-NotebookPanel[data-jp-debugger="true"]').waitFor({ timeout: 30_000 })
    const gutter = (number: number, line: number): Locator =>
      cell(number)
        .locator('.cm-breakpoint-gutter .cm-gutterElement:not([style*="hidden"])')
        .nth(line - 1)
    await gutter(0, 5).click()
    await page.locator('.jp-DebuggerBreakpoints .jp-DebuggerBreakpoint').first().waitFor({ timeout: 20_000 })

    await cell(0).locator('.cm-content').click()
    await page.keyboard.press('Shift+Enter')
    await cell(0).getByText('[1]:').waitFor()
    await page.keyboard.press('Shift+Enter')
    await highlighted(page, cell(0), 'sum += animal.legs')
    const frames = page.locator('.jp-DebuggerCallstackFrame')
    await expect.poll(() => frames.count()).toBe(2)
    expect(await frames.first().innerText()).toMatch(/^legs\s.*:5$/)
    await expect.poll(() => variables(page)).toContain('sum\n0')
    await picture(page, 'jupyterlab-debugger')

    // A turn of the loop, as far as the line where it began.
    await page.locator('.jp-DebuggerSidebar [data-command="debugger:next"]').click()
    await highlighted(page, cell(0), 'for (const animal of animals)')
    await expect.poll(() => variables(page)).toContain('sum\n4')
    await page.locator('.jp-DebuggerSidebar [data-command="debugger:continue"]').click()
    await highlighted(page, cell(0), 'sum += animal.legs')
    await page.keyboard.press('F9')
    await cell(1).locator('.jp-OutputArea').getByText('6 legs').waitFor()
    await expect.poll(() => frames.count()).toBe(0)
    await expect.poll(() => variables(page)).toContain('all\n6')
    await picture(page, 'jupyterlab-debugger-after')
  } finally {
    await browser.close()
  }
})

async function highlighted(page: Page, cell: Locator, line: string): Promise<void> {
  await expect
    .poll(() => page.locator('.jp-DebuggerEditor-highlight').allInnerTexts(), { timeout: 20_000 })
    .toContainEqual(expect.stringContaining(line))
  expect(await cell.locator('.jp-DebuggerEditor-highlight').count()).toBe(1)
}

async function variables(page: Page): Promise<string> {
  return (await page.locator('.jp-DebuggerVariables-body').first().innerText()).replaceAll(/\n+/g, '\n')
}

async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['LOOPBOOK_PICTURES']
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) })
}
