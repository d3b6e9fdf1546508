// Wildcards in plain strings: '*' stands for any characters, in file names and folders for any but '/'; '**' for '/' too.
// A pattern with a '**' anywhere crosses folders at every '*'.
//
//   globCondition(raw('i.filename'), '/dir1/**', true)   // i.filename GLOB '/dir1/*', with a range that an index can use
import { and, raw, sql, type Sql } from './sql.ts'

export const hasWildcard = (text: string): boolean => text.includes('*')

export function globCondition(value: Sql, pattern: string, isPath: boolean): Sql {
  const conditions = [sql`${value} GLOB ${sqliteGlob(pattern)}`]
  const prefix = pattern.slice(0, pattern.indexOf('*'))
  if (prefix !== '') conditions.push(sql`${value} >= ${prefix}`, sql`${value} < ${afterAll(prefix)}`)
  // The pattern's own slashes use up all slashes that the text has: none is left for a '*'.
  if (isPath && !pattern.includes('**'))
    conditions.push(
      sql`length(${value}) - length(replace(${value}, '/', '')) = ${raw(String(pattern.split('/').length - 1))}`,
    )
  return and(conditions)
}

/** SQLite's GLOB also knows '?' and '[…]', which are plain characters here. */
function sqliteGlob(pattern: string): string {
  return pattern.replaceAll(/[?[]/g, '[$&]').replaceAll(/\*+/g, '*')
}

/** The least text that sorts after all texts with the prefix, by SQLite's order of bytes. */
function afterAll(prefix: string): string {
  return `${prefix}\u{10FFFF}`
}
