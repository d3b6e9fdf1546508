// How type errors are to be treated: as LOOPBOOK_TYPES says, which runners set, or the notebook's own metadata,
// { "loopbook": { "types": "strict" } }. Jupyter's servers tell by JPY_SESSION_NAME which file the kernel runs.
//
//   initialTypes(process.env, 'typescript')   // 'strict'
import { readFileSync } from 'node:fs'

export const typesModes = ['default', 'strict', 'off'] as const
export type TypesMode = (typeof typesModes)[number]

export function initialTypes(
  { LOOPBOOK_TYPES: set, JPY_SESSION_NAME: path }: NodeJS.ProcessEnv,
  language: 'typescript' | 'javascript',
): TypesMode {
  return known(set) ?? inMetadata(path) ?? (language === 'typescript' ? 'default' : 'off')
}

function known(value: unknown): TypesMode | undefined {
  return typesModes.find((mode) => mode === value)
}

function inMetadata(path: string | undefined): TypesMode | undefined {
  if (!path?.endsWith('.ipynb')) return undefined
  try {
    const text = readFileSync(path, 'utf8')
    // A notebook with its pictures may be large; most say nothing about types.
    if (!/"types"\s*:\s*"(?:default|strict|off)"/.test(text)) return undefined
    const { metadata } = JSON.parse(text) as { metadata?: { loopbook?: { types?: unknown } } }
    return known(metadata?.loopbook?.types)
  } catch {
    return undefined
  }
}
