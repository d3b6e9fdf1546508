// Type errors of a cell: TypeScript's diagnostics, placed in the cell's own lines, without those that only exist
// because a cell is a module for us, and with a next step where one can be named.
//
//   await diagnose(session, { id: 3, code: 'user.agee' })  → [{ line: 1, column: 5, message: …, suggestion: … }]
import type { CellModule, Module } from './cells.ts'
import type { Cell, Diagnostic, Severity } from './contract.ts'
import type { RawDiagnostic } from './methods.ts'
import { lineAt, lineText } from './positions.ts'
import type { Session } from './session.ts'
import { suggestionFor } from './suggestions.ts'
import type { Ask } from './workspace.ts'

/** What is no fault in a notebook. */
const ignored: ReadonlySet<number> = new Set([
  // A `let x` without type or value, filled by a later cell.
  7005, 7034,
  // Packages without types, JSX without a library's types: the kernel runs them.
  7016, 7026, 2875,
  // A type imported from a module without types, as those of the web are, or from a package not installed yet.
  2709,
  // Unused names: the next cell uses them.
  6133, 6192, 6196, 6198, 6199,
  // Two files of the session that declare one name globally.
  2300, 2451, 6200,
])

/** The same by a namespace: `all.Options`. The name is the pattern under which such modules are declared. */
const inUntyped = /^Namespace '"[^"]*\*"' has no exported member/

/** Of a cell that is about to run, or of one of the history. */
export async function diagnose(session: Session, cell: Cell): Promise<Diagnostic[]> {
  if (isUnchecked(cell)) return []
  const module = session.cells.check(cell)
  const raw = await session.workspace.view(
    () => session.writeEdit(module),
    (ask) => rawDiagnostics(ask, module),
  )
  return placed(session, module, cell, raw)
}

/** Of cells of the history, on one state of the files: each snapshot anew costs more than the check of a cell. */
export async function diagnoseAll(
  session: Session,
  cells: readonly Cell[],
  found: (diagnostics: Diagnostic[]) => boolean,
): Promise<void> {
  const waiting = [...cells]
  let modules = new Map<Cell, Module | undefined>()
  await session.workspace.view(
    // Only now: what is added while questions are asked is not in the state that they are asked about. A process that dies
    // under them is replaced, and asked for the rest.
    () => {
      modules = new Map(waiting.map((cell) => [cell, session.cells.executed(cell)]))
    },
    async (ask) => {
      for (let cell = waiting[0]; cell; cell = waiting[0]) {
        const module = modules.get(cell)
        const raw = !module || isUnchecked(cell) ? [] : await rawDiagnostics(ask, module)
        waiting.shift()
        if (!found(module ? await placed(session, module, cell, raw) : [])) break
      }
    },
    'patient',
  )
}

function isUnchecked({ code }: Cell): boolean {
  return /^\s*\/\/\s*@ts-nocheck\b/.test(code)
}

async function rawDiagnostics(ask: Ask, { name: file }: Module): Promise<readonly RawDiagnostic[]> {
  const syntactic = (await ask('getSyntacticDiagnostics', { file })) ?? []
  // The checker's complaints about code that doesn't parse are noise about the same mistake.
  // One mistake brings several messages about what follows it: the first is the one to read.
  return syntactic.length > 0 ? syntactic.slice(0, 1) : ((await ask('getSemanticDiagnostics', { file })) ?? [])
}

async function placed(
  session: Session,
  module: Module | CellModule,
  cell: Cell,
  raw: readonly RawDiagnostic[],
): Promise<Diagnostic[]> {
  const relevant = raw.filter(
    ({ code, category, pos, text }) =>
      category <= 1 && !ignored.has(code) && pos >= module.offset && !(code === 2694 && inUntyped.test(text)),
  )
  const diagnostics = await Promise.all(relevant.map((entry) => diagnostic(session, module, cell, entry)))
  return diagnostics.filter((entry, index, all) => all.findIndex((other) => same(entry, other)) === index)
}

function same(a: Diagnostic, b: Diagnostic): boolean {
  return a.line === b.line && a.column === b.column && a.message === b.message
}

const severities: readonly Severity[] = ['warning', 'error', 'suggestion', 'suggestion']

async function diagnostic(
  session: Session,
  module: Module | CellModule,
  { code }: Cell,
  raw: RawDiagnostic,
): Promise<Diagnostic> {
  const start = Math.min(raw.pos - module.offset, code.length)
  const { line, column } = lineAt(code, start)
  const length = Math.max(1, Math.min(raw.end - raw.pos, lineText(code, line).length - column))
  const name = code.slice(start, Math.min(raw.end - module.offset, code.length))
  const kind = session.cells.live().get(name)?.kind
  const message = messageOf(raw, kind)
  const suggestion = await suggestionFor(session, raw, name, kind)
  return {
    line,
    column,
    endColumn: column + length,
    message: suggestion?.message ?? message,
    code: raw.code === 2632 && kind !== 'import' ? 2588 : raw.code,
    severity: severities[raw.category] ?? 'error',
    ...(suggestion ? { suggestion: suggestion.text } : {}),
  }
}

/** The error, then the innermost reason: what lies between repeats both in other words. */
function messageOf(raw: RawDiagnostic, kind: string | undefined): string {
  if (raw.code === 2632 && kind !== undefined && kind !== 'import') {
    return raw.text.replace('it is an import', `it is a ${kind === 'const' ? 'constant' : kind}`)
  }
  let reason: RawDiagnostic | undefined = raw.messageChain?.[0]
  while (reason?.messageChain?.[0]) reason = reason.messageChain[0]
  return reason ? `${raw.text}\n  ${reason.text}` : raw.text
}
