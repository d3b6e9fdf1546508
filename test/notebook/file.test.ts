import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readNotebook, writeAtomic, writeNotebook } from '../../src/notebook/index.ts'
import { fixture, fixturePath } from './fixture.ts'

const program = fileURLToPath(new URL('write-large.ts', import.meta.url))
let folder = ''
let path = ''
const original = fixture('jupyter writes one blank and arrays of lines')

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'notebook-file-'))
  path = join(folder, 'etl.ipynb')
  writeFileSync(path, original)
})
afterEach(() => {
  chmodSync(folder, 0o755)
  rmSync(folder, { recursive: true, force: true })
})

/** Nothing but the notebook may be in the folder. */
function expectIntact(): void {
  expect(readFileSync(path, 'utf8')).toBe(original)
  expect(readdirSync(folder)).toEqual(['etl.ipynb'])
}

describe('writing', () => {
  test('replaces the text, keeps the mode, leaves no temporary file', async () => {
    chmodSync(path, 0o664)
    await writeAtomic(path, '{"new": true}', { expected: original })
    expect(readFileSync(path, 'utf8')).toBe('{"new": true}')
    expect(statSync(path).mode & 0o777).toBe(0o664)
    expect(readdirSync(folder)).toEqual(['etl.ipynb'])
  })

  test('writes through a symbolic link, which stays a link', async () => {
    const link = join(folder, 'link.ipynb')
    symlinkSync('etl.ipynb', link)
    await writeAtomic(link, 'new')
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
    expect(readFileSync(path, 'utf8')).toBe('new')
  })

  test('makes a file that was not there, with the usual mode', async () => {
    const fresh = join(folder, 'fresh.ipynb')
    await writeAtomic(fresh, 'new')
    expect(statSync(fresh).mode & 0o777).toBe(0o666 & ~process.umask())
  })

  test('does not touch the file when nothing changed', async () => {
    const file = await readNotebook(path)
    const before = statSync(path)
    await writeNotebook(file, structuredClone(file.notebook))
    expect(statSync(path).ino).toBe(before.ino)
  })

  test('refuses to overwrite what someone else wrote meanwhile', async () => {
    const file = await readNotebook(path)
    writeFileSync(path, `${original} `)
    await expect(writeNotebook(file, { ...file.notebook, cells: [] })).rejects.toThrow(
      `${path}: changed meanwhile: not overwritten\nhint: run again, so that the newest version is used`,
    )
    expect(readFileSync(path, 'utf8')).toBe(`${original} `)
    expect(readdirSync(folder)).toEqual(['etl.ipynb'])
  })

  test('refuses when the notebook deleted itself', async () => {
    const file = await readNotebook(path)
    rmSync(path)
    await expect(writeNotebook(file, { ...file.notebook, cells: [] })).rejects.toThrow(
      'was removed meanwhile: not written',
    )
    expect(readdirSync(folder)).toEqual([])
  })

  test('a read-only folder: a clear error, original intact', () => {
    chmodSync(folder, 0o555)
    // For root no folder is read-only, so another user writes.
    const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
    const { stdout } = spawnSync(process.execPath, ['--conditions=loopbook-source', program, path], {
      encoding: 'utf8',
      ...user,
    })
    expect(stdout).toContain('could not be written (EACCES); the file is as it was before')
    expect(stdout).toContain('hint: the folder is not writable for this user: write the result elsewhere with --out')
    chmodSync(folder, 0o755)
    expectIntact()
  })

  test('a folder that does not exist is told', async () => {
    await expect(writeAtomic(join(folder, 'none', 'a.ipynb'), 'new')).rejects.toThrow('hint: the folder does not exist')
  })
})

describe('a write that fails in the middle (limit on file size, as a full disk)', () => {
  function writeLarge(shell: string): { status: number | null; stdout: string } {
    const command = `${shell} ulimit -f 64; exec "$0" --conditions=loopbook-source "$1" "$2"`
    const { status, stdout } = spawnSync('bash', ['-c', command, process.execPath, program, path], { encoding: 'utf8' })
    return { status, stdout }
  }

  test('a clear error, original intact, no temporary file', () => {
    const { status, stdout } = writeLarge(`trap '' XFSZ;`)
    expect(stdout).toContain('could not be written (EFBIG); the file is as it was before')
    expect(status).toBe(7)
    expectIntact()
  })

  test('even when the process is killed by it, the original is intact', () => {
    writeLarge('')
    expect(readFileSync(path, 'utf8')).toBe(original)
  })

  test('the same process without a limit does replace it', () => {
    const { status } = spawnSync(process.execPath, ['--conditions=loopbook-source', program, path])
    expect(status).toBe(0)
    expect(statSync(path).size).toBeGreaterThan(1_000_000)
  })
})

describe('reading', () => {
  test('a file that is not there', async () => {
    await expect(readNotebook(join(folder, 'none.ipynb'))).rejects.toThrow('none.ipynb: there is no such file')
  })

  test('bytes that are no UTF-8: the line', async () => {
    writeFileSync(path, Buffer.concat([Buffer.from('{\n"a": "'), Buffer.from([0xff, 0xfe, 0xff]), Buffer.from('"}')]))
    await expect(readNotebook(path)).rejects.toThrow('etl.ipynb, line 2: the file is not UTF-8')
  })

  test('UTF-16 is called that', async () => {
    writeFileSync(path, Buffer.from(`\uFEFF${original}`, 'utf16le'))
    await expect(readNotebook(path)).rejects.toThrow('it looks like UTF-16: save it again as UTF-8')
  })

  test('a fixture', async () => {
    const file = await readNotebook(fixturePath('tabs and keys in odd order'))
    expect(file.notebook.cells).toHaveLength(1)
  })
})
