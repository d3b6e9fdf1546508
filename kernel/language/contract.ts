// The language service's contract with the rest of the kernel. All offsets are UTF-16 units of the cell's code, except
// in `Completion.metadata`, which goes to the front end as it is and counts code points as the protocol does.
//
//   const language: Language = createLanguage({ directory: '/nb', preloads: {} })
import type { ItemKind } from './items.ts'

/** A name known from the live session, found without running user code. */
export interface RuntimeName {
  name: string
  /** 'function', 'class', 'variable', 'property', 'method' … */
  kind?: string
  /** A short text of the value, for inspection. */
  preview?: string
}

export interface LanguageOptions {
  /** The notebook's folder: imports, tsconfig.json and @types are looked up from here. */
  directory: string
  /** Global name → its type as TypeScript text, e.g. `dl: "typeof import('loopbook').dl"`. */
  preloads: Readonly<Record<string, string>>
  /** Without an expression the session's variables; with one (a plain path `a.b`) the properties of its value. */
  runtimeNames?: (expression?: string) => Promise<RuntimeName[]>
  /** A short text of the value of a plain path, for inspection at detail 1. */
  runtimePreview?: (expression: string) => Promise<string | undefined>
  log?: (line: string) => void
}

/** One of `_jupyter_types_experimental`. Start and end count code points. */
export interface TypedMatch {
  text: string
  type: ItemKind
  start: number
  end: number
  signature: string
}

export interface Completion {
  matches: string[]
  /** The range that a match replaces. */
  start: number
  end: number
  metadata: { _jupyter_types_experimental: TypedMatch[] }
}

export type Severity = 'error' | 'warning' | 'suggestion'

export interface Diagnostic {
  /** 1-based line of the cell. */
  line: number
  /** 0-based column in UTF-16 units; `endColumn` is on the same line. */
  column: number
  endColumn: number
  message: string
  /** TypeScript's number: 2322 for TS2322. */
  code: number
  severity: Severity
  /** The next step: a name that was meant, an `await` that is missing, a package to install. */
  suggestion?: string
}

export interface Cell {
  id: number
  code: string
}

export interface Language {
  /** Makes an executed cell (also one that threw) part of what later cells see. */
  addCell(cell: Cell): void
  /** Never rejects; answers from live values and earlier cells while the TypeScript process isn't ready. */
  complete(code: string, cursor: number): Promise<Completion>
  /** Never rejects; undefined: nothing known there. */
  inspect(code: string, cursor: number, detail: 0 | 1): Promise<Record<string, unknown> | undefined>
  /** Never rejects; empty when the language process can't be had. */
  diagnose(cell: Cell): Promise<Diagnostic[]>
  /**
   * Type errors of cells that were added, one cell after the other on one state of the files; `found` is told each cell's
   * as soon as it is known, and says whether to go on. Never rejects; completions and inspections go first.
   */
  check(cells: readonly Cell[], found: (diagnostics: Diagnostic[]) => boolean): Promise<void>
  /** Starts the process, so that the first question needn't. */
  start(): void
  close(): Promise<void>
}
