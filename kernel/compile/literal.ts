// A cell that is one object literal, `{ a: 1 }`: by the grammar a block with a label, by the reader's eye a value. It is put in
// parentheses when that makes an expression of it, as Node's own REPL does.
import { oxc } from './oxc.ts'

/** The code in parentheses, and how many characters stand before it now; undefined when it stays as it is. */
export function unwrapLiteral(source: string): { code: string; before: number } | undefined {
  const text = source.trim().replace(/;+$/, '').trimEnd()
  if (!text.startsWith('{') || !text.endsWith('}')) return undefined
  const start = source.indexOf('{')
  const code = `${source.slice(0, start)}(${source.slice(start).trimEnd().replace(/;+$/, '')})`
  const { program, errors } = oxc().parseSync('cell.ts', code, { lang: 'ts', sourceType: 'module' })
  const [only] = program.body
  if (errors.length > 0 || program.body.length !== 1 || only?.type !== 'ExpressionStatement') return undefined
  // `{}` alone is an empty block, and nothing to show.
  return text.replaceAll(/\s/g, '') === '{}' ? undefined : { code, before: 1 }
}
