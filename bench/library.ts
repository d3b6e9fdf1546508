// The library beside dtlpy, both over HTTP against the same local platform, and beside bare HTTP as the floor: listing
// 100,000 items, one call, the import. dtlpy is measured where a Python with it is found (BENCH_PYTHON, else .venv, else python3).
//
//   npm run bench library
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Dataset } from '../src/dataloop/index.ts'
import type * as Loopbook from '../src/index.ts'
import { tableText } from '../src/text/index.ts'

export const title = 'What does the library cost beside dtlpy and beside bare HTTP?'

const items = Number(process.env.BENCH_ITEMS ?? 100_000)
const root = fileURLToPath(new URL('..', import.meta.url))
const venv = `${root}.venv/bin/python`
const python = process.env.BENCH_PYTHON ?? (existsSync(venv) ? venv : 'python3')

interface Served {
  url: string
  token: string
  datasetId: string
}

export async function run(): Promise<string> {
  const built = new URL('../dist/index.js', import.meta.url)
  const directory = mkdtempSync(join(tmpdir(), 'loopbook-bench-'))
  const worker = new Worker(new URL('_library-platform.ts', import.meta.url), { workerData: { items, directory } })
  const served = await new Promise<Served>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  try {
    const { createDataloop } = (await import(existsSync(built) ? built.href : '../src/index.ts')) as typeof Loopbook
    const base = served.url.endsWith('/api/v1') ? served.url : `${served.url}/api/v1`
    const dl = createDataloop({ env: {}, url: base, token: served.token, announce: false })
    const dataset = await dl.dataset({ project: 'Tutorial', name: 'Many' })
    const bare = bareClient(base, served.token)
    const rows = [...(await listing(dataset, bare, served, base)), ...(await calls(dataset, bare)), ...imports(built)]
    dl.close()
    return tableText(
      {
        columns: [{ key: 'question' }, { key: 'library' }, { key: 'floor' }, { key: 'dtlpy' }, { key: 'ratio' }],
        rows,
      },
      { width: 120, head: 20 },
    )
  } finally {
    await worker.terminate()
    rmSync(directory, { recursive: true, force: true })
  }
}

type Bare = (method: string, path: string, body?: object) => Promise<unknown>

function bareClient(base: string, token: string): Bare {
  const agent = new Agent({ keepAlive: true })
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const sent = request(base + path, { method, agent, headers }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString('utf8'))))
      })
      sent.on('error', reject)
      sent.end(body ? JSON.stringify(body) : undefined)
    })
}

async function listing(dataset: Dataset, bare: Bare, served: Served, base: string): Promise<Record<string, string>[]> {
  let count = 0
  let most = 0
  const before = process.memoryUsage().heapUsed
  const ours = await seconds(async () => {
    for await (const item of dataset.items) {
      count += item.name === '' ? 0 : 1
      if (count % 10_000 === 0) most = Math.max(most, process.memoryUsage().heapUsed)
    }
  })
  const floor = await seconds(() => barePages(bare, dataset.id))
  const theirs = dtlpyListing(served, base)
  const name = `list ${count.toLocaleString('en')} items`
  return [
    {
      question: name,
      library: `${ours.toFixed(2)} s`,
      floor: `${floor.toFixed(2)} s`,
      dtlpy: theirs ? `${theirs.toFixed(2)} s` : 'not found',
      ratio: theirs ? `${(theirs / ours).toFixed(1)} × faster` : '',
    },
    {
      question: `  heap at most, above the start`,
      library: `${Math.round((most - before) / 1e6)} MB`,
      floor: '',
      dtlpy: '',
      ratio: '',
    },
  ]
}

async function barePages(bare: Bare, datasetId: string): Promise<void> {
  let after: string | undefined
  for (;;) {
    const and = [{ hidden: false }, { type: 'file' }, ...(after ? [{ id: { $gt: after } }] : [])]
    const body = { filter: { $and: and }, sort: { id: 'ascending' }, page: 0, pageSize: 1000, resource: 'items' }
    const page = (await bare('POST', `/datasets/${datasetId}/query`, body)) as {
      items: { id: string }[]
      hasNextPage: boolean
    }
    if (!page.hasNextPage) return
    after = page.items.at(-1)?.id
  }
}

async function calls(dataset: Dataset, bare: Bare): Promise<Record<string, string>[]> {
  const item = (await dataset.items.first())!
  const [rounds, warm] = [1000, 200]
  for (let round = 0; round < warm; round += 1) {
    await bare('GET', `/items/${item.id}`)
    await dataset.items.get(item.id)
  }
  const floor = await seconds(async () => {
    for (let round = 0; round < rounds; round += 1) await bare('GET', `/items/${item.id}`)
  })
  const ours = await seconds(async () => {
    for (let round = 0; round < rounds; round += 1) await dataset.items.get(item.id)
  })
  const [each, least] = [(ours / rounds) * 1000, (floor / rounds) * 1000]
  return [
    {
      question: 'one call (items.get)',
      library: `${each.toFixed(2)} ms`,
      floor: `${least.toFixed(2)} ms`,
      dtlpy: '',
      ratio: `${(each - least).toFixed(2)} ms above the floor`,
    },
  ]
}

function imports(built: URL): Record<string, string>[] {
  if (!existsSync(built)) return []
  const code = `const t = performance.now(); await import(${JSON.stringify(built.href)}); console.log(performance.now() - t)`
  const times = Array.from({ length: 7 }, () =>
    Number(execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' })),
  )
  const ours = times.sort((a, b) => a - b)[3]!
  const answer = spawnSync(
    python,
    ['-c', 'import time; t = time.time(); import dtlpy; print((time.time() - t) * 1000)'],
    { encoding: 'utf8' },
  )
  const theirs = answer.status === 0 ? Number(answer.stdout.trim().split('\n').at(-1)) : undefined
  return [
    {
      question: 'import',
      library: `${ours.toFixed(0)} ms`,
      floor: '',
      dtlpy: theirs ? `${theirs.toFixed(0)} ms` : 'not found',
      ratio: theirs ? `${(theirs / ours).toFixed(0)} × faster` : '',
    },
  ]
}

function dtlpyListing({ token, datasetId }: Served, base: string): number | undefined {
  const gate = base.replace('/api/v1', '')
  const code = `
import os, time, tempfile
os.environ['DATALOOP_PATH'] = tempfile.mkdtemp(); os.environ['no_proxy'] = '127.0.0.1,localhost'
import dtlpy as dl
dl.client_api.add_environment(environment='${base}', alias='bench', verify_ssl=False, gate_url='${gate}', url='${gate}/', audience='', client_id='', auth0_url='')
dl.setenv('bench'); dl.login_token('${token}')
dataset = dl.datasets.get(dataset_id='${datasetId}')
t = time.time(); n = 0
for item in dataset.items.list().all(): n += 1
print(n, time.time() - t)
`
  const answer = spawnSync(python, ['-c', code], { encoding: 'utf8', timeout: 600_000 })
  const found = /^(\d+) ([\d.]+)$/m.exec(answer.stdout ?? '')
  return found && Number(found[1]) === items ? Number(found[2]) : undefined
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}
