// What goes wrong degrades an answer and stops nothing: a killed process, a cell that doesn't parse, endless types,
// files that change under the session, a live session that is stuck.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { createLanguage, type Language, type LanguageOptions } from '../../../kernel/language/index.ts'
import { createSession } from '../../../kernel/language/session.ts'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  vi.unstubAllEnvs()
  await Promise.all(open.splice(0).map((language) => language.close()))
})

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'loopbook-failure-'))
}

function language(options: Partial<LanguageOptions> = {}): Language {
  const created = createLanguage({ directory: folder(), preloads: {}, ...options })
  open.push(created)
  return created
}

test('a killed TypeScript process is replaced unnoticed', async () => {
  const session = createSession({ directory: folder(), preloads: {} })
  open.push({ close: () => session.workspace.close() })
  session.addCell({ id: 1, code: 'const kept = { before: 1 }' })
  await session.workspace.start()
  const ask = (): Promise<unknown> => {
    const module = session.cells.edit('kept.')
    return session.workspace.view(
      () => session.writeEdit(module),
      (question) => question('getCompletionsAtPosition', { file: module.name, position: module.text.length }),
    )
  }
  const before = session.workspace.pid()!
  process.kill(before, 'SIGKILL')
  expect(JSON.stringify(await ask())).toContain('"before"')
  const after = session.workspace.pid()!
  expect(after).not.toBe(before)
  // Also in the midst of a question.
  const pending = ask()
  process.kill(after, 'SIGKILL')
  expect(JSON.stringify(await pending)).toContain('"before"')
})

test.runIf(process.platform === 'linux')(
  'nothing is left of a kernel that was killed, whenever that was',
  async () => {
    const module = new URL('../../../kernel/language/session.ts', import.meta.url)
    const program = `const { createSession } = await import('${module.href}')
const { workspace } = createSession({ directory: '${folder()}', preloads: {} })
const started = workspace.start()
process.stdout.write(workspace.pid() + '\\n')
await started
setInterval(() => {}, 1000)`
    // In the midst of the start the process waits for answers of ours, and would do so for ever.
    for (const delay of [0, 30, 60, 90, 120, 500]) {
      const parent = spawn(process.execPath, ['--conditions=loopbook-source', '--input-type=module', '-e', program])
      const [chunk] = (await once(parent.stdout, 'data')) as [Buffer]
      const pid = Number(String(chunk))
      await sleep(delay)
      const family = [pid, ...children(pid)]
      parent.kill('SIGKILL')
      await expect.poll(() => family.filter(isAlive), { timeout: 3000 }).toEqual([])
    }
  },
  30_000,
)

test('without a TypeScript process the names of earlier cells and live values are completed', async () => {
  const service = language({
    runtimeNames: (expression) => Promise.resolve([{ name: expression ? 'liveMember' : 'liveName' }]),
  })
  service.addCell({ id: 1, code: 'const declared = 1' })
  await service.close()
  expect((await service.complete('declar', 6)).matches).toEqual(['declared'])
  expect((await service.complete('live', 4)).matches).toEqual(['liveName'])
  expect((await service.complete('x.li', 4)).matches).toEqual(['liveMember'])
  expect(await service.diagnose({ id: 2, code: 'const n: number = ""' })).toEqual([])
  expect(await service.inspect('declared', 3, 0)).toBeUndefined()
})

test('the first question is answered at once from what is known, while the process starts', async () => {
  const service = language()
  service.addCell({ id: 1, code: 'const early = 1' })
  const start = performance.now()
  expect((await service.complete('ear', 3)).matches).toEqual(['early'])
  expect(performance.now() - start).toBeLessThan(1000)
})

