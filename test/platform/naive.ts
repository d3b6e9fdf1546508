// DQL said again, as plainly as can be: one document, one filter, yes or no. The platform's SQL must agree with it on anything.
//
//   naive(item, { $and: [{ hidden: false }, { 'metadata.user.k': { $gt: 1 } }] })
type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

const isObject = (value: unknown): value is Record<string, Json> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** Values at a path; through arrays, an element's values are the path's. */
function candidates(value: Json | undefined, path: readonly string[]): Json[] {
  if (value === undefined) return []
  const [step, ...rest] = path
  if (step === undefined) return [value]
  if (Array.isArray(value)) return value.filter(isObject).flatMap((element) => candidates(element, path))
  return isObject(value) && Object.hasOwn(value, step) ? candidates(value[step], rest) : []
}

/** What a test is tried on: the values, and the elements of those that are arrays. */
const withElements = (values: readonly Json[]): Json[] =>
  values.flatMap((value) => (Array.isArray(value) ? [value, ...value] : [value]))

export function naive(document: Json, filter: unknown): boolean {
  return Object.entries(filter as object).every(([key, value]) => {
    if (key === '$and') return (value as unknown[]).every((inner) => naive(document, inner))
    if (key === '$or')
      return (value as unknown[]).length === 0 || (value as unknown[]).some((inner) => naive(document, inner))
    if (key === '$nor') return !(value as unknown[]).some((inner) => naive(document, inner))
    if (key === '$not') return !naive(document, value)
    return field(document, key.split('.'), value)
  })
}

function field(document: Json, path: readonly string[], value: unknown): boolean {
  if (!isObject(value)) return compare(document, path, '$eq', value as Json)
  const keys = Object.keys(value)
  if (keys.length === 0) return compare(document, path, '$eq', value)
  if (!keys[0]?.startsWith('$')) return matches(document, path, value)
  return keys.every((operator) => {
    const operand = value[operator] as Json
    if (operator === '$match') return matches(document, path, operand)
    if (operator === '$not') return !field(document, path, operand)
    return compare(document, path, operator, operand)
  })
}

function matches(document: Json, path: readonly string[], filter: unknown): boolean {
  return withElements(candidates(document, path)).some((element) => isObject(element) && naive(element, filter))
}

function compare(document: Json, path: readonly string[], operator: string, operand: Json): boolean {
  const values = candidates(document, path)
  const tried = withElements(values)
  switch (operator) {
    case '$exists':
      return values.length > 0 === operand
    case '$eq':
      if (operand === null) return values.length === 0 || tried.includes(null)
      // A list is a choice, too, and null chooses what is missing.
      if (Array.isArray(operand) && operand.includes(null) && values.length === 0) return true
      return tried.some((value) => equals(value, operand))
    case '$ne':
      return !compare(document, path, '$eq', operand)
    case '$in':
      return (operand as Json[]).some((one) => compare(document, path, '$eq', one))
    case '$nin':
      return !compare(document, path, '$in', operand)
    case '$ieq':
      return tried.some((value) => typeof value === 'string' && lower(value) === lower(String(operand)))
    case '$glob':
      return tried.some((value) => typeof value === 'string' && glob(value, String(operand)))
    default:
      return tried.some((value) => ordered(value, operator, operand))
  }
}

function equals(value: Json, operand: Json): boolean {
  if (Array.isArray(operand))
    return (
      (Array.isArray(value) && JSON.stringify(value) === JSON.stringify(operand)) ||
      operand.some((one) => (one === null ? value === null : typeof one !== 'object' && equals(value, one)))
    )
  if (isObject(operand)) return isObject(value) && JSON.stringify(value) === JSON.stringify(operand)
  if (typeof operand === 'string' && operand.includes('*')) return typeof value === 'string' && glob(value, operand)
  return value === operand
}

function glob(value: string, pattern: string): boolean {
  const source = pattern.split(/\*+/).map((text) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`))
  return new RegExp(`^${source.join('[^]*')}$`, 'u').test(value)
}

function ordered(value: Json, operator: string, operand: Json): boolean {
  if (typeof value !== typeof operand || value === null || typeof value === 'object') return false
  const order =
    typeof value === 'string'
      ? Buffer.compare(Buffer.from(value), Buffer.from(String(operand)))
      : Number(value) - Number(operand)
  return operator === '$gt' ? order > 0 : operator === '$gte' ? order >= 0 : operator === '$lt' ? order < 0 : order <= 0
}

/** As SQLite does: ASCII letters only. */
const lower = (text: string): string => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
