// The session's cells as TypeScript modules. Each cell is a module of its own, so that redeclaring a name is no
// error; what it takes from earlier cells is imported in a prelude on a line before its own text. Pure: texts in, texts
// out; positions in a module are those in the cell plus the length of its prelude.
//
//   const cells = createCells(names);  cells.add({ id: 1, code: 'let x = 1' });  cells.edit('x.')  → { name, text, offset }
import { declarationsOf, type Declaration, type DeclarationKind, type Declarations } from './declarations.ts'
import { visibleSpecifiers } from './npm.ts'
import { specifier, type SessionNames } from './names.ts'

export interface Module {
  name: string
  text: string
  /** Where the cell's own text begins in the module. */
  offset: number
}

export interface LiveName {
  name: string
  kind: DeclarationKind
  /** The cell that declares it, by execution count. */
  cell: number
  /** Position in the history: higher is more recent. */
  order: number
  module: string
  /** Offset of the declared name within its module. */
  position: number
}

export interface CellModule extends Module {
  id: number
  order: number
  code: string
  names: Declaration[]
}

export interface Cells {
  /** Appends an executed cell; `liveModule()` is another one then. */
  add(cell: { id: number; code: string }): Module
  /** The module of a cell in the making. It sees the live names that it mentions. */
  edit(code: string): Module
  /** The module of a cell that was executed, as long as it is in the program. */
  executed(cell: { id: number; code: string }): Module | undefined
  /** The module of a cell to be checked: that of the history, if it is there, or one of its own. */
  check(cell: { id: number; code: string }): Module
  live(): ReadonlyMap<string, LiveName>
  find(module: string): CellModule | undefined
  liveModule(): Module
}

/** How far back cells can be checked whose names are all redeclared, or who declare none. */
const checkable = 1000

/** By this name a cell in the making knows the earlier ones; it is never shown. */
export const liveNamespace = '__loopbookCells'

const identifiers = /[\p{ID_Start}$_][\p{ID_Continue}$]*/gu

export function createCells(names: SessionNames): Cells {
  const history: CellModule[] = []
  const byModule = new Map<string, CellModule>()
  const live = new Map<string, LiveName>()
  let order = 0

  const compose = (
    code: string,
    declared: Declarations,
    imports: Iterable<LiveName>,
    from?: string,
  ): Omit<Module, 'name'> => {
    const own = new Set(declared.names.map(({ name }) => name))
    const prelude = preludeOf(
      declared.names,
      [...imports].filter(({ name }) => !own.has(name)),
      from,
    )
    return { text: `${prelude}\n${visibleSpecifiers(code)}`, offset: prelude.length + 1 }
  }
  const used = (code: string, scope: ReadonlyMap<string, LiveName>): LiveName[] =>
    [...new Set(code.match(identifiers))].flatMap((name) => scope.get(name) ?? [])

  const liveModule = (): Module => {
    const byCell = Map.groupBy(live.values(), ({ module }) => module)
    const lines = [...byCell].map(
      ([module, entries]) => `export {${entries.map(({ name }) => name).join(',')}} from "${specifier(module)}"`,
    )
    // Cells without a live name are in the program, too, so that they can be checked.
    for (const { name } of history.slice(-checkable)) if (!byCell.has(name)) lines.push(`import "${specifier(name)}"`)
    return { name: names.live, text: `${lines.join('\n')}\nexport {}\n`, offset: 0 }
  }

  const executed = ({ id, code }: { id: number; code: string }): CellModule | undefined => {
    const known = history.findLast((cell) => cell.id === id && cell.code === code)
    if (!known) return undefined
    const isLive =
      known.order > order - checkable || known.names.some(({ name }) => live.get(name)?.module === known.name)
    return isLive ? known : undefined
  }

  return {
    add({ id, code }) {
      const declared = declarationsOf(code)
      order += 1
      const name = names.cell(order, declared.tsx)
      const module: CellModule = {
        ...compose(code, declared, used(code, live)),
        name,
        id,
        order,
        code,
        names: declared.names,
      }
      history.push(module)
      byModule.set(name, module)
      for (const entry of declared.names) {
        // Deleted first, so that the map's order is the order of definition.
        live.delete(entry.name)
        live.set(entry.name, {
          name: entry.name,
          kind: entry.kind,
          cell: id,
          order,
          module: name,
          position: module.offset + entry.offset,
        })
      }
      return module
    },
    edit(code) {
      const declared = declarationsOf(code)
      return {
        ...compose(code, declared, used(code, live), names.live),
        name: declared.tsx ? names.editTsx : names.edit,
      }
    },
    executed,
    check({ id, code }) {
      const known = executed({ id, code })
      if (known) return known
      const declared = declarationsOf(code)
      return { ...compose(code, declared, used(code, live)), name: declared.tsx ? names.checkTsx : names.check }
    },
    live: () => live,
    find: (module) => byModule.get(module),
    liveModule,
  }
}

/**
 * One line: exports of the cell's own names, imports of others'. A `let` of another cell comes as a declared variable,
 * for an imported name can't be assigned to (TS2632). With `from`, all come from that one module: 500 cells' names then
 * cost one module resolution at each keystroke instead of 500.
 */
function preludeOf(own: readonly Declaration[], others: readonly LiveName[], from: string | undefined): string {
  const exported = own.filter(({ exported }) => !exported).map(({ name }) => name)
  const parts = [`export {${exported.join(',')}};`]
  const imported = others.filter(({ kind }) => kind !== 'let')
  const list = (entries: readonly LiveName[]): string => entries.map(({ name }) => name).join(',')
  if (from !== undefined) {
    // Always these two, whatever is taken from it: a changed list of modules costs a new resolution of them all, 80 ms.
    // A type rather than `import * as`: to complete an identifier, TypeScript looks behind each name of a namespace in
    // scope for what it is, which takes 7 ms for those of 500 cells.
    parts.push(
      `import {${list(imported)}} from "${specifier(from)}";type ${liveNamespace}=typeof import("${specifier(from)}");`,
    )
    for (const { name, kind } of others)
      if (kind === 'let') parts.push(`declare let ${name}:${liveNamespace}["${name}"];`)
    return parts.join('')
  }
  for (const [module, entries] of Map.groupBy(imported, ({ module }) => module)) {
    parts.push(`import {${list(entries)}} from "${specifier(module)}";`)
  }
  for (const { name, kind, module } of others) {
    if (kind === 'let') parts.push(`declare let ${name}:typeof import("${specifier(module)}").${name};`)
  }
  return parts.join('')
}
