// `Deno` in cells: the same program in the real Deno and in a cell must print the same; what only a notebook has stands apart.
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findPython, root } from '../../interop/python.ts'
import { startKernel } from '../start.ts'
import type { TestKernel } from '../start.ts'

const deno = join(root, '.venv', 'bin', 'deno')
let kernel: TestKernel
let directory: string
let reason: string | undefined

beforeAll(async () => {
  ;({ reason } = await findPython())
  directory = mkdtempSync(join(tmpdir(), 'deno-'))
  kernel = await startKernel()
}, 300_000)
afterAll(async () => {
  await kernel[Symbol.asyncDispose]()
  rmSync(directory, { recursive: true })
})

/** Each prints one line of JSON for what it does. */
const programs: Record<string, string> = {
  'files are written, added to and read': `
    await Deno.writeTextFile('a.txt', 'one'); await Deno.writeTextFile('a.txt', ' two', { append: true })
    Deno.writeFileSync('b.bin', new Uint8Array([1, 2, 3]))
    say(await Deno.readTextFile('a.txt'), [...await Deno.readFile('b.bin')], Deno.readTextFileSync(new URL('file://' + Deno.cwd() + '/a.txt')))
    say(await kind(() => Deno.writeTextFile('a.txt', 'x', { createNew: true })), await kind(() => Deno.writeTextFile('no.txt', 'x', { create: false })))
    await Deno.writeTextFile('s.txt', new Blob(['streamed']).stream().pipeThrough(new TextDecoderStream())); say(await Deno.readTextFile('s.txt'))`,
  'folders are made, listed and removed': `
    await Deno.mkdir('d/e', { recursive: true }); Deno.writeTextFileSync('d/f', ''); Deno.symlinkSync('f', 'd/g')
    const all = []; for await (const entry of Deno.readDir('d')) all.push(entry)
    say(all.sort((a, b) => a.name < b.name ? -1 : 1)); say([...Deno.readDirSync('d')].length)
    say(await kind(() => Deno.mkdir('d')), await kind(() => Deno.remove('d')), await kind(() => Deno.readDirSync('none')), await kind(() => Deno.remove('none')))
    await Deno.rename('d/f', 'd/h'); await Deno.copyFile('d/h', 'd/i'); say(Deno.realPathSync('d/i').endsWith('/d/i'), Deno.readLinkSync('d/g'))
    const { isFile, isDirectory, isSymlink, size, mtime } = await Deno.stat('d'); say(isFile, isDirectory, isSymlink, mtime instanceof Date)
    say((await Deno.lstat('d/g')).isSymlink); await Deno.remove('d', { recursive: true }); say(await kind(() => Deno.stat('d')))
    say(Deno.makeTempFileSync({ prefix: 'p', suffix: '.s' }).endsWith('.s'), Deno.statSync(await Deno.makeTempDir()).isDirectory)`,
  'an open file has a position': `
    using file = await Deno.open('o.txt', { read: true, write: true, create: true, truncate: true })
    say(await file.write(new TextEncoder().encode('hello world')), await file.seek(6, Deno.SeekMode.Start))
    const piece = new Uint8Array(3); say(await file.read(piece), new TextDecoder().decode(piece), file.readSync(piece), file.readSync(piece))
    say(file.seekSync(-5, Deno.SeekMode.End), file.seekSync(2, Deno.SeekMode.Current), (await file.stat()).size); await file.truncate(4)
    const parts = []; for await (const part of (await Deno.open('o.txt')).readable) parts.push(new TextDecoder().decode(part)); say(parts)
    const more = await Deno.open('o.txt', { append: true }); await new Blob(['+']).stream().pipeTo(more.writable); say(Deno.readTextFileSync('o.txt'))
    say(await kind(() => Deno.open('none.txt')), await kind(() => Deno.open('o.txt', { write: true, createNew: true })))`,
  'programs are run': `
    const { code, success, signal, stdout, stderr } = await new Deno.Command('sh', { args: ['-c', 'echo out; echo err >&2; exit 3'] }).output()
    say(code, success, signal, new TextDecoder().decode(stdout), new TextDecoder().decode(stderr))
    const sync = new Deno.Command('sh', { args: ['-c', 'echo $A'], env: { A: 'b' }, stderr: 'null' }).outputSync()
    say(sync.code, new TextDecoder().decode(sync.stdout), await kind(() => sync.stderr))
    const cat = new Deno.Command('cat', { stdin: 'piped', stdout: 'piped' }).spawn()
    const writer = cat.stdin.getWriter(); await writer.write(new TextEncoder().encode('through')); await writer.close()
    say(new TextDecoder().decode((await cat.output()).stdout), (await cat.status).success)
    const long = new Deno.Command('sleep', { args: ['100'] }).spawn(); long.kill(); const ended = await long.status; say(ended.code, ended.signal)
    const aborted = await new Deno.Command('sh', { args: ['-c', 'kill -ABRT $$'] }).output(); say(aborted.code, aborted.signal)
    say(await kind(() => new Deno.Command('no-such-program').output()), await kind(() => new Deno.Command('no-such-program').outputSync()))`,
  'a server answers': `
    const server = Deno.serve({ port: 0, onListen() {} }, async (request) => {
      if (request.url.endsWith('/bad')) throw new Error('on purpose')
      return Response.json({ path: new URL(request.url).pathname, method: request.method, body: await request.text(), x: request.headers.get('x') }, { status: 201, headers: [['set-cookie', 'a=1'], ['set-cookie', 'b=2']] })
    })
    await new Promise((resolve) => setTimeout(resolve, 100))
    const response = await fetch('http://127.0.0.1:' + server.addr.port + '/p?q', { method: 'POST', body: 'hey', headers: { x: 'y' } })
    say(response.status, await response.json(), response.headers.getSetCookie()); await server.shutdown(); await server.finished`,
  'a stream is sent as it comes': `
    const server = Deno.serve({ port: 0, onListen() {} }, async (request) => new Response((await request.text()).toUpperCase()))
    await new Promise((resolve) => setTimeout(resolve, 100))
    const url = 'http://127.0.0.1:' + server.addr.port
    say(await (await fetch(url, { method: 'POST', body: new Blob(['one']).stream() })).text())
    const request = new Request(url, { method: 'PUT', body: new Blob(['two']).stream() }); say(request instanceof Request, request.method)
    say(await (await fetch(request)).text(), Request.name); await server.shutdown()`,
  'the environment, the process': `
    Deno.env.set('LB_TEST', '1'); say(Deno.env.get('LB_TEST'), Deno.env.has('LB_TEST'), Deno.env.toObject().LB_TEST, Deno.env.get('LB_NONE'))
    Deno.env.delete('LB_TEST'); say(Deno.env.has('LB_TEST'), Deno.args, typeof Deno.pid, Deno.build.os, Deno.build.arch, Deno.build.target.split('-')[0], typeof Deno.hostname())
    say((await Deno.permissions.query({ name: 'read' })).state, Object.keys(Deno.version).sort(), /^2\\./.test(Deno.version.deno), Deno.stdout.isTerminal())
    say(Deno.inspect({ a: [1, 2] }), new Deno.errors.NotFound('x') instanceof Error, Deno.errors.NotFound.name, String(new Deno.errors.Busy('b')))`,
}

