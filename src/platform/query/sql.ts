// Pieces of SQL with their parameters. A value only ever gets into a statement as a parameter; text gets in as literal
// template parts or through raw(), which is for names that this program wrote.
//
//   sql`i.filename = ${name} AND ${and(conditions)}`
import type { Value } from '../store/database.ts'

export class Sql {
  readonly text: string
  readonly values: readonly Value[]

  constructor(text: string, values: readonly Value[] = []) {
    this.text = text
    this.values = values
  }
}

export function sql(parts: TemplateStringsArray, ...inserts: readonly (Sql | Value)[]): Sql {
  let text = parts[0] ?? ''
  const values: Value[] = []
  inserts.forEach((insert, index) => {
    if (insert instanceof Sql) {
      text += insert.text
      values.push(...insert.values)
    } else {
      text += '?'
      values.push(insert)
    }
    text += parts[index + 1] ?? ''
  })
  return new Sql(text, values)
}

export const raw = (text: string): Sql => new Sql(text)
export const always: Sql = raw('1')
export const never: Sql = raw('0')

/** A text literal; for constants that an index's expression must repeat word for word. */
export const quoted = (text: string): Sql => raw(`'${text.replaceAll("'", "''")}'`)

export const and = (conditions: readonly Sql[]): Sql => balanced(conditions, ' AND ', always)
export const or = (conditions: readonly Sql[]): Sql => balanced(conditions, ' OR ', never)
/** True where the condition is false or unknown: a field that is missing differs from every value. */
export const not = (condition: Sql): Sql => sql`((${condition}) IS NOT TRUE)`

export const join = (pieces: readonly Sql[], separator: string): Sql =>
  new Sql(
    pieces.map(({ text }) => text).join(separator),
    pieces.flatMap(({ values }) => values),
  )

// SQLite refuses expressions more than 1000 deep, and parses a chain of 1000 ANDs as one that is 1000 deep.
function balanced(conditions: readonly Sql[], operator: string, none: Sql): Sql {
  const [first] = conditions
  if (first === undefined) return none
  if (conditions.length === 1) return first
  if (conditions.length <= 8) return sql`(${join(conditions, operator)})`
  const middle = conditions.length >> 1
  return sql`(${balanced(conditions.slice(0, middle), operator, none)}${raw(operator)}${balanced(conditions.slice(middle), operator, none)})`
}

/** A scope ('i.dataset_n = ?') names its own alias; rows of all tables of a query are of the same dataset. */
export const scopeFor = (scope: Sql, alias: string): Sql =>
  new Sql(scope.text.replace(/^\w+\./, `${alias}.`), scope.values)
