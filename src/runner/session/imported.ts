// Which files a kernel has really loaded, asked of the kernel itself: also those whose path was made at run time, which no reading
// of the cells shows. Our own kernel and Python can say it; for others only the imports in the cells are known (plan/imports.ts).
//
//   await importedByKernel(kernel)   // ['/work/lib.ts', '/work/util.ts']
import type { Kernel } from '../../client/index.ts'
import { evaluateExpression } from './value.ts'

const ours = 'globalThis[Symbol.for("Loopbook.importedFiles")]()'
const python =
  '[m.__file__ for m in list(__import__("sys").modules.values()) if isinstance(getattr(m, "__file__", None), str)]'
/** Packages are held by the lock file, and Python's own library by its version. */
const installed = /[/\\](?:site-packages|dist-packages|node_modules|python3\.\d+)[/\\]/

export function canTellImports(kernel: Kernel): boolean {
  return expressionFor(kernel) !== undefined
}

/** @returns undefined when it can't be told: another kind of kernel, or one that is dead or doesn't answer. */
export async function importedByKernel(kernel: Kernel): Promise<string[] | undefined> {
  const expression = expressionFor(kernel)
  if (expression === undefined || kernel.death !== undefined) return undefined
  try {
    const language = kernel.info?.language_info.name ?? ''
    const paths = await evaluateExpression(kernel, expression, language, AbortSignal.timeout(10_000))
    return (paths as string[]).filter((path) => !installed.test(path))
  } catch {
    return undefined
  }
}

function expressionFor({ info }: Kernel): string | undefined {
  if (info?.implementation === 'loopbook') return ours
  return info?.language_info.name === 'python' ? python : undefined
}