const prelude = `
  const lines = []; const say = (...values) => lines.push(JSON.stringify(values))
  const kind = async (work) => { try { return ['ok', typeof await work()] } catch (error) { return [error.name, error instanceof (Deno.errors[error.name] ?? Error), error.code ?? null].slice(0, 2) } }`

describe('the same program says the same in Deno and in a cell:', () => {
  test.for(Object.entries(programs))('%s', { timeout: 60_000 }, async ([, program], { skip }) => {
    if (reason !== undefined) return skip(reason)
    if (!existsSync(deno)) return skip('there is no Deno for this machine')
    const path = join(directory, 'program.ts')
    const text = `${prelude}\n{${program}\n}\nconsole.log(lines.join('\\n'))`
    writeFileSync(path, text)
    const folder = mkdtempSync(join(directory, 'run-'))
    const { stdout } = await promisify(execFile)(deno, ['run', '-A', '--no-check', path], { cwd: folder })
    const { outputs } = await kernel.run(
      `Deno.chdir(Deno.makeTempDirSync())\n${text.replaceAll('const lines', 'var lines').replaceAll('const ', 'let ')}`,
    )
    expect(outputs.join('').replaceAll('stdout: ', '')).toBe(stdout)
  })
})

test('tests run when the cell’s own code has ended, and the cell waits for them', async () => {
  const { outputs, status } = await kernel.run(`
    Deno.test('adds', () => {})
    Deno.test('waits', async (t) => { await t.step('inner', async () => { await new Promise((r) => setTimeout(r, 50)); throw new Error('bad') }) })
    Deno.test({ name: 'left out', ignore: true, fn() {} })
    console.log('end of the cell')`)
  const text = outputs
    .join('')
    .replaceAll('stdout: ', '')
    .replaceAll(/\(\d+ms\)/g, '(ms)')
  expect(status).toBe('ok')
  expect(text).toMatch(
    /^end of the cell\nadds \.\.\. ok \(ms\)\n {2}inner \.\.\. FAILED \(ms\)\nwaits \.\.\. FAILED \(ms\)\nleft out \.\.\. ignored\n\nwaits \.\.\. inner => Error: bad\n[^]*\nFAILED \| 1 passed \| 1 failed \| 1 ignored \(ms\)\n$/,
  )
})

