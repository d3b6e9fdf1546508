// A platform in a folder of its own for one test file, and requests to it.
//
//   const home = await openHome(); const { status, body } = await home.call('GET', '/projects'); await home.close()
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPlatform, type Platform } from '../../src/platform/index.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- answers are looked into freely
export type Any = any

export interface Home {
  directory: string
  platform: Platform
  call(method: string, path: string, body?: unknown): Promise<{ status: number; body: Any; headers: Headers }>
  /** The body of an answer that must be fine. */
  ok(method: string, path: string, body?: unknown): Promise<Any>
  raw(method: string, path: string, init?: RequestInit): Promise<Response>
  upload(datasetId: string, path: string, content: string, metadata?: object, mode?: string): Promise<Any>
  close(): Promise<void>
}

export async function openHome(options: { sample?: boolean; now?: () => Date } = {}): Promise<Home> {
  const directory = mkdtempSync(join(tmpdir(), 'platform-'))
  const platform = await openPlatform({ directory, ...options })
  const raw: Home['raw'] = async (method, path, init = {}) =>
    platform.fetch(
      new Request(platform.url + path, {
        method,
        ...init,
        headers: { authorization: `Bearer ${platform.token}`, ...(init.headers as Record<string, string> | undefined) },
      }),
    )
  const call: Home['call'] = async (method, path, body) => {
    const init =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    const response = await raw(method, path, init)
    const text = await response.text()
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers }
  }
  const ok: Home['ok'] = async (method, path, body) => {
    const answer = await call(method, path, body)
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  return {
    directory,
    platform,
    raw,
    call,
    ok,
    async upload(datasetId, path, content, metadata, mode = 'skip') {
      const form = new FormData()
      form.append('type', 'file')
      form.append('path', path)
      if (metadata) form.append('metadata', JSON.stringify(metadata))
      form.append('file', new Blob([content]), path.split('/').at(-1))
      const response = await raw('POST', `/datasets/${datasetId}/items?mode=${mode}`, { body: form })
      return {
        ...((await response.json()) as object),
        status: response.status,
        operation: response.headers.get('x-item-op'),
      }
    },
    async close() {
      await platform.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** A project with an empty dataset. */
export async function emptyDataset(home: Home, name = 'Test'): Promise<{ projectId: string; datasetId: string }> {
  const project = await home.ok('POST', '/projects', { name: `${name} project` })
  const dataset = await home.ok('POST', '/datasets', { name, projects: [project.id], createDefaultRecipe: true })
  return { projectId: project.id, datasetId: dataset.id }
}
