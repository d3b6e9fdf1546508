import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Settings } from '../../../src/runner/settings/index.ts'
import {
  cellLayers,
  explain,
  formatDuration,
  layer,
  loadConfig,
  notebookLayers,
  parseDuration,
  parseSize,
  readRunConfig,
  resolve,
} from '../../../src/runner/settings/index.ts'

const root = mkdtempSync(join(tmpdir(), 'settings-'))
afterAll(() => rmSync(root, { recursive: true }))

function folder(files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(root, 'project-'))
  mkdirSync(join(path, '.git'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text)
  return path
}

const values = (source: string, metadata: Record<string, unknown> = {}): Settings =>
  resolve(cellLayers({ source, metadata }).layers).values

describe('units', () => {
  test('durations: units, bare numbers are seconds, none and 0 are without limit', () => {
    expect(['1m30s', '10s', '1.5s', 10, '250 ms', '2h', 'none', 0].map(parseDuration)).toEqual([
      90_000,
      10_000,
      1500,
      10_000,
      250,
      7_200_000,
      Infinity,
      Infinity,
    ])
    expect(['soon', -1, '10 parsecs', '', null].map(parseDuration)).toEqual(Array(5).fill(undefined))
  })

  test('sizes', () => {
    expect(['10MB', '1 KiB', 5, 'none'].map(parseSize)).toEqual([10_000_000, 1024, 5, Infinity])
    expect(parseSize('much')).toBeUndefined()
  })

  test('durations as people read them', () => {
    expect([0.4, 12, 1234, 12_345, 125_000, 120_000, 3_725_000, Infinity].map(formatDuration)).toEqual([
      '0.4 ms',
      '12 ms',
      '1.23 s',
      '12.3 s',
      '2 min 5 s',
      '2 min',
      '1 h 2 min 5 s',
      'none',
    ])
  })
})

describe('config file', () => {
  test('TypeScript, found from a folder below', async () => {
    const path = folder({
      'loopbook.config.ts': `const timeout: string = '30s'\nexport default { cellTimeout: timeout, check: 'all', reporter: ['dot'] }`,
    })
    mkdirSync(join(path, 'deep', 'er'), { recursive: true })
    const config = await loadConfig(join(path, 'deep', 'er'))
    expect(config.layer.values).toEqual({ cellTimeout: 30_000, check: 'all' })
    expect(config.run).toEqual({ reporter: ['dot'] })
    expect(config.directory).toBe(path)
  })

  test('JSON, JavaScript and the key in package.json', async () => {
    const json = await loadConfig(folder({ 'loopbook.config.json': '{"retry": 2}' }))
    const script = await loadConfig(folder({ 'loopbook.config.mjs': 'export default { retry: 3 }' }))
    const manifest = await loadConfig(folder({ 'package.json': '{"loopbook": {"retry": 4}}' }))
    expect([json, script, manifest].map((config) => config.layer.values.retry)).toEqual([2, 3, 4])
  })

  test('what it says of the run: paths are relative to the file, wrong values are named', async () => {
    const text = {
      include: 'notebooks',
      reporter: ['dot', 'junit=out/report.xml'],
      jobs: 3,
      cache: true,
      out: 'copies',
    }
    const path = folder({ 'loopbook.config.json': JSON.stringify(text) })
    mkdirSync(join(path, 'deep'))
    expect(readRunConfig(await loadConfig(join(path, 'deep')), join(path, 'deep'))).toMatchObject({
      include: [join('..', 'notebooks')],
      reporter: ['dot', `junit=${join(path, 'out', 'report.xml')}`],
      jobs: 3,
      cache: true,
      out: join(path, 'copies'),
      bail: undefined,
    })
    const wrong = await loadConfig(folder({ 'loopbook.config.json': '{"jobs": "many"}' }))
    expect(() => readRunConfig(wrong)).toThrow(
      'loopbook.config.json: jobs must be a whole number of at least 0, not "many"',
    )
  })

  test('none: nothing set, and the root of the repository ends the search', async () => {
    expect((await loadConfig(folder({}))).layer.values).toEqual({})
  })

  test('a mistyped setting: which file, and what was meant', async () => {
    const path = folder({ 'loopbook.config.json': '{"celTimeout": "3s"}' })
    await expect(loadConfig(path)).rejects.toThrow(
      'loopbook.config.json: there is no setting "celTimeout"\nhint: did you mean "cellTimeout"?',
    )
  })

  test('a wrong value says what would be right', async () => {
    const path = folder({ 'loopbook.config.json': '{"cellTimeout": "soon"}' })
    await expect(loadConfig(path)).rejects.toThrow(
      'cellTimeout must be a duration such as "10s", "2m" or 10 (seconds), not "soon"',
    )
  })

  test('a config file that throws is named', async () => {
    await expect(loadConfig(folder({ 'loopbook.config.ts': 'throw new Error("boom")' }))).rejects.toThrow(
      /loopbook\.config\.ts: the config file can't be loaded: boom/,
    )
  })
})