test('tests that never end are stopped with their cell, and the next cell runs', async () => {
  const cell = await kernel.startCell(`Deno.test('never', () => new Promise(() => {}))`)
  await new Promise((resolve) => setTimeout(resolve, 200))
  await kernel.send('control', 'interrupt_request', {})
  await kernel.until(() => kernel.answered(cell))
  expect((await kernel.run('1 + 1')).outputs).toEqual(['execute_result: 2'])
})

test('what is written to Deno.stdout, and what programs print, comes to the cell', async () => {
  const { outputs } = await kernel.run(`
    Deno.stdout.writeSync(new TextEncoder().encode('one\\n'))
    await new Deno.Command('echo', { args: ['two'] }).spawn().status
    await new Blob(['three\\n']).stream().pipeTo(Deno.stdout.writable)`)
  expect(outputs.join('').replaceAll('stdout: ', '')).toBe('one\ntwo\nthree\n')
})

test('what is not there says what to take instead, and nobody sees Deno who does not name it', async () => {
  const { messages } = await kernel.run('Deno.listen({ port: 0 })')
  const error = messages.find(({ header }) => header.msg_type === 'error')!
  expect(error.content).toMatchObject({
    ename: 'NotSupported',
    evalue: 'Deno.listen is not there in this kernel, which runs on Node.',
  })
  expect((error.content['traceback'] as string[]).at(-1)).toContain('node:net has createServer().')
  await using other = await startKernel()
  expect(
    (await other.run(`Object.keys(globalThis).concat(Object.getOwnPropertyNames(globalThis)).includes('De' + 'no')`))
      .outputs,
  ).toEqual(['execute_result: false'])
})

test('a file beside the notebook that was written for Deno finds it', async () => {
  await using other = await startKernel()
  writeFileSync(join(other.directory, 'inner.ts'), `export const version = () => Deno.version.deno.split('.')[0]`)
  writeFileSync(
    join(other.directory, 'outer.ts'),
    `import { version } from './inner.ts'; export const seen = version()`,
  )
  expect((await other.run(`import { seen } from './outer.ts'; seen`)).outputs).toEqual([`execute_result: '2'`])
})
