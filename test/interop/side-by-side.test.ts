// The tutorial's steps, and what stands around them, with the real Python SDK and with our library, each against a fresh
// platform behind a proxy that writes down what is sent. It is the same JSON, request by request; what differs on purpose is
// listed here, with the reason.
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDataloop } from '../../src/dataloop/index.ts'
import { openPlatform, servePlatform } from '../../src/platform/index.ts'
import { findPython, root } from './python.ts'
import { record } from './recording.ts'
import type { Recorded } from './recording.ts'
import { runTutorial } from './tutorial-steps.ts'
import type { Files } from './tutorial-steps.ts'

interface Allowed {
  steps: readonly string[]
  whose: 'dtlpy' | 'ours'
  why: string
  /** What is left of the requests of the step. */
  without(requests: readonly Recorded[]): Recorded[]
}

const reads = (pattern: RegExp) => (requests: readonly Recorded[]) =>
  requests.filter(({ method, path }) => !(method === 'GET' && pattern.test(path)))

const bodies = (pattern: RegExp, change: (body: never) => unknown) => (requests: readonly Recorded[]) =>
  requests.map((request) =>
    pattern.test(request.path) && request.body !== undefined
      ? { ...request, body: change(request.body as never) }
      : request,
  )

type Metadata = { metadata: { user: object } }

