// A JupyterLab of a test's own: its server on a free port, with our kernels, settings of its own and nothing of the user's.
//
//   await using lab = await startJupyterLab(python, { 'a.ipynb': text });  await page.goto(`${lab.address}/doc/tree/a.ipynb`)
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { installForTests } from './kernelspecs.ts'

export interface JupyterLab extends AsyncDisposable {
  readonly address: string
  read(file: string): string
}

export async function startJupyterLab(python: string, files: Readonly<Record<string, string>>): Promise<JupyterLab> {
  const folder = mkdtempSync(join(tmpdir(), 'loopbook-lab-'))
  const kernels = installForTests()
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  for (const [name, text] of Object.entries(files)) write(join('root', name), text)
  const quiet = '{ "fetchNews": "false", "checkForUpdates": false }'
  write('settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings', quiet)
  const port = await freePort()
  const options = [
    '--no-browser',
    '--allow-root',
    `--port=${port}`,
    '--ServerApp.port_retries=0',
    '--IdentityProvider.token=',
    `--ServerApp.root_dir=${join(folder, 'root')}`,
  ]
  const server = spawn(python, ['-m', 'jupyterlab', ...options], {
    stdio: 'ignore',
    env: {
      ...process.env,
      HOME: folder,
      JUPYTER_PATH: kernels.path,
      JUPYTERLAB_SETTINGS_DIR: join(folder, 'settings'),
      JUPYTER_CONFIG_DIR: join(folder, 'config'),
      JUPYTER_RUNTIME_DIR: join(folder, 'runtime'),
      LOOPBOOK_HISTORY: join(folder, 'history.sqlite'),
    },
  })
  const address = `http://127.0.0.1:${port}`
  for (let tries = 0; !(await answers(address)); tries++) {
    if (tries === 300 || server.exitCode !== null) throw new Error(`JupyterLab does not start (${server.exitCode}).`)
    await sleep(200)
  }
  return {
    address,
    read: (file) => readFileSync(join(folder, 'root', file), 'utf8'),
    async [Symbol.asyncDispose]() {
      const ended = once(server, 'exit')
      // Asked once it ends its kernels, and then itself.
      server.kill('SIGTERM')
      await Promise.race([ended, sleep(10_000, undefined, { ref: false })])
      server.kill('SIGKILL')
      kernels.remove()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function answers(address: string): Promise<boolean> {
  try {
    return (await fetch(`${address}/api`)).ok
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
