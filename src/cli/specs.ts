// What `install`, `uninstall` and `doctor` share: which kernelspecs there are to be, and where they go.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { kernelsFolder } from '../../kernel/kernelspec/index.ts'
import type { KernelProgram } from '../../kernel/kernelspec/index.ts'
import { packageRoot } from './package-root.ts'

export interface Where {
  folder: string
  names: Readonly<Record<'typescript' | 'javascript', string>>
  help: boolean
}

export const places = `  --user         the folder of this user (the default)
  --prefix DIR   DIR/share/jupyter/kernels, for a virtual environment or a system
  --sys-prefix   the virtual environment that is active
  --name NAME    instead of loopbook; the JavaScript kernel is NAME-js`

export function parsePlace(argv: string[]): Where {
  const { values } = parseArgs({
    args: argv,
    options: {
      user: { type: 'boolean' },
      prefix: { type: 'string' },
      'sys-prefix': { type: 'boolean' },
      name: { type: 'string', default: 'loopbook' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const environment = process.env['VIRTUAL_ENV'] ?? process.env['CONDA_PREFIX']
  if (values['sys-prefix'] && environment === undefined) {
    throw Object.assign(new Error('No virtual environment is active.'), { hint: 'activate it, or use --prefix DIR.' })
  }
  const prefix = values.prefix ?? (values['sys-prefix'] ? environment : undefined)
  const { name, help } = values
  return { folder: kernelsFolder({ prefix }), names: { typescript: name, javascript: `${name}-js` }, help }
}

export function kernelProgram(): KernelProgram {
  const source = import.meta.url.endsWith('.ts')
  const root = packageRoot()
  return {
    node: process.execPath,
    main: source ? join(root, 'kernel', 'main.ts') : join(root, 'dist', 'kernel', 'main.cjs'),
  }
}
