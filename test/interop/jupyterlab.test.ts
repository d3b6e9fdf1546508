// A real JupyterLab in a real browser: the warning about a type comes after the cell has ended, and JupyterLab shows it under the
// cell that caused it, also when another one has run meanwhile, and saves it with the notebook. With LOOPBOOK_PICTURES=folder
// there is a picture to look at.
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { launch, withoutBrowser } from '../browser.ts'
import { notebookText } from '../runner/workspace.ts'
import { startJupyterLab } from './jupyterlab.ts'
import { findPython } from './python.ts'

const warning = "Type 'string' is not assignable to type 'number'."

test.skipIf(withoutBrowser())('JupyterLab keeps warnings that come late', { timeout: 300_000 }, async ({ skip }) => {
  const python = await findPython('jupyterlab')
  if (python.path === undefined) return skip(python.reason)
  const cells = [
    'const first: number = "text"',
    "console.log('the second cell')",
    'const third: number = "text"',
    'const done = await new Promise<string>((go) => setTimeout(go, 1500, "the fourth cell"))\ndone',
  ]
  await using lab = await startJupyterLab(python.path, { 'late.ipynb': notebookText(cells) })
  const browser = await launch()
  try {
    const page = await browser.newPage({ viewport: { width: 1100, height: 900 } })
    const frames = listen(page)
    await page.goto(`${lab.address}/doc/tree/late.ipynb`)
    await page.locator('.jp-Notebook .jp-CodeCell').nth(3).waitFor({ timeout: 120_000 })
    await kernelIdle(page)
    const outputs = (cell: number): Locator =>
      page.locator('.jp-Notebook .jp-CodeCell').nth(cell).locator('.jp-Cell-outputArea')

    // From top to bottom, as fast as JupyterLab goes: both cells with an error have ended when their checks begin.
    await page.locator('.jp-Notebook .jp-CodeCell').first().locator('.cm-content').click()
    for (let cell = 0; cell < cells.length; cell++) await page.keyboard.press('Shift+Enter')
    await outputs(3).getByText('the fourth cell').waitFor()
    await outputs(0).getByText(warning).waitFor()
    await outputs(2).getByText(warning).waitFor()
    const came = frames.findIndex(({ type, text }) => type === 'stream' && text.includes('not assignable'))
    const before = frames.slice(0, came)
    expect(before.some(({ parent, text }) => parent === frames[came]!.parent && /"idle"/.test(text))).toBe(true)
    expect(before.some(({ type, text }) => type === 'stream' && text.includes('the second cell'))).toBe(true)
    expect((await outputs(1).innerText()).trim()).toBe('the second cell')
    expect(await outputs(3).innerText()).not.toContain(warning)
    for (const cell of [0, 2]) expect(await outputs(cell).innerText()).toMatch(/Cell \[\d\], line 1[\s\S]*\^/)

    // Once warm: one cell alone, which is idle at once, and the warning a moment later.
    await page.locator('.jp-Notebook .jp-CodeCell').nth(2).locator('.cm-content').click()
    await page.keyboard.press('Control+Enter')
    await page.getByText('[5]:').first().waitFor()
    await outputs(2).getByText(warning).waitFor()
    expect((await outputs(2).innerText()).split(warning)).toHaveLength(2)

    const folder = process.env['LOOPBOOK_PICTURES']
    if (folder) await page.screenshot({ path: join(folder, 'jupyterlab-late-warning.png') })
    await page.keyboard.press('Control+s')
    await expect.poll(() => lab.read('late.ipynb').split(warning).length, { timeout: 20_000 }).toBe(3)
  } finally {
    await browser.close()
  }
})

async function kernelIdle(page: Page): Promise<void> {
  await page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').waitFor({ timeout: 60_000 })
}

/** What came over JupyterLab's own socket, in order: type, parent's id and the whole text of each message. */
function listen(page: Page): Frame[] {
  const frames: Frame[] = []
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      const text = payload.toString()
      const [, parent = ''] = [...text.matchAll(/"msg_id":\s*"([^"]+)"/g)].map(([, id]) => id!)
      const type = /"msg_type":\s*"(\w+)"/.exec(text)?.[1] ?? ''
      frames.push({ type, parent, text })
    }),
  )
  return frames
}

interface Frame {
  type: string
  parent: string
  text: string
}
