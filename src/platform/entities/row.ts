// Columns → the values of payloads.
//
//   const metadata = jsonOf(row, 'metadata')
import type { Row } from '../store/database.ts'

export const textOf = (row: Row, column: string): string => String(row[column])
export const numberOf = (row: Row, column: string): number => Number(row[column])
export const orNull = (row: Row, column: string): string | null => {
  const value = row[column]
  return value === null || value === undefined ? null : String(value)
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows what the column holds
export function jsonOf<T = Record<string, unknown>>(row: Row, column: string): T {
  const value = row[column]
  return (typeof value === 'string' ? JSON.parse(value) : null) as T
}
