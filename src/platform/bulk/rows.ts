// A set of row numbers in few bytes, as the journal of bulk changes keeps it: rows made together have numbers that follow each
// other, so a million of them are often one run. Varints: how many numbers are skipped, how many follow.
//
//   unpackRows(packRows([3, 4, 5, 9]))   // [3, 4, 5, 9]

/** The numbers must ascend. */
export function packRows(rows: readonly number[]): Uint8Array {
  const bytes: number[] = []
  let end = 0
  for (let from = 0; from < rows.length;) {
    const first = rows[from] as number
    let to = from + 1
    while (to < rows.length && rows[to] === first + to - from) to++
    push(bytes, first - end)
    push(bytes, to - from)
    end = first + to - from
    from = to
  }
  return Uint8Array.from(bytes)
}

export function unpackRows(bytes: Uint8Array): number[] {
  const rows: number[] = []
  let at = 0
  const next = (): number => {
    let value = 0
    for (let unit = 1; ; unit *= 128) {
      const byte = bytes[at++]
      if (byte === undefined) throw new Error('a set of rows ends too early')
      value += (byte & 127) * unit
      if (byte < 128) return value
    }
  }
  for (let row = 0; at < bytes.length;) {
    row += next()
    for (let left = next(); left > 0; left--) rows.push(row++)
  }
  return rows
}

function push(bytes: number[], value: number): void {
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  bytes.push(rest)
}
