import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ClientError, findKernelspec, listKernelspecs } from '../../src/client/index.ts'

const root = mkdtempSync(join(tmpdir(), 'kernelspecs-'))
afterAll(() => rmSync(root, { recursive: true }))

function install(prefix: string, name: string, spec: unknown): void {
  const folder = join(root, prefix, 'share/jupyter/kernels', name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'kernel.json'), typeof spec === 'string' ? spec : JSON.stringify(spec))
}

const python = {
  argv: ['python', '-m', 'ipykernel_launcher', '-f', '{connection_file}'],
  language: 'Python',
  display_name: 'Py',
}
install('venv', 'python3', python)
install('venv', 'broken', '{"argv": [')
install('venv', 'no-argv', { display_name: 'x' })
mkdirSync(join(root, 'venv/bin'))
writeFileSync(join(root, 'venv/bin/python'), '')
chmodSync(join(root, 'venv/bin/python'), 0o755)
install('other', 'python3', { ...python, display_name: 'Other' })
install('other', 'r', { argv: ['R'], language: 'R', interrupt_mode: 'message', env: { A: '1', bad: 2 } })
const env = { VIRTUAL_ENV: join(root, 'venv'), JUPYTER_PATH: '', HOME: join(root, 'home'), PATH: '' }

test("a bare python is the Python of the kernelspec's own environment", () => {
  expect(findKernelspec('python3', env)).toMatchObject({
    name: 'python3',
    displayName: 'Py',
    language: 'python',
    interruptMode: 'signal',
    argv: [join(root, 'venv/bin/python'), '-m', 'ipykernel_launcher', '-f', '{connection_file}'],
  })
})

test('JUPYTER_PATH comes first, and names are found whatever their case', () => {
  const found = findKernelspec('Python3', { ...env, JUPYTER_PATH: join(root, 'other/share/jupyter') })
  expect(found.displayName).toBe('Other')
})

test('broken kernelspecs are no kernels, and do not hide the others', () => {
  const names = listKernelspecs({ ...env, JUPYTER_PATH: join(root, 'other/share/jupyter') }).map(({ name }) => name)
  expect(names).toContain('r')
  expect(names).not.toContain('broken')
  expect(names).not.toContain('no-argv')
})

test('interrupt mode and environment are read, values that are no text left out', () => {
  const spec = findKernelspec('r', { ...env, JUPYTER_PATH: join(root, 'other/share/jupyter') })
  expect(spec).toMatchObject({ interruptMode: 'message', env: { A: '1' }, language: 'r' })
})

test('an unknown name is answered with the names that are installed', () => {
  const refused = (): unknown => findKernelspec('julia', env)
  expect(refused).toThrow(ClientError)
  expect(refused).toThrow('There is no Jupyter kernel named "julia".')
  expect(refused).toThrow(expect.objectContaining({ hint: expect.stringContaining('python3') as string }))
})
