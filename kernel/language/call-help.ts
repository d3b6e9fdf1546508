// Help within a call's parentheses: the signature that fits the arguments so far, the parameter that is due with its
// documentation, and the function's own description.
//
//   await callHelp(ask, { module, call })  → heading 'add(a: number, b?: number): number' …
import type { Call } from './call.ts'
import type { Module } from './cells.ts'
import type { Description } from './describe.ts'
import { documentationOf, parameterText } from './documentation.ts'
import type { DocumentationTag } from './methods.ts'
import { parametersOf, signaturesOf, symbolFlags, typeText } from './symbols.ts'
import type { Ask } from './workspace.ts'

export async function callHelp(
  ask: Ask,
  { module, call }: { module: Module; call: Call },
): Promise<Description | undefined> {
  const at = { file: module.name, position: module.offset + call.callee }
  const [symbol, type] = await Promise.all([ask('getSymbolAtPosition', at), ask('getTypeAtPosition', at)])
  if (!type) return undefined
  const text = typeText((await ask('typeToString', { type: type.id, flags: 1 })) ?? '')
  const written = call.construct ? [] : signaturesOf(text)
  const signatures = written.length > 0 ? written : await listed(ask, type.id, call.construct ? 1 : 0)
  if (signatures.length === 0) return undefined
  const fitting = signatures.find((signature) => takes(signature, call.argument)) ?? signatures[0]!
  const target =
    symbol && (symbol.flags & symbolFlags.alias) !== 0
      ? ((await ask('getAliasedSymbol', { symbol: symbol.id })) ?? symbol)
      : symbol
  const tags = target ? ((await ask('getJsDocTags', { symbol: target.id })) ?? []) : []
  const comment = target ? ((await ask('getDocumentationComment', { symbol: target.id })) ?? '') : ''
  const which = signatures.length > 1 ? ` // ${signatures.indexOf(fitting) + 1} of ${signatures.length}` : ''
  const due = parameterDue(fitting, call.argument, tags)
  const documentation = documentationOf(comment, tags)
  return {
    heading: `${call.construct ? 'new ' : ''}${call.name}${fitting}${which}`,
    documentation: {
      markdown: [due.markdown, documentation.markdown].filter(Boolean).join('\n\n'),
      plain: [due.plain, documentation.plain].filter(Boolean).join('\n\n'),
    },
  }
}

function takes(signature: string, argument: number): boolean {
  const parameters = parametersOf(signature)
  return argument < parameters.length || (parameters.at(-1)?.startsWith('...') ?? argument === 0)
}

function parameterDue(
  signature: string,
  argument: number,
  tags: readonly DocumentationTag[],
): { markdown: string; plain: string } {
  const parameters = parametersOf(signature)
  const index = Math.min(argument, parameters.length - 1)
  const parameter = parameters[index]
  if (parameter === undefined || (argument > index && !parameter.startsWith('...'))) return { markdown: '', plain: '' }
  const name = /^(?:\.\.\.)?([\p{ID_Continue}$]+)/u.exec(parameter)?.[1] ?? ''
  const text = parameterText(tags, name)
  const suffix = text ? ` — ${text}` : ''
  return {
    markdown: `Argument ${argument + 1}: **\`${parameter}\`**${suffix}`,
    plain: `Argument ${argument + 1}: ${parameter}${suffix}`,
  }
}

/** Signatures one by one, for types that are written by their name (`typeof User`, `StringConstructor`). */
async function listed(ask: Ask, type: number, kind: 0 | 1): Promise<string[]> {
  const signatures = (await ask('getSignaturesOfType', { type, kind })) ?? []
  return Promise.all(
    signatures.map(async ({ id }) => {
      const [parameters, result] = await Promise.all([
        ask('getParametersOfSignature', { objectId: id }),
        ask('getReturnTypeOfSignature', { signature: id }),
      ])
      const types = (await ask('getTypesOfSymbols', { symbols: (parameters ?? []).map((entry) => entry.id) })) ?? []
      const texts = await Promise.all(
        types.map(async (entry, index) => {
          const text = entry ? await ask('typeToString', { type: entry.id }) : 'any'
          return `${parameters![index]!.name}: ${text}`
        }),
      )
      const returned = result ? await ask('typeToString', { type: result.id }) : 'void'
      return `(${texts.join(', ')}): ${returned}`
    }),
  )
}
