// The cells of the session as the I/O thread knows them: compiled ones for places in errors, and from which request each came.
// Only the latest stay compiled; older ones are compiled again when an error asks for them.
//
//   const cell = cells.compile(3, code);  cells.find('cell:///3.ts')
import { compileCell } from '../compile/index.ts'
import type { CompiledCell } from '../compile/index.ts'

export interface CellBook {
  compile(id: number, code: string): CompiledCell
  /** An expression of a client's; declares nothing. */
  expression(code: string): CompiledCell
  find(url: string): CompiledCell | undefined
}

const mostCompiled = 100

export function createCellBook(language: 'typescript' | 'javascript', directory: string): CellBook {
  const compiled = new Map<string, CompiledCell>()
  const sources = new Map<string, { code: string; constants?: ReadonlySet<string> }>()
  const names = new Set<string>()
  const constants = new Set<string>()
  const keep = (cell: CompiledCell): CompiledCell => {
    compiled.set(cell.url, cell)
    if (compiled.size > mostCompiled) compiled.delete(compiled.keys().next().value!)
    return cell
  }
  return {
    compile(id, code) {
      const cell = keep(compileCell({ code, id, language, directory, constants }))
      // To compile it again, as it was: what is a constant may be declared anew.
      const used = cell.uses.filter((name) => constants.has(name))
      sources.set(cell.url, used.length === 0 ? { code } : { code, constants: new Set(used) })
      const again = cell.vars.filter((name) => names.has(name))
      for (const name of cell.declares) {
        names.add(name)
        constants.delete(name)
      }
      for (const name of cell.constants) constants.add(name)
      return { ...cell, vars: again }
    },
    expression: (code) => compileCell({ code, id: 0, language, directory, constants }),
    find(url) {
      const known = compiled.get(url)
      if (known) return known
      const source = sources.get(url)
      const id = Number(/(-?\d+)\.\w+$/.exec(url)?.[1])
      return source && keep(compileCell({ ...source, id, language, directory }))
    },
  }
}