test('live values add members that types do not know, and a stuck session adds none', async () => {
  let stuck = false
  const service = language({
    runtimeNames: () =>
      stuck ? new Promise(() => {}) : Promise.resolve([{ name: 'liveOnly', kind: 'function' }, { name: 'not a name' }]),
    runtimePreview: (expression) => Promise.resolve(`preview of ${expression}`),
  })
  service.addCell({ id: 1, code: 'const anything: any = {}; const typed = { known: 1 }' })
  await service.diagnose({ id: 2, code: '' })
  expect((await service.complete('anything.', 9)).matches).toEqual(['liveOnly'])
  expect((await service.complete('typed.', 6)).matches).toEqual(['known', 'liveOnly'])
  const bundle = await service.inspect('anything', 3, 1)
  expect(bundle?.['text/plain']).toContain('preview of anything')
  stuck = true
  expect((await service.complete('typed.', 6)).matches).toEqual(['known'])
})

test('a cell that does not parse spoils nothing for the others', async () => {
  const service = language()
  service.addCell({ id: 1, code: 'const good = { one: 1 }' })
  service.addCell({ id: 2, code: 'const = {{{ `${' })
  service.addCell({ id: 3, code: 'const more = good.one' })
  expect((await service.complete('good.', 5)).matches).toEqual(['one'])
  expect(await service.diagnose({ id: 4, code: 'more.toFixed()' })).toEqual([])
})

test('endless and circular types get an answer', async () => {
  const service = language()
  service.addCell({
    id: 1,
    code: `type Deep<N extends number, A extends unknown[] = []> = A['length'] extends N ? A : Deep<N, [...A, 1]>
type Endless = Deep<99999>
interface A extends B {}
interface B extends A {}
const a: A = { b: 1 } as never
const self = { get me() { return self } }
class Circle extends Circle {}
let x = y
let y = x`,
  })
  expect((await service.complete('self.', 5)).matches).toEqual(['me'])
  expect(Array.isArray((await service.complete('a.', 2)).matches)).toBe(true)
  expect((await service.diagnose({ id: 2, code: 'let e: Endless = 1' })).length).toBeGreaterThan(0)
  expect((await service.complete('sel', 3)).matches).toContain('self')
})

test('an edited file beside the notebook and a new package are noticed', async () => {
  const directory = folder()
  writeFileSync(join(directory, 'helper.ts'), 'export const one = 1')
  const service = language({ directory })
  const code = "import { one } from './helper.ts'\nconst n: number = one"
  expect(await service.diagnose({ id: 1, code })).toEqual([])
  const missing = "import { two } from './other.ts'\nimport pack from 'pack'"
  expect((await service.diagnose({ id: 2, code: missing })).map(({ code: number }) => number)).toEqual([2307, 2307])
  await sleep(1100)
  writeFileSync(join(directory, 'helper.ts'), 'export const one = "text"')
  writeFileSync(join(directory, 'other.ts'), 'export const two = 2')
  mkdirSync(join(directory, 'node_modules', 'pack'), { recursive: true })
  writeFileSync(join(directory, 'node_modules', 'pack', 'package.json'), '{ "name": "pack", "types": "index.d.ts" }')
  writeFileSync(
    join(directory, 'node_modules', 'pack', 'index.d.ts'),
    'declare const pack: number; export default pack',
  )
  expect((await service.diagnose({ id: 3, code })).map(({ code: number }) => number)).toEqual([2322])
  expect(await service.diagnose({ id: 4, code: missing })).toEqual([])
})

test('a package of an npm: import is typed once it is installed', async () => {
  const cache = folder()
  vi.stubEnv('LOOPBOOK_CACHE', cache)
  const service = language()
  const code = "import pack from 'npm:@scope/pack@1'\nconst text: string = pack"
  expect(await service.diagnose({ id: 1, code })).toEqual([])
  await sleep(1100)
  const installed = join(cache, 'packages', '@scope+pack@1', 'node_modules', '@scope', 'pack')
  mkdirSync(installed, { recursive: true })
  writeFileSync(join(installed, 'package.json'), '{ "name": "@scope/pack", "types": "index.d.ts" }')
  writeFileSync(join(installed, 'index.d.ts'), 'declare const pack: number; export default pack')
  expect((await service.diagnose({ id: 2, code })).map(({ message }) => message)).toEqual([
    "Type 'number' is not assignable to type 'string'.",
  ])
})

