// How virtual files are called. TypeScript treats names that begin with `^/` as "dynamic" (`^/scheme/authority/path`): it
// then offers no auto-imports, which the API can't compute and answers with an error instead of the list of
// identifiers. So every file, also those on the disk, is shown to it under one such prefix.
//
//   virtualName('/nb/cell.ts') === '^/loopbook/disk/nb/cell.ts'    diskName('^/loopbook/disk/C:/nb/x.ts') === 'C:/nb/x.ts'

const prefix = '^/loopbook/disk'

export function virtualName(path: string): string {
  const slashed = path.replaceAll('\\', '/')
  return prefix + (slashed.startsWith('/') ? slashed : `/${slashed}`)
}

/** The path on the disk, or undefined for names that are not ours (the compiler's own library files). */
export function diskName(name: string): string | undefined {
  if (name === prefix) return '/'
  if (!name.startsWith(`${prefix}/`)) return undefined
  const path = name.slice(prefix.length)
  return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path
}

/** The names of the files of one session, all beside the notebook so that relative imports work. */
export interface SessionNames {
  readonly config: string
  /** The cell being edited. */
  readonly edit: string
  readonly editTsx: string
  /** The cell being checked that is not part of the history. */
  readonly check: string
  readonly checkTsx: string
  /** Re-exports each live name from the cell that defined it last. */
  readonly live: string
  readonly preloads: string
  /** Declarations of modules that nothing installed declares. */
  readonly ambient: string
  /** Declares `Deno`. */
  readonly deno: string
  cell(order: number, tsx: boolean): string
}

export function sessionNames(directory: string): SessionNames {
  const base = virtualName(directory).replace(/\/$/, '')
  const file = (name: string): string => `${base}/loopbook-${name}`
  return {
    config: file('session.json'),
    edit: file('edit.ts'),
    editTsx: file('edit-jsx.tsx'),
    check: file('check.ts'),
    checkTsx: file('check-jsx.tsx'),
    live: file('live.ts'),
    preloads: file('preloads.ts'),
    ambient: file('ambient.d.ts'),
    deno: file('deno.d.ts'),
    cell: (order, tsx) => file(`cell-${order}.${tsx ? 'tsx' : 'ts'}`),
  }
}

/** The relative specifier by which files of the session import one another. */
export function specifier(name: string): string {
  return `./${name.slice(name.lastIndexOf('/') + 1).replace(/\.tsx?$/, '')}`
}
