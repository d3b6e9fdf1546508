// The cells of the session as the I/O thread knows them: compiled ones for places in errors, and from which request each came.
// Only the latest stay compiled; older ones are compiled again when an error asks for them.
//
//   const cell = cells.compile(3, code);  cells.find('cell:///3.ts')
import { cellId, compileCell, ownName } from '../compile/index.ts'
import type { CellSource, CompiledCell } from '../compile/index.ts'

export interface CellBook {
  compile(id: number, code: string): CompiledCell
  /** The cell that was compiled last has declared nothing. */
  retract(): void
  /** A variable of the session that no cell has declared. */
  declare(name: string): void
  /** What is no cell of the session, an expression of a client's or a cell that hasn't run: it declares nothing. */
  expression(code: string): CompiledCell
  find(url: string): CompiledCell | undefined
  /** The text of a cell that has run. */
  source(url: string): string | undefined
}

const mostCompiled = 100

export function createCellBook(language: 'typescript' | 'javascript', directory: string): CellBook {
  const compiled = new Map<string, CompiledCell>()
  const sources = new Map<string, Pick<CellSource, 'code' | 'constants' | 'declared'>>()
  const names = new Set<string>()
  const constants = new Set<string>()
  /** Names of JavaScript's and Node's own among them. */
  const declared = new Set<string>()
  let retract = (): void => {}
  const keep = (cell: CompiledCell): CompiledCell => {
    compiled.set(cell.url, cell)
    if (compiled.size > mostCompiled) compiled.delete(compiled.keys().next().value!)
    return cell
  }
  const declare = (name: string): void => {
    names.add(name)
    if (ownName(name) !== name) declared.add(name)
    constants.delete(name)
  }
  return {
    compile(id, code) {
      const cell = keep(compileCell({ code, id, language, directory, constants, declared }))
      // To compile it again, as it was: what is a constant may be declared anew.
      const used = (by: ReadonlySet<string>): Set<string> => new Set(cell.uses.filter((name) => by.has(name)))
      const [usedConstants, usedDeclared] = [used(constants), used(declared)]
      sources.set(cell.url, {
        code,
        // Most use none, and ten thousand empty sets are two megabytes.
        ...(usedConstants.size > 0 && { constants: usedConstants }),
        ...(usedDeclared.size > 0 && { declared: usedDeclared }),
      })
      const again = cell.vars.filter((name) => names.has(name)).map(ownName)
      const known = [names, constants, declared].map((set) => ({
        set,
        had: cell.declares.filter((name) => set.has(name)),
      }))
      retract = () => {
        for (const { set, had } of known) {
          for (const name of cell.declares) set.delete(name)
          for (const name of had) set.add(name)
        }
      }
      for (const name of cell.declares) declare(name)
      for (const name of cell.constants) constants.add(name)
      return { ...cell, vars: again }
    },
    retract: () => retract(),
    declare,
    expression: (code) => compileCell({ code, id: 0, language, directory, constants, declared }),
    find(url) {
      const known = compiled.get(url)
      if (known) return known
      const source = sources.get(url)
      return source && keep(compileCell({ ...source, id: cellId(url), language, directory }))
    },
    source: (url) => sources.get(url)?.code,
  }
}