const allowed: readonly Allowed[] = [
  {
    steps: ['list', 'filter-and-sort', 'task-items'],
    whose: 'dtlpy',
    why: 'the SDK asks for the first page twice: once for the page, once when it begins to iterate',
    without: (requests) =>
      requests.filter(
        (request, index) => request.method === 'GET' || JSON.stringify(request) !== JSON.stringify(requests[index - 1]),
      ),
  },
  {
    steps: ['bulk-as-printed', 'bulk'],
    whose: 'ours',
    why: 'the first ten are read before, so that the outcome can say what changed',
    without: (requests) => requests.filter(({ body }) => (body as { pageSize?: number }).pageSize !== 10),
  },
  {
    steps: ['task-items'],
    whose: 'dtlpy',
    why: 'the SDK fetches the task again to see whether it is a consensus task',
    without: reads(/^\/annotationtasks\//),
  },
  {
    steps: ['status', 'add-and-remove'],
    whose: 'ours',
    why: 'the task is read again, so that its progress and its items are not stale',
    without: reads(/^\/annotationtasks\//),
  },
  {
    steps: ['metadata'],
    whose: 'dtlpy',
    why: 'the SDK sends whole recipes and datasets, and the attributes it made up while reading an annotation',
    without: bodies(/^\/(recipes|datasets|annotations)\/[^/]*$/, ({ metadata }: Metadata) => ({
      metadata: { user: metadata.user },
    })),
  },
  {
    steps: ['annotate'],
    whose: 'dtlpy',
    why: 'the SDK sends fields that are the platform’s to say: ids, times, addresses, all null',
    without: bodies(/\/annotations$/, (annotations: object[]) =>
      annotations.map((annotation) =>
        Object.fromEntries(
          Object.entries(annotation).filter(
            ([key, value]) => key === 'attributes' || (value !== null && !/^(itemId|dataset|datasetId)$/.test(key)),
          ),
        ),
      ),
    ),
  },
  {
    steps: ['annotations-by-label', 'delete-dataset'],
    whose: 'dtlpy',
    why: 'the SDK fetches the dataset first',
    without: reads(/^\/datasets\//),
  },
  {
    steps: ['annotations-by-label'],
    whose: 'ours',
    why: 'how many there are is counted, for the confirmation and the outcome',
    without: (requests) => requests.filter(({ body }) => (body as { pageSize?: number }).pageSize !== 1),
  },
  {
    steps: ['merge'],
    whose: 'ours',
    why: 'the merged dataset is what the call gives; the SDK gives True',
    without: (requests) => requests.filter(({ path }) => path !== '/datasets/query'),
  },
]

/** Conditions that all have to hold are the same in any order. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, part]): [string, unknown] => [
    key,
    key === '$and' ? (part as unknown[]).map(ordered).toSorted(byText) : ordered(part),
  ])
  return Object.fromEntries(entries)
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1
}

const python = await findPython()
const sent = { dtlpy: new Map<string, Recorded[]>(), ours: new Map<string, Recorded[]>() }
let folder: string

async function both(who: 'dtlpy' | 'ours', program: (url: string, token: string, files: Files) => Promise<void>) {
  const home = await mkdtemp(join(folder, who))
  const files = { picture: join(home, 'one.jpg'), folder: join(home, 'down') }
  await mkdir(files.folder)
  const pictures = await readFile(join(root, 'src/platform/sample/pictures.json'), 'utf8')
  await writeFile(files.picture, Buffer.from((JSON.parse(pictures) as [{ jpeg: string }])[0].jpeg, 'base64'))
  const platform = await openPlatform({ directory: join(home, 'platform') })
  const served = await servePlatform(platform, { port: 0 })
  const recording = await record(new URL(served.url).origin)
  try {
    if (who === 'ours') {
      const dl = createDataloop({ env: {}, url: recording.url, token: platform.token, announce: false })
      await runTutorial(dl, recording.step, files)
      dl.close()
    } else await program(recording.url, platform.token, files)
    sent[who] = recording.steps()
  } finally {
    await recording.close()
    await served.close()
    await platform.close()
  }
}

async function runSdk(url: string, token: string, { picture, folder: down }: Files): Promise<void> {
  const argv = [join(root, 'test/interop/dtlpy_steps.py'), url, token, picture, down]
  // The SDK keeps its cookie and its state where it runs: nothing of the developer's own is touched.
  const env = { ...process.env, HOME: folder, DATALOOP_PATH: join(folder, 'sdk'), PYTHONWARNINGS: 'ignore' }
  const child = spawn(python.path ?? '', argv, { cwd: folder, env })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const code = await new Promise((resolve) => child.once('close', resolve))
  expect(code, output.slice(-4000)).toBe(0)
}

describe.skipIf(python.path === undefined)('beside the SDK, what is sent', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'loopbook-beside-'))
    await both('dtlpy', runSdk)
    await both('ours', runSdk)
  }, 240_000)

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true })
  })

  const steps = [
    'open', 'list', 'get', 'update', 'bulk-as-printed', 'bulk', 'filter-and-sort', 'task', 'qa-task', 'whole-dataset',
    'options', 'pulling', 'consensus', 'items-of-a-task', 'task-items', 'status', 'add-and-remove', 'reassign', 'delete-task',
    'metadata', 'upload', 'labels', 'annotate', 'relabel', 'annotations-by-label', 'annotations-where', 'download', 'move',
    'folder', 'clone-item', 'delete-item', 'delete-by-filter', 'clone-dataset', 'clone-some', 'merge', 'delete-dataset',
  ] // prettier-ignore

  it.each(steps)('in step %s is the same', (step) => {
    const left = { dtlpy: sent.dtlpy.get(step) ?? [], ours: sent.ours.get(step) ?? [] }
    for (const { steps: of, whose, why, without } of allowed) {
      if (!of.includes(step)) continue
      const before = left[whose]
      left[whose] = without(before)
      // What no longer differs is no longer allowed to.
      expect(left[whose], why).not.toEqual(before)
    }
    expect(left.dtlpy).not.toEqual([])
    expect(ordered(left.ours)).toEqual(ordered(left.dtlpy))
  })

  it('has no step beside these', () => {
    const names = (of: Map<string, unknown>): string[] =>
      [...of.keys()].filter((name) => name !== 'before' && name !== 'end')
    expect(names(sent.dtlpy)).toEqual(steps)
    expect(names(sent.ours)).toEqual(steps)
  })
})
