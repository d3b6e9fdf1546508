// Completion of what would have to be imported: within `import { … }` the rest of the statement is completed with the
// name; elsewhere the name is offered last, with the import that it needs.
//
//   import { readF|   → readFile } from 'node:fs/promises'
import type { Context } from './context.ts'
import { type Item, weights } from './items.ts'
import type { Session } from './session.ts'
import { within } from './within.ts'

/** Shorter prefixes fit hundreds of names. */
const shortest = 3
const most = 20
/** The index is built on first use, which takes 100 ms; that time the list comes without it. */
const indexWithin = 15

const openImport = /(?:^|[\n;])\s*import\s+(?:type\s+)?(?:[\p{ID_Continue}$]+\s*,\s*)?\{[^{}'"`;]*$/u

export async function importableItems(
  session: Session,
  code: string,
  cursor: number,
  context: Context,
): Promise<Item[]> {
  const { kind, member, prefix } = context
  if (kind !== 'code' || member) return []
  const line = code.slice(cursor).split('\n', 1)[0]!
  const statement = openImport.test(code.slice(0, cursor)) && !/\bfrom\b/.test(line)
  if (!statement && prefix.length < shortest) return []
  const names = await within(session.exports.startingWith(prefix), statement ? 1000 : indexWithin)
  if (!names) return []
  const rest = (module: string): string => `${line.trim().startsWith('}') ? '' : ' }'} from '${module}'`
  return names.slice(0, statement ? 200 : most).map(({ name, module }): Item => {
    const text = statement ? name + rest(module) : name
    const weight = statement ? weights.fitting : weights.importable
    return { text, kind: 'reference', weight, signature: `import { ${name} } from '${module}'` }
  })
}
