// "Did you mean": the names nearest to a mistyped one, by the edits between them. Pure.
//
//   nearest('filenmae', ['filename', 'id'])    // ['filename']
import { edits } from '../../text/edits.ts'

/** At most `most` names that few edits away from `name`, the nearest first. */
export function nearest(name: string, names: Iterable<string>, most = 3): string[] {
  const wanted = name.toLowerCase()
  const near: { name: string; distance: number }[] = []
  for (const candidate of new Set(names)) {
    const other = candidate.toLowerCase()
    const length = Math.max(wanted.length, other.length)
    const inside = wanted.length >= 3 && other.includes(wanted)
    const distance = inside ? 0.5 : tooLong(wanted, other) ? Infinity : edits(wanted, other)
    if (inside || distance <= Math.max(2, Math.floor(length / 3))) near.push({ name: candidate, distance })
  }
  return near
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, most)
    .map((found) => found.name)
}

/** Not worth comparing: a name may be as long as somebody's file. */
function tooLong(a: string, b: string): boolean {
  return Math.abs(a.length - b.length) > 20
}

/** "did you mean 'filename' or 'name'?", or nothing. */
export function didYouMean(name: string, names: Iterable<string>): string | undefined {
  const found = nearest(name, names)
  return found.length === 0 ? undefined : `did you mean ${found.map((near) => `'${near}'`).join(' or ')}?`
}
