// `https:` imports of cells and of files beside the notebook, from a web server of our own on loopback.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CellSession } from './cell-session.ts'

const files: Record<string, [type: string, text: string]> = {
  '/mod.ts': [
    'text/plain',
    `import type { T } from './only-types.ts'
     import { x } from './deep/x.ts'
     import data from './data.json' with { type: 'json' }
     export const y: number = x + data.n
     export default 'of mod'
     export const url = import.meta.url
     export enum E { A = 5 }`,
  ],
  '/deep/x.ts': ['application/typescript; charset=utf-8', `import { b } from '/abs.js'; export const x: number = b`],
  '/abs.js': ['application/javascript', `import path from 'node:path'; export const b = path.basename('/a/40') - 0`],
  '/data.json': ['application/json', '{ "n": 2 }'],
  '/later.js': [
    'text/javascript',
    `export const load = () => import('./abs.js'); export const bad = () => import('./gone.js')`,
  ],

  '/page': ['text/html', '<html>'],
  '/broken.ts': ['text/typescript', `export const a = 1\nexport const b: = 3`],
}

let directory: string
let server: Server
let base: string
let env: Record<string, string>
let asked: string[] = []

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'remote-'))
  server = createServer((request, response) => {
    const url = request.url ?? ''
    asked.push(url)
    if (url === '/latest.ts') return void response.writeHead(302, { location: '/mod.ts' }).end()
    const file = files[url]
    if (!file) return void response.writeHead(404).end('no')
    response.setHeader('content-type', file[0]).end(file[1])
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  env = { LOOPBOOK_CACHE: join(directory, 'cache') }
})
afterAll(() => {
  server.close()
  rmSync(directory, { recursive: true })
})

test('a module is fetched with all that it imports, compiled, and kept', async () => {
  await using session = await CellSession.start({ directory, env })
  const { value, progress } = await session.run(
    `import text, { y, url, E } from '${base}/latest.ts'; [text, y, url, E.A]`,
  )
  expect(value).toBe(`[ 'of mod', 42, '${base}/mod.ts', 5 ]`)
  expect(progress).toMatch(/^Fetching \S+latest\.ts …\nFetched 4 modules in [\d.]+ s\.\n$/)
  // The same module by another address, and by import().
  expect(await session.value(`(await import('${base}/mod.ts')).E === E`)).toBe('true')
  asked = []
  await using later = await CellSession.start({ directory, env })
  const again = await later.run(`import { y } from '${base}/latest.ts'; y`)
  expect([again.value, again.progress, asked]).toEqual(['42', '', []])
})

test('a file beside the notebook may import from the web too', async () => {
  await using session = await CellSession.start({ directory, env })
  writeFileSync(join(directory, 'inner.ts'), `export { y } from '${base}/mod.ts'`)
  writeFileSync(join(directory, 'outer.ts'), `import { y } from './inner.ts'; export const z = y + 1`)
  expect(await session.value(`import { z } from './outer.ts'; z`)).toBe('43')
})

test('what a module imports later is there, and what is not there fails only then', async () => {
  await using session = await CellSession.start({ directory, env })
  expect(await session.value(`import { load, bad } from '${base}/later.js'; (await load()).b`)).toBe('40')
  expect(await session.failure('await bad()')).toContain(`Cannot import '${base}/gone.js': 127.0.0.1:`)
})

test('what is no module says what it is, at the import', async () => {
  await using session = await CellSession.start({ directory, env })
  expect(await session.failure(`1\nimport '${base}/gone.ts'`)).toMatch(
    /^Error: Cannot import '\S+gone\.ts': 127\.0\.0\.1:\d+ answered 404\.\n {2}Cell \[1\], line 2\n[^]*hint: check the address\.$/,
  )
  expect(await session.failure(`import '${base}/page'`)).toContain('it is text/html, not a module.')
  expect(await session.failure(`import '${base}/broken.ts'`)).toContain(`in line 2 of ${base}/broken.ts`)
})

test('offline it names the host, and what was fetched before still works', async () => {
  const gone = createServer()
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve))
  const { port } = gone.address() as AddressInfo
  await new Promise((resolve) => gone.close(resolve))
  await using session = await CellSession.start({ directory, env })
  const said = await session.failure(`import { a } from 'http://127.0.0.1:${port}/mod.ts'`)
  expect(said).toContain(`127.0.0.1:${port} can not be reached (ECONNREFUSED).`)
  expect(said).toContain('hint: you seem to be offline; a module that was fetched once works offline too.')
  expect(await session.failure(`import d3 from 'https://esm.sh.invalid/d3'`)).toContain(
    'esm.sh.invalid can not be reached',
  )
  expect(await session.value(`import { y } from '${base}/mod.ts'; y`)).toBe('42')
})
