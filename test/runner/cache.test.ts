import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { notebookText, workspace } from './workspace.ts'
import type { Workspace } from './workspace.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

interface End {
  readonly type: string
  readonly file: string
  readonly verdict: string
  readonly cached?: boolean
}

/** "a.ipynb cached" or "a.ipynb passed", one a notebook. */
async function outcomes(
  work: Workspace,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<string[]> {
  const { stdout } = await work.start(['test', '--cache', '--reporter', 'events', ...args], { env }).done
  const events = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as End)
  return events
    .filter(({ type }) => type === 'notebook-end')
    .map(({ file, verdict, cached }) => `${file} ${cached === true ? 'cached' : verdict}`)
    .sort((a, b) => a.localeCompare(b))
}

const plain = notebookText(['const a: number = 1', 'a + 1'])

/** What is done between two runs, and whether the pass still stands. */
const changes: readonly [name: string, change: (work: Workspace) => void, cached: boolean][] = [
  ['nothing', () => {}, true],
  [
    'a markdown cell, outputs and order of metadata',
    (work) => {
      const { cells, ...rest } = JSON.parse(plain) as { cells: object[] }
      work.write(
        'n.ipynb',
        JSON.stringify({
          ...rest,
          cells: [{ cell_type: 'markdown', id: 'm', metadata: {}, source: ['# Title'] }, ...cells],
        }),
      )
    },
    true,
  ],
  ['code', (work) => work.write('n.ipynb', plain.replace('a + 1', 'a + 2')), false],
  [
    'a tag',
    (work) => work.write('n.ipynb', notebookText(['const a: number = 1', { code: 'a + 1', tags: ['check-output'] }])),
    false,
  ],
  [
    'the notebook’s environment',
    (work) => work.write('n.ipynb', notebookText(['const a: number = 1', 'a + 1'], { loopbook: { env: { A: '1' } } })),
    false,
  ],
  ['a lock file', (work) => work.write('package-lock.json', '{ "lockfileVersion": 3 }'), false],
  [
    'the kernel',
    (work) =>
      work.write(
        'n.ipynb',
        plain.replace('"language": "typescript"', '"language": "javascript"').replace(': number', ''),
      ),
    false,
  ],
]

test('a pass stands until something that it depends on changes: code, metadata, environment, lock file, kernel', async () => {
  for (const [name, change, cached] of changes) {
    using work = workspace({ 'n.ipynb': plain })
    expect(await outcomes(work)).toEqual(['n.ipynb passed'])
    change(work)
    // An output that is not recorded fails where it is compared.
    const [after] = await outcomes(work)
    expect([name, after === 'n.ipynb cached']).toEqual([name, cached])
  }
})

test('files really imported count, however they were named and through each other', async () => {
  using work = workspace({
    'n.ipynb': ['const name = "lib"', 'const { x } = await import(`./${name}.ts`)'],
    'lib.ts': 'export { x } from "./deep/deep.ts"\n',
    'deep/deep.ts': 'import data from "./data.json" with { type: "json" }\nexport const x: number = data.x\n',
    'deep/data.json': '{ "x": 1 }',
    'unused.ts': 'export const y = 1\n',
  })
  expect(await outcomes(work)).toEqual(['n.ipynb passed'])
  work.write('unused.ts', 'export const y = 2\n')
  expect(await outcomes(work)).toEqual(['n.ipynb cached'])
  for (const [name, text] of [
    ['deep/data.json', '{ "x": 2 }'],
    ['deep/deep.ts', 'export const x = 3\n'],
    ['lib.ts', 'export const x = 4\n'],
  ] as const) {
    work.write(name, text)
    expect([name, await outcomes(work)]).toEqual([name, ['n.ipynb passed']])
    expect([name, await outcomes(work)]).toEqual([name, ['n.ipynb cached']])
  }
})

test('parameters, files named in deps and environment variables named in envDeps count; other variables do not', async () => {
  using work = workspace({
    'n.ipynb': [{ code: 'const year: number = 2020', tags: ['parameters'] }],
    'data.csv': '1',
    'loopbook.config.json': JSON.stringify({ deps: ['data.csv'], envDeps: ['API_URL'] }),
  })
  const url = { API_URL: 'https://one' }
  expect(await outcomes(work, [], url)).toEqual(['n.ipynb passed'])
  expect(await outcomes(work, [], { ...url, OTHER: '1' })).toEqual(['n.ipynb cached'])
  expect(await outcomes(work, [], { API_URL: 'https://two' })).toEqual(['n.ipynb passed'])
  expect(await outcomes(work, ['-p', 'year=2021'], { API_URL: 'https://two' })).toEqual(['n.ipynb passed'])
  expect(await outcomes(work, ['-p', 'year=2021'], { API_URL: 'https://two' })).toEqual(['n.ipynb cached'])
  work.write('data.csv', '2')
  expect(await outcomes(work, ['-p', 'year=2021'], { API_URL: 'https://two' })).toEqual(['n.ipynb passed'])
})

test('a run of some cells is no pass of all, and a failure is never kept', async () => {
  using work = workspace({
    'n.ipynb': ['1', 'if (process.env["FAIL"]) throw new Error("no")'],
    'fails.ipynb': ['throw 1'],
  })
  expect(await outcomes(work, ['n.ipynb#cell-1'])).toEqual(['n.ipynb passed'])
  expect(await outcomes(work, ['n.ipynb'], { FAIL: '1' })).toEqual(['n.ipynb failed'])
  expect(await outcomes(work)).toEqual(['fails.ipynb failed', 'n.ipynb passed'])
  expect(await outcomes(work)).toEqual(['fails.ipynb failed', 'n.ipynb cached'])
})

test('what passed with another version of the tool is run again', async () => {
  using work = workspace({ 'n.ipynb': plain })
  // The same sources under another version.
  work.write('tool/package.json', '{}')
  for (const folder of ['src', 'kernel', 'node_modules']) {
    symlinkSync(join(root, folder), work.path(`tool/${folder}`))
  }
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as object
  const flags = ['--preserve-symlinks', '--preserve-symlinks-main', '--conditions=loopbook-source']
  const isCached = async (version: string): Promise<boolean> => {
    work.write('tool/package.json', JSON.stringify({ ...manifest, version }))
    const args = ['test', 'n.ipynb', '--cache', '--reporter', 'events']
    const { stdout } = await work.startNode([...flags, work.path('tool/src/cli/main.ts'), ...args]).done
    expect(stdout).toContain('"exitCode":0')
    return stdout.includes('"cached":true')
  }
  expect([await isCached('98.0.0'), await isCached('98.0.0'), await isCached('99.0.0')]).toEqual([false, true, false])
})

test('a file that changed while the notebook ran makes no record', async () => {
  using work = workspace({
    'n.ipynb': ['import { x } from "./lib.ts"', 'require("node:fs").writeFileSync("lib.ts", "export const x = 2\\n")'],
    'lib.ts': 'export const x = 1\n',
  })
  expect(await outcomes(work)).toEqual(['n.ipynb passed'])
  expect(await outcomes(work)).toEqual(['n.ipynb passed'])
})
