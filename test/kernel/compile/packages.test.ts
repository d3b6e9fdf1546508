// `npm:` and `jsr:` specifiers, installed by the real npm from a registry of our own on loopback.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CellSession } from './cell-session.ts'

let directory: string
let server: Server
let env: Record<string, string>
let asked: string[] = []

/** The tarball of a package with one file. */
function pack(name: string, version: string, source: string): Buffer {
  const folder = mkdtempSync(join(directory, 'pack-'))
  mkdirSync(join(folder, 'package'))
  writeFileSync(
    join(folder, 'package/package.json'),
    JSON.stringify({ name, version, type: 'module', exports: { '.': './x.js', './sub': './x.js' } }),
  )
  writeFileSync(join(folder, 'package/x.js'), source)
  execFileSync('tar', ['czf', 'all.tgz', 'package'], { cwd: folder })
  return readFileSync(join(folder, 'all.tgz'))
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'packages-'))
  const tarballs = new Map<string, Buffer>()
  const versions: Record<string, string[]> = { 'tiny-cat': ['1.0.0', '2.0.0'], '@jsr/std__cat': ['1.0.0'] }
  for (const [name, all] of Object.entries(versions))
    for (const version of all)
      tarballs.set(
        `${name}@${version}`,
        pack(name, version, `export const version = '${version}'; export default '${name}'`),
      )
  server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1)
    asked.push(path)
    const tarball = tarballs.get(path.replace(/\.tgz$/, ''))
    if (tarball) {
      response.end(tarball)
      return
    }
    const found = versions[path]
    if (!found) {
      response.writeHead(404).end('{}')
      return
    }
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const entries = found.map((version) => {
      const bytes = tarballs.get(`${path}@${version}`)!
      const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`
      const tarball = `${base}/${encodeURIComponent(`${path}@${version}`)}.tgz`
      return [version, { name: path, version, dist: { tarball, integrity } }]
    })
    response.end(
      JSON.stringify({
        name: path,
        'dist-tags': { latest: found.at(-1) },
        versions: Object.fromEntries(entries) as unknown,
      }),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  env = {
    LOOPBOOK_CACHE: join(directory, 'cache'),
    npm_config_registry: registry,
    'npm_config_@jsr:registry': registry,
    npm_config_cache: join(directory, 'npm'),
    npm_config_fetch_retries: '0',
  }
})
afterAll(() => {
  server.close()
  rmSync(directory, { recursive: true })
})

test('a package is installed on its first use, with a word about it, and taken from the cache afterwards', async () => {
  await using session = await CellSession.start({ directory, env })
  const first = await session.run(`import cat, { version } from 'npm:tiny-cat'; [cat, version]`)
  expect(first.value).toBe(`[ 'tiny-cat', '2.0.0' ]`)
  expect(first.progress).toMatch(/^Installing tiny-cat@latest …\nInstalled tiny-cat@latest in [\d.]+ s\.\n$/)
  expect(await session.value(`import { version as old } from 'npm:tiny-cat@1.0.0'; old`)).toBe(`'1.0.0'`)
  expect(await session.value(`(await import('npm:/tiny-cat@^1/sub')).version`)).toBe(`'1.0.0'`)
  expect(await session.value(`import std from 'jsr:@std/cat'; std`)).toBe(`'@jsr/std__cat'`)
  asked = []
  await using later = await CellSession.start({ directory, env })
  const again = await later.run(`import cat, { version } from 'npm:tiny-cat'; version`)
  expect([again.value, again.progress, asked]).toEqual([`'2.0.0'`, '', []])
})

test('what can not be installed says why, at the import', async () => {
  await using session = await CellSession.start({ directory, env })
  expect(await session.failure(`const a = 1\nimport x from 'npm:no-such-cat'`)).toMatch(
    /^Error: no-such-cat@latest could not be installed: there is no such package\..*\n {2}Cell \[1\], line 2\n[^]*hint: check the name\.$/,
  )
  expect(await session.failure(`import x from 'npm:tiny-cat@9'`)).toContain('there is no such version')
  expect(await session.failure(`import x from 'npm:../etc'`)).toContain(`'npm:../etc' is not the name of a package.`)
  expect(await session.failure(`import x from 'jsr:cat'`)).toContain('hint: write jsr:@scope/name')
})

test('offline it says so', async () => {
  await using session = await CellSession.start({
    directory,
    env: { ...env, npm_config_registry: 'http://127.0.0.1:1/', LOOPBOOK_CACHE: join(directory, 'other') },
  })
  expect(await session.failure(`import x from 'npm:tiny-cat'`)).toContain('hint: you seem to be offline')
})

test('a registry that can not be reached is told within seconds', async () => {
  await using session = await CellSession.start({
    directory,
    env: { ...env, 'npm_config_@jsr:registry': 'http://127.0.0.1:1/', LOOPBOOK_CACHE: join(directory, 'other') },
  })
  expect(await session.failure(`import x from 'jsr:@std/cat@1'`)).toMatch(
    /^Error: jsr:@std\/cat@1 could not be installed: the registry 127\.0\.0\.1 can not be reached \(ECONNREFUSED\)\./,
  )
})