test('tsconfig.json and @types beside the notebook are honoured', async () => {
  const directory = folder()
  writeFileSync(
    join(directory, 'tsconfig.json'),
    '{ "compilerOptions": { "strict": false, "lib": ["esnext", "dom"] } } // loose',
  )
  mkdirSync(join(directory, 'node_modules', '@types', 'ambient'), { recursive: true })
  writeFileSync(
    join(directory, 'node_modules', '@types', 'ambient', 'index.d.ts'),
    'declare const ambientName: { here: 1 }',
  )
  const service = language({ directory })
  expect(await service.diagnose({ id: 1, code: 'function loose(x) { return x }\ndocument.title' })).toEqual([])
  expect((await service.complete('ambientName.', 12)).matches).toEqual(['here'])
  expect(await service.diagnose({ id: 2, code: 'process.platform' })).toEqual([])
})

test.each(['/', tmpdir()])('a notebook in %s has completion and type errors', async (directory) => {
  const service = language({ directory })
  expect((await service.diagnose({ id: 1, code: 'const n: number = ""' })).map(({ code }) => code)).toEqual([2322])
  expect((await service.complete('const o = { one: 1 }\no.', 23)).matches).toEqual(['one'])
})

test('a cell that is run again while its check is due is checked all the same', async () => {
  const log: string[] = []
  const service = language({ log: (line) => log.push(line) })
  // Without store_history cells have one number, so the same code again is the same cell.
  const cells = ['const n: number = ""', 'n.nothing'].map((code) => ({ id: 1, code }))
  for (const cell of cells) service.addCell(cell)
  const found: number[][] = []
  await service.check(cells, (diagnostics) => {
    found.push(diagnostics.map(({ code }) => code))
    if (found.length === 1) for (const cell of cells) service.addCell(cell)
    return true
  })
  expect({ found, log }).toEqual({ found: [[2322], [2339]], log: [] })
})

test('a cell that has left the program is not checked, those after it are', async () => {
  const log: string[] = []
  const service = language({ log: (line) => log.push(line) })
  const cells = Array.from({ length: 1002 }, (_, index) => ({ id: index + 1, code: 'missing' }))
  for (const cell of cells) service.addCell(cell)
  const found: number[] = []
  await service.check([cells[0]!, cells[1001]!], (diagnostics) => {
    found.push(diagnostics.length)
    return true
  })
  expect({ found, log }).toEqual({ found: [0, 1], log: [] })
})

test('half a character, as a cursor within an emoji leaves it, is answered like any other', async () => {
  const language = createLanguage({ directory: folder(), preloads: {} })
  open.push(language)
  const cell = 'const sauropod = "🦕".length; sauropod.'
  const half = cell.indexOf('🦕') + 1
  for (const code of [cell.slice(0, half), cell.slice(half)]) {
    await language.diagnose({ id: 1, code })
    await language.inspect(code, code.length, 0)
    await language.complete(code, code.length)
  }
  language.addCell({ id: 1, code: `${cell.slice(0, half)}".length` })
  expect((await language.complete(cell, cell.length)).matches).toContain('toFixed')
})

test('sessions of 500 cells stay within 200 MB', async () => {
  const session = createSession({ directory: folder(), preloads: {} })
  open.push({ close: () => session.workspace.close() })
  for (let id = 1; id <= 500; id += 1) {
    session.addCell({
      id,
      code: `const value${id} = { id: ${id}, list: [${id}] }\nfunction f${id}(x: number) { return x + ${id} }`,
    })
  }
  for (let round = 0; round < 20; round += 1) {
    const module = session.cells.edit(`const n${round} = 1; value500.`)
    const answer = await session.workspace.view(
      () => session.writeEdit(module),
      (ask) => ask('getCompletionsAtPosition', { file: module.name, position: module.text.length }),
    )
    expect(answer?.entries.map(({ name }) => name).toSorted()).toEqual(['id', 'list'])
  }
  expect(residentMegabytes(session.workspace.pid()!)).toBeLessThan(200)
})

/** Of a process and its children. */
function residentMegabytes(pid: number): number {
  if (process.platform !== 'linux') return 0
  const own = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024
  return children(pid).reduce((sum, child) => sum + residentMegabytes(child), own)
}

function children(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
