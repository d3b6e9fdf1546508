// The next step for a type error: what TypeScript proposes ("Did you mean …"), a forgotten `await`, a package to
// install, a name with a typing error. Nothing is proposed where nothing is likely.
//
//   suggestionFor(session, raw, 'usr', undefined)  → { text: "did you mean 'user'?" }
import { builtinModules } from 'node:module'
import { edits } from '../../src/text/edits.ts'
import type { DeclarationKind } from './declarations.ts'
import type { RawDiagnostic } from './methods.ts'
import type { Session } from './session.ts'

export interface Suggestion {
  text: string
  /** The message without the proposal, where TypeScript put both in one sentence. */
  message?: string
}

export async function suggestionFor(
  session: Session,
  raw: RawDiagnostic,
  name: string,
  kind: DeclarationKind | undefined,
): Promise<Suggestion | undefined> {
  const proposed = /^(?<message>.*?) (?<text>(?:Did you mean|Did you forget|Do you need)\b.*\?.*)$/s.exec(
    raw.text,
  )?.groups
  if (proposed) return { text: lowerFirst(proposed['text']!), message: proposed['message']! }
  const all = [raw.text, ...chain(raw), ...(raw.relatedInformation ?? []).map(({ text }) => text)]
  if (
    all.some((text) =>
      /forget to use 'await'|on type 'Promise<|Type 'Promise<[^']*' is (?:not assignable|missing)|missing in type 'Promise</.test(
        text,
      ),
    )
  ) {
    return { text: `add \`await\`: the value is a promise` }
  }
  switch (raw.code) {
    case 2304:
    case 2552: {
      const [module] = await session.exports.find(name)
      if (module) return { text: `import { ${name} } from '${module}'` }
      const near = nearest(name, [...session.cells.live().keys(), ...Object.keys(session.preloads)])
      return near === undefined ? undefined : { text: `did you mean '${near}'?` }
    }
    case 2307: {
      const module = /'([^']+)'/.exec(raw.text)?.[1] ?? ''
      if (/^[./]/.test(module) || builtinModules.includes(module)) return undefined
      const installable = module
        .replace(/^npm:/, '')
        .split('/')
        .slice(0, module.startsWith('@') ? 2 : 1)
        .join('/')
      return { text: `npm install ${installable}` }
    }
    case 2588:
    case 2632:
      return kind === 'const' || kind === undefined
        ? { text: `declare '${name}' with let to assign to it again` }
        : undefined
    default:
      return undefined
  }
}

function chain(raw: RawDiagnostic): string[] {
  return (raw.messageChain ?? []).flatMap((entry) => [entry.text].concat(chain(entry)))
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1)
}

/** The name that differs by the fewest letters, if that is few enough for its length. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const allowed = Math.max(1, Math.floor(name.length / 3))
  let best: string | undefined
  let least = allowed + 1
  for (const candidate of candidates) {
    if (candidate === name || Math.abs(candidate.length - name.length) > allowed) continue
    const distance = edits(name.toLowerCase(), candidate.toLowerCase())
    if (distance < least) {
      best = candidate
      least = distance
    }
  }
  return best
}
