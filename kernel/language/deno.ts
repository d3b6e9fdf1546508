// The types of `Deno`, for a session that names it: those that kernel/deno is checked against, read from there as they are.
// Until then, and where its declarations aren't built, it is anything; where the notebook has Deno's own types, they hold.
//
//   denoText(own)  → 'declare namespace Deno { … }'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OwnPackage } from './package.ts'

export const untypedDeno = 'declare var Deno: any'

const naming = /\bDeno\b/

export function namesDeno(code: string): boolean {
  return naming.test(code)
}

export function denoText({ root, source }: OwnPackage): string {
  const parts = ['types', 'file-types'].map((name) =>
    source ? join(root, 'kernel', 'deno', `${name}.ts`) : join(root, 'dist', 'types', 'kernel', 'deno', `${name}.d.ts`),
  )
  try {
    // Without its `export`, a file declares for all.
    return parts.map((path) => readFileSync(path, 'utf8').replace(/^export (?=declare namespace)/m, '')).join('\n')
  } catch {
    return untypedDeno
  }
}
