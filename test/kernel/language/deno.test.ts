// `Deno` in cells has the types of what the kernel implements of it: completion and inspection know it, and programs written
// for Deno have no warnings for what is there. A session that doesn't name it has no types of it to pay for.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDeno } from '../../../kernel/deno/index.ts'
import { createDisplay } from '../../../kernel/display/index.ts'
import { createLanguage, type Language } from '../../../kernel/language/index.ts'
import { createSession } from '../../../kernel/language/session.ts'

let language: Language

beforeAll(async () => {
  language = createLanguage({ directory: mkdtempSync(join(tmpdir(), 'loopbook-deno-')), preloads: {} })
  await language.diagnose({ id: 0, code: 'export {}' })
})
afterAll(() => language.close())

async function matches(code: string): Promise<string[]> {
  return (await language.complete(code, code.length)).matches
}

async function complaints(code: string): Promise<string[]> {
  return (await language.diagnose({ id: 1, code })).map(({ message }) => message)
}

test('all that is implemented is completed, and nothing else', async () => {
  const { fetch, Request } = globalThis
  const deno = createDeno({ display: createDisplay(unused), broadcast: unused, version: '0', hold: unused })
  Object.assign(globalThis, { fetch, Request })
  const there = Object.entries(deno)
    .filter(([, value]) => !String(value).includes('is not there in this kernel'))
    .map(([name]) => name)
  expect(there.length).toBeGreaterThan(80)
  expect((await matches('Deno.')).toSorted()).toEqual(there.toSorted())
  expect((await matches('Deno.errors.')).toSorted()).toEqual(Object.keys(deno.errors).toSorted())
  expect((await matches('Deno.jupyter.')).toSorted()).toEqual(Object.keys(deno.jupyter).toSorted())
})

function unused(): never {
  throw new Error('a test of names shows nothing')
}

test('inspection shows types and documentation', async () => {
  const code = "Deno.readTextFile('a')"
  const bundle = await language.inspect(code, 8, 0)
  expect(bundle?.['text/plain']).toBe(
    'function readTextFile(path: string | URL): Promise<string>\n\nThe whole file as text.',
  )
})

const programs: Record<string, string> = {
  files: `
    await Deno.writeTextFile('a.txt', 'one', { append: true })
    await Deno.writeTextFile('s.txt', new Blob(['streamed']).stream().pipeThrough(new TextDecoderStream()))
    Deno.writeFileSync('b.bin', new Uint8Array([1, 2, 3]))
    const text: string = Deno.readTextFileSync(new URL('file://' + Deno.cwd() + '/a.txt'))
    const names: string[] = []
    for await (const entry of Deno.readDir('d')) if (entry.isFile) names.push(entry.name)
    const all: Deno.DirEntry[] = [...Deno.readDirSync('d')]
    const info: Deno.FileInfo = await Deno.stat('d')
    const age: number = Date.now() - info.mtime.getTime() + (info.mtime?.getTime() ?? 0)
    try { await Deno.remove('none', { recursive: true }) } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error
      error.message.trim()
    }`,
  'open files': `
    using file = await Deno.open('o.txt', { read: true, write: true, create: true })
    const into = new Uint8Array(3)
    const count: number | null = await file.read(into)
    file.seekSync(-5, Deno.SeekMode.End)
    for await (const part of file.readable) new TextDecoder().decode(part)
    for await (const part of file.readable.pipeThrough(new TextDecoderStream())) part.toUpperCase()
    await new Blob(['+']).stream().pipeTo(file.writable)
    function close(open: Deno.FsFile) { if (open instanceof Deno.FsFile) open.close() }`,
  programs: `
    const { code, success, stdout } = await new Deno.Command('sh', { args: ['-c', 'exit 3'] }).output()
    const text: string = new TextDecoder().decode(stdout)
    const cat: Deno.ChildProcess = new Deno.Command('cat', { stdin: 'piped', stdout: 'piped' }).spawn()
    const writer = cat.stdin.getWriter()
    await writer.write(new TextEncoder().encode('through'))
    cat.kill('SIGTERM')
    const status: Deno.CommandStatus = await cat.status
    const lines: string = await cat.stdout.text()
    await new Blob(['three']).stream().pipeTo(Deno.stdout.writable)`,
  'a server': `
    const server = Deno.serve({ port: 0, onListen({ port }) { port.toFixed() } }, async (request, info) => {
      info.remoteAddr.hostname.trim()
      return Response.json({ path: new URL(request.url).pathname, body: await request.text() }, { status: 201 })
    })
    server.addr.port.toFixed()
    Deno.serve(() => new Response('hi'))
    Deno.serve({ handler: () => new Response('hi') })
    const handler: Deno.ServeHandler = (request) => new Response(request.method)
    await server.shutdown()`,
  tests: `
    Deno.test('adds', () => {})
    Deno.test('waits', async (t) => { await t.step('inner', async () => {}) })
    Deno.test({ name: 'left out', ignore: true, fn() {} })
    Deno.test.only(function named() {})
    Deno.test('options', { sanitizeOps: false }, async (t: Deno.TestContext) => { t.name.trim() })`,
  'the notebook': `
    await Deno.jupyter.display({ 'text/html': '<b>x</b>' }, { raw: true })
    class Shown { [Deno.jupyter.$display]() { return { 'text/plain': 'x' } } }
    Deno.jupyter.html\`<b>\${1}</b>\`
    await Deno.jupyter.broadcast('display_data', { data: {} }, { metadata: {} })`,
  'the process': `
    const home: string = Deno.env.get('HOME') ?? ''
    if (Deno.args.length > 9) Deno.exit(1)
    const granted = (await Deno.permissions.query({ name: 'read', path: '.' })).state === 'granted'
    const major: string | undefined = Deno.version.deno.split('.')[0]
    Deno.inspect({ a: [1, 2] }, { depth: 3, colors: true })
    Deno.addSignalListener('SIGINT', () => {})
    Deno.unrefTimer(setTimeout(() => {}, 1))`,
}

test.each(Object.entries(programs))('programs for Deno have no warnings: %s', async (_, program) => {
  expect(await complaints(program)).toEqual([])
})

test('mistakes and what is not there are pointed at', async () => {
  expect(await complaints("const n: number = Deno.readTextFileSync('a')")).toEqual([
    "Type 'string' is not assignable to type 'number'.",
  ])
  expect(await complaints('Deno.openKv()')).toEqual(["Property 'openKv' does not exist on type 'typeof Deno'."])
})

test('modules of the web are anything, their types as well', async () => {
  const code = `import { serve, type Options } from 'https://deno.land/std/http/server.ts'
import * as all from 'https://esm.sh/d3'
import d3, { type Axis } from 'https://esm.sh/d3@7'
const options: Options = { port: 1 }
const axis: Axis<number> = d3.axis(options)
let scale: all.Scale<number, all.Deep.Kind>
serve(axis, all.scaleLinear().domain([0, 1]))
const { later } = await import('https://deno.land/x/late.ts')
later.call()`
  expect(await complaints(code)).toEqual([])
})

test('a session that never names Deno does not read its types', async () => {
  const session = createSession({ directory: mkdtempSync(join(tmpdir(), 'loopbook-deno-')), preloads: {} })
  session.addCell({ id: 1, code: 'const denoted = 1' })
  expect(session.workspace.read(session.names.deno)).toBe('declare var Deno: any')
  session.addCell({ id: 2, code: 'Deno.cwd()' })
  expect(session.workspace.read(session.names.deno)).toContain('declare namespace Deno {')
})
