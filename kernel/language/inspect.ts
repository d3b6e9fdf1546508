// Inspection: what stands under the cursor, as a signature with its documentation, in Markdown and in plain text.
// Between the parentheses of a call, the signature of what is called, with the parameter that is due. Detail 1 adds the
// declaration's source, and the live value's preview where the session gives one.
//
//   await inspect(session, 'user.age', 6, 0)  → { 'text/plain': '(property) User.age: number', 'text/markdown': … }
import { callAt } from './call.ts'
import { contextAt, type Context } from './context.ts'
import { callHelp } from './call-help.ts'
import { describeSymbol, type Description } from './describe.ts'
import type { Session } from './session.ts'

export async function inspect(
  session: Session,
  code: string,
  cursor: number,
  detail: 0 | 1,
): Promise<Record<string, unknown> | undefined> {
  const at = Math.max(0, Math.min(cursor, code.length))
  const context = contextAt(code, at)
  if (context.kind === 'comment') return undefined
  const word = wordAt(code, context)
  const call = callAt(code, at)
  const value = word && detail === 1 ? preview(session, code, word) : undefined
  const description = await typed(session, code, word, call, detail).catch((error: unknown) => {
    session.log(`language: inspection failed: ${String(error)}`)
    return undefined
  })
  const live = await value
  if (!description) return live === undefined ? undefined : bundle({ heading: '', documentation: empty, ...live })
  return bundle({ ...description, ...live })
}

const empty = { markdown: '', plain: '' }

async function typed(
  session: Session,
  code: string,
  word: { start: number; end: number } | undefined,
  call: ReturnType<typeof callAt>,
  detail: 0 | 1,
): Promise<Description | undefined> {
  if (!word && !call) return undefined
  const module = session.cells.edit(code)
  return session.workspace.view(
    () => session.writeEdit(module),
    async (ask) => {
      const named = word ? await describeSymbol(session, ask, { module, code, ...word, detail }) : undefined
      if (named) return named
      return call ? callHelp(ask, { module, call }) : undefined
    },
  )
}

/** The word under the cursor or ending at it; none inside a string. */
function wordAt(code: string, context: Context): { start: number; end: number } | undefined {
  if (context.kind === 'string' || context.kind === 'regexp' || context.kind === 'template') return undefined
  return context.end > context.start && /^[#\p{ID_Start}$_]/u.test(code.slice(context.start)) ? context : undefined
}

async function preview(
  session: Session,
  code: string,
  word: { start: number; end: number },
): Promise<{ value: string } | undefined> {
  const path = /[\p{ID_Start}$_][\p{ID_Continue}$]*(?:\??\.[\p{ID_Start}$_][\p{ID_Continue}$]*)*$/u.exec(
    code.slice(0, word.end),
  )
  if (!path || !session.runtimePreview) return undefined
  try {
    const value = await session.runtimePreview(path[0].replaceAll('?.', '.'))
    return value === undefined ? undefined : { value }
  } catch {
    return undefined
  }
}

function bundle({ heading, documentation, source, value }: Description): Record<string, string> {
  const plain = [
    heading,
    documentation.plain,
    value && `Value\n${indent(value)}`,
    source && `Source\n${indent(source)}`,
  ]
  const fence = (text: string, language = 'ts'): string => `\`\`\`${language}\n${text}\n\`\`\``
  const markdown = [
    heading && fence(heading),
    documentation.markdown,
    value && `**Value**\n\n${fence(value, '')}`,
    source && `**Source**\n\n${fence(source)}`,
  ]
  return {
    'text/plain': plain.filter(Boolean).join('\n\n'),
    'text/markdown': markdown.filter(Boolean).join('\n\n'),
  }
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ')
}