describe('cells: tags, comments, metadata', () => {
  test('Jupyter, nbval and nbmake are understood as they are', () => {
    expect(values('x', { tags: ['raises-exception'] }).raises).toBe(true)
    expect(values('x', { tags: ['skip-execution'] }).skip).toBe('tag "skip-execution"')
    expect(values('# NBVAL_SKIP\nx').skip).toBe('comment NBVAL_SKIP')
    expect(values('# NBVAL_CHECK_OUTPUT').check).toBe('all')
    expect(values('#NBVAL_IGNORE_OUTPUT', { tags: ['nbval-check-output'] }).check).toBe('none')
    expect(values('x', { tags: ['nbval-raises-exception'] }).raises).toBe(true)
    expect(values('s = "# NBVAL_SKIP"').skip).toBe(false)
    const nbmake = values('x', { nbmake: { mock: { n: 1 }, post_cell_execute: ['y = 2'] } })
    expect([nbmake.mock, nbmake.after]).toEqual([{ n: 1 }, ['y = 2']])
  })

  test('our comment, in any language', () => {
    const found = values('  // @loopbook timeout=10s raises="/no such/i" check rtol=1e-6 skip="not today"\nx')
    const wanted = { cellTimeout: 10_000, raises: '/no such/i', check: 'all', rtol: 1e-6, skip: 'not today' }
    expect(found).toMatchObject(wanted)
    expect(values('# @loopbook raises=TypeError').raises).toBe('TypeError')
  })

  test('a comment wins over a tag, a tag over metadata; contradictions are told', () => {
    const metadata = { tags: ['check-output'], loopbook: { check: true, timeout: '5s' } }
    const source = '# @loopbook check=none'
    expect(values(source, metadata)).toMatchObject({ check: 'none', cellTimeout: 5000 })
    expect(cellLayers({ source, metadata }).warnings).toEqual([
      'comment in line 1 contradicts tag "check-output"; comment in line 1 counts',
    ])
  })

  test('words without value or meaning are errors', () => {
    expect(() => values('// @loopbook timeout')).toThrow('comment in line 1: "timeout" needs a value')
    expect(() => values('// @loopbook tiemout=3')).toThrow('did you mean "timeout"?')
    expect(() => values('// @loopbook raises=/(/')).toThrow(
      'raises must be true, false, the name of an error or a valid',
    )
  })
})

describe('order of layers', () => {
  const config = layer('loopbook.config.ts', { cellTimeout: '1s', retry: 1, env: { A: '1' } })
  const metadata = { execution: { timeout: 2, allow_errors: true }, loopbook: { cellTimeout: '3s', env: { B: '2' } } }
  const notebook = [config, ...notebookLayers({ metadata })]

  test('a later layer wins; environments add up', () => {
    expect(resolve([config]).values.cellTimeout).toBe(1000)
    const wanted = { cellTimeout: 3000, retry: 1, onError: 'continue', env: { A: '1', B: '2' } }
    expect(resolve(notebook).values).toMatchObject(wanted)
    expect(resolve([...notebook, layer('--cell-timeout', { cellTimeout: '4s' })]).values.cellTimeout).toBe(4000)
  })

  test('allow_errors of nbmake: errors are allowed, not required', () => {
    expect(resolve(notebook).values).toMatchObject({ raises: true, raisesException: 'allow' })
  })

  test('metadata of a wrong kind is an error', () => {
    expect(() => notebookLayers({ metadata: { loopbook: 3 } })).toThrow(
      'metadata.loopbook of the notebook must be an object',
    )
    expect(() => notebookLayers({ metadata: { loopbook: { cellTimeout: 'x' } } })).toThrow(
      'metadata.loopbook: cellTimeout must be',
    )
  })

  test('--explain: every value and the place it came from', () => {
    const layers = [...notebook, layer('--check', { check: 'all' })]
    const source = '# @loopbook timeout=5s'
    const own = cellLayers({ source, metadata: { tags: ['raises-exception'] } }).layers
    const text = explain([
      { title: 'etl.ipynb', resolved: resolve(layers) },
      { title: 'cell 3', resolved: resolve([...layers, ...own]) },
    ])
    expect(text).toMatchInlineSnapshot(`
      "etl.ipynb
        cellTimeout      3 s                      metadata.loopbook
        onError          "continue"               metadata.execution.allow_errors
        check            "all"                    --check
        retry            1                        loopbook.config.ts
        raises           true                     metadata.execution.allow_errors
        raisesException  "allow"                  metadata.execution.allow_errors
        env              A, B (values not shown)  loopbook.config.ts, metadata.loopbook
      cell 3
        cellTimeout  5 s   comment in line 1
        raises       true  tag "raises-exception"
      "
    `)
  })
})
