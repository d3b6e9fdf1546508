// Pictures of our outputs for docs/pictures, made in headless Chromium: the HTML alone, narrow and wide, light and dark; and
// with `--lab <jupyter-lab>` JupyterLab itself, light and dark, showing a saved notebook. Looked at by people, compared by none.
//
//   node --conditions=loopbook-source scripts/screenshots.ts [--out docs/pictures]
//     [--lab /path/to/bin/jupyter-lab [--notebook executed.ipynb] [--height 2000]]
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { ownKernelspec } from '../src/client/index.ts'
import { launch } from '../test/browser.ts'
import { gallery } from '../test/text/gallery.ts'

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: fileURLToPath(new URL('../docs/pictures', import.meta.url)) },
    lab: { type: 'string' },
    notebook: { type: 'string' },
    height: { type: 'string', default: '3400' },
  },
})
const shown = new Set([
  'item',
  'items',
  'task',
  'dataset',
  'outcome',
  'records',
  'error',
  'promise',
  'progress',
  'plot',
])
const looks = [
  { name: 'light-400', width: 400, dark: false },
  { name: 'dark-400', width: 400, dark: true },
  { name: 'light-1600', width: 1600, dark: false },
  { name: 'dark-1600', width: 1600, dark: true },
] as const

mkdirSync(values.out, { recursive: true })
const browser = await launch()
try {
  for (const look of looks) await photographHtml(browser, look)
  if (values.lab) for (const dark of [false, true]) await photographLab(browser, values.lab, dark)
} finally {
  await browser.close()
}

async function outputs(): Promise<[name: string, html: string][]> {
  return (await gallery()).filter(([name]) => shown.has(name))
}

async function photographHtml(browser: Browser, look: (typeof looks)[number]): Promise<void> {
  const colours = look.dark ? 'color-scheme:dark;background:#111;color:#ddd' : 'background:#fff;color:#111'
  const columns = look.width > 1_000 ? 'columns:2;column-gap:40px' : ''
  const page = await browser.newPage({
    viewport: { width: look.width, height: 600 },
    colorScheme: look.dark ? 'dark' : 'light',
  })
  // A chart alone is a picture in front ends, not part of the page.
  const body = (await outputs()).map(([name, html]) => {
    const drawn = name === 'plot' ? `<img alt="" src="data:image/svg+xml,${encodeURIComponent(html)}">` : html
    return `<section style="break-inside:avoid;margin:0 0 24px">${drawn}</section>`
  })
  const style = `:root{${colours};font:14px/1.5 system-ui,sans-serif}main{${columns}}main>section>img{max-width:100%}`
  await page.setContent(
    `<!doctype html><html lang="en"><head><style>${style}</style></head><body><main>${body.join('')}</main></body></html>`,
  )
  await photograph(page, `outputs-${look.name}`)
  await page.close()
}

/** A server of its own, with settings of its own, that shows the outputs as a notebook saved them. */
async function photographLab(browser: Browser, command: string, dark: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'screenshots-'))
  const settings = join(folder, 'settings')
  const write = (path: string, content: unknown): void => {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, JSON.stringify(content))
  }
  write(join(folder, 'outputs.ipynb'), await notebook())
  write(join(settings, '@jupyterlab/apputils-extension/themes.jupyterlab-settings'), {
    theme: dark ? 'JupyterLab Dark' : 'JupyterLab Light',
  })
  write(join(settings, '@jupyterlab/apputils-extension/notification.jupyterlab-settings'), {
    fetchNews: 'false',
    checkForUpdates: false,
  })
  write(join(settings, '@jupyterlab/notebook-extension/tracker.jupyterlab-settings'), { windowingMode: 'none' })
  const { argv, displayName, language, interruptMode } = ownKernelspec()
  const spec = { argv, display_name: displayName, language, interrupt_mode: interruptMode }
  write(join(folder, 'jupyter', 'kernels', 'loopbook', 'kernel.json'), spec)
  const env = {
    ...process.env,
    HOME: folder,
    JUPYTER_PATH: join(folder, 'jupyter'),
    JUPYTERLAB_SETTINGS_DIR: settings,
    JUPYTER_CONFIG_DIR: join(folder, 'config'),
  }
  // An untrusted notebook's HTML is taken apart by the front end: this one is trusted, as one's own is.
  spawnSync(join(dirname(command), 'jupyter'), ['trust', join(folder, 'outputs.ipynb')], { env })
  const port = await freePort()
  const options = [
    '--no-browser',
    '--allow-root',
    `--port=${port}`,
    '--IdentityProvider.token=',
    `--ServerApp.root_dir=${folder}`,
  ]
  const server = spawn(command, options, { env, stdio: 'ignore', detached: true })
  try {
    const address = `http://127.0.0.1:${port}`
    for (let tries = 0; tries < 120; tries++) {
      if (
        await fetch(`${address}/api`).then(
          (answer) => answer.ok,
          () => false,
        )
      )
        break
      await wait(500)
    }
    const page = await browser.newPage({ viewport: { width: 1_200, height: Number(values.height) } })
    await page.goto(`${address}/doc/tree/outputs.ipynb`)
    await page.waitForSelector('.jp-OutputArea-output', { timeout: 60_000 })
    await wait(4_000)
    await photograph(page, dark ? 'jupyterlab-dark' : 'jupyterlab-light')
    await page.close()
  } finally {
    if (server.pid) process.kill(-server.pid, 'SIGTERM')
    await wait(1_000)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The executed one that was given, else one of the outputs; in the name of our kernel, which needn't be installed. */
async function notebook(): Promise<object> {
  const kernelspec = { name: 'loopbook', display_name: 'TypeScript (Loopbook)', language: 'typescript' }
  if (values.notebook) {
    const saved = JSON.parse(readFileSync(values.notebook, 'utf8')) as { metadata: object }
    return { ...saved, metadata: { ...saved.metadata, kernelspec } }
  }
  const cells = (await outputs()).map(([name, html], at) => ({
    cell_type: 'code',
    id: `cell-${at}`,
    execution_count: at + 1,
    metadata: {},
    source: `// ${name}`,
    outputs: [
      {
        output_type: 'execute_result',
        execution_count: at + 1,
        metadata: {},
        data: { [name === 'plot' ? 'image/svg+xml' : 'text/html']: html, 'text/plain': name },
      },
    ],
  }))
  return { cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** WebP, made by Chromium itself: a fifth of a PNG. */
async function photograph(page: Page, name: string): Promise<void> {
  const png = await page.screenshot({ fullPage: true })
  const url = await page.evaluate<string>(`(async () => {
    const picture = new Image()
    picture.src = 'data:image/png;base64,${png.toString('base64')}'
    await picture.decode()
    const canvas = Object.assign(document.createElement('canvas'), { width: picture.width, height: picture.height })
    canvas.getContext('2d').drawImage(picture, 0, 0)
    return canvas.toDataURL('image/webp', 0.5)
  })()`)
  writeFileSync(join(values.out, `${name}.webp`), Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'))
}
