// The cells of the session as the I/O thread knows them: compiled ones for places in errors, and from which request each came.
// Only the latest stay compiled; older ones are compiled again when an error asks for them.
//
//   const cell = cells.compile(3, code);  cells.find('cell:///3.ts')
import { compileCell } from '../compile/index.ts'
import type { CompiledCell } from '../compile/index.ts'

export interface CellBook {
  compile(id: number, code: string): CompiledCell
  find(url: string): CompiledCell | undefined
  /** Names that cells have declared. */
  names(): string[]
}

const mostCompiled = 100

export function createCellBook(language: 'typescript' | 'javascript', directory: string): CellBook {
  const compiled = new Map<string, CompiledCell>()
  const sources = new Map<string, string>()
  const names = new Set<string>()
  const extension = language === 'typescript' ? 'ts' : 'js'
  const keep = (cell: CompiledCell): CompiledCell => {
    compiled.set(cell.url, cell)
    if (compiled.size > mostCompiled) compiled.delete(compiled.keys().next().value!)
    return cell
  }
  return {
    compile(id, code) {
      sources.set(`cell:///${id}.${extension}`, code)
      const cell = keep(compileCell({ code, id, language, directory }))
      for (const name of cell.declares) names.add(name)
      return cell
    },
    find(url) {
      const known = compiled.get(url)
      if (known) return known
      const code = sources.get(url)
      const id = Number(/(\d+)\.\w+$/.exec(url)?.[1])
      return code === undefined ? undefined : keep(compileCell({ code, id, language, directory }))
    },
    names: () => [...names],
  }
}
