/**
 * Ids of cells that have none (nbformat before 4.5): a hash of kind and source, so that the same notebook gives the same
 * ids in every run and reports stay comparable when cells move. Equal cells are numbered. Python's nbformat draws them
 * at random, which is why two of its runs differ.
 *
 *     assignIds([{ cell_type: 'code', source: 'x' }])   // ['f1c2a49d']
 */
import { createHash } from 'node:crypto'

export function assignIds(cells: readonly { id?: unknown; cell_type: string; source: string }[]): string[] {
  // Ids that the file gives come first: a derived one must not take the name of a later cell.
  const given = new Set(cells.flatMap(({ id }) => (isId(id) ? [id] : [])))
  const used = new Set<string>()
  return cells.map(({ id, cell_type: type, source }) => {
    const wanted = isId(id) ? id : createHash('sha256').update(`${type}\n${source}`).digest('hex').slice(0, 8)
    const own = isId(id) && !used.has(id)
    const name = own ? id : unused(wanted, (candidate) => used.has(candidate) || given.has(candidate))
    used.add(name)
    return name
  })
}

function isId(id: unknown): id is string {
  return typeof id === 'string' && id !== ''
}

function unused(wanted: string, taken: (name: string) => boolean): string {
  if (!taken(wanted)) return wanted
  for (let count = 2; ; count++) if (!taken(`${wanted}-${count}`)) return `${wanted}-${count}`
}
