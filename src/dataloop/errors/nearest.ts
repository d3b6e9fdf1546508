// "Did you mean": the names nearest to a mistyped one, by the edits between them. Pure.
//
//   nearest('filenmae', ['filename', 'id'])    // ['filename']

/** At most `most` names that few edits away from `name`, the nearest first. */
export function nearest(name: string, names: Iterable<string>, most = 3): string[] {
  const wanted = name.toLowerCase()
  const near: { name: string; distance: number }[] = []
  for (const candidate of new Set(names)) {
    const other = candidate.toLowerCase()
    const length = Math.max(wanted.length, other.length)
    const inside = wanted.length >= 3 && other.includes(wanted)
    const distance = inside ? 0.5 : edits(wanted, other)
    if (inside || distance <= Math.max(2, Math.floor(length / 3))) near.push({ name: candidate, distance })
  }
  return near
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, most)
    .map((found) => found.name)
}

/** "did you mean 'filename' or 'name'?", or nothing. */
export function didYouMean(name: string, names: Iterable<string>): string | undefined {
  const found = nearest(name, names)
  return found.length === 0 ? undefined : `did you mean ${found.map((near) => `'${near}'`).join(' or ')}?`
}

/** Damerau-Levenshtein distance: insertions, deletions, replacements, and neighbours swapped. */
export function edits(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 20) return Infinity
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      let best = Math.min(replaced, last[j]! + 1, row[j - 1]! + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, before[j - 2]! + 1)
      row.push(best)
    }
    before = last
    last = row
  }
  return last[b.length]!
}
