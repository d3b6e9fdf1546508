// The tsconfig of a session: the notebook's own settings (the nearest tsconfig.json, up to the folder of package.json),
// with what a notebook needs laid over them. A cell is compiled by oxc into a module with top-level await, so settings
// about emitting, unused names or erasable syntax say nothing here and are switched off.
//
//   const text = sessionConfig({ names, directory, own: '/nb/tsconfig.json', types: undefined, source: false })
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ancestors } from './files.ts'
import { type SessionNames, virtualName } from './names.ts'

/** The tsconfig.json that governs a folder, as editors find it; the search ends where the package does. */
export function findConfig(directory: string): string | undefined {
  for (const folder of ancestors(directory)) {
    const path = join(folder, 'tsconfig.json')
    if (existsSync(path)) return path
    if (existsSync(join(folder, 'package.json'))) return undefined
  }
  return undefined
}

export interface ConfigOptions {
  names: SessionNames
  directory: string
  /** The notebook's own tsconfig.json. */
  own: string | undefined
  /** Its `types`, if it says any. */
  types: readonly string[] | undefined
  /** Folder of @types that the kernel brings, for notebooks without any. */
  ownTypes: string
  /** Resolve the kernel's own package to its TypeScript sources. */
  source: boolean
}

export function sessionConfig({ names, directory, own, types, ownTypes, source }: ConfigOptions): string {
  const folders = ancestors(directory).map((folder) => join(folder, 'node_modules', '@types'))
  const nearest = folders.find((folder) => existsSync(folder))
  const visible = types ?? (nearest ? readdirSync(nearest).filter((name) => !name.startsWith('.')) : [])
  return JSON.stringify({
    ...(own ? { extends: virtualName(own) } : {}),
    compilerOptions: {
      ...(own ? {} : { strict: true, target: 'esnext', lib: ['esnext'] }),
      // Lenient about extensions and default imports, as the kernel's loader is; `import x = require('y')` included.
      module: 'preserve',
      moduleResolution: 'bundler',
      moduleDetection: 'force',
      allowImportingTsExtensions: true,
      esModuleInterop: true,
      resolveJsonModule: true,
      allowJs: true,
      checkJs: false,
      jsx: 'preserve',
      noEmit: true,
      skipLibCheck: true,
      composite: false,
      incremental: false,
      declaration: false,
      isolatedDeclarations: false,
      isolatedModules: false,
      verbatimModuleSyntax: false,
      erasableSyntaxOnly: false,
      rewriteRelativeImportExtensions: false,
      noUnusedLocals: false,
      noUnusedParameters: false,
      allowUnreachableCode: true,
      allowUnusedLabels: true,
      rootDir: virtualName('/'),
      types: [...new Set(['node', ...visible])],
      // Each is asked for each import of a builtin module in @types/node, at each new cell: only those that exist.
      typeRoots: [...new Set([...folders.filter((folder) => existsSync(folder)), ownTypes])].map(virtualName),
      ...(source ? { customConditions: ['loopbook-source'] } : {}),
    },
    files: [
      names.ambient,
      names.deno,
      names.preloads,
      names.live,
      names.edit,
      names.editTsx,
      names.check,
      names.checkTsx,
    ],
    include: [],
  })
}
