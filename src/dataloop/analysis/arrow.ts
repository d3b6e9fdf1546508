// Columns as an Apache Arrow table, the form that DuckDB, Polars and Arquero read without copying. The package is optional
// and loaded when it is asked for.
//
//   const table = await arrowOf({ name: ['a.jpg'], annotationsCount: [3] })
import type { Table as ArrowTable } from 'apache-arrow'
import { InvalidArgumentError } from '../errors/error.ts'
import type { Columns } from './columns.ts'

export type { ArrowTable }

/** The table; mixed and nested columns become JSON text, so that no value is lost or guessed. */
export async function arrowOf(columns: Columns): Promise<ArrowTable> {
  const arrow = await import('apache-arrow').catch(() => {
    throw new InvalidArgumentError('toArrow() needs the package apache-arrow, which is not installed', {
      hint: 'npm install apache-arrow',
    })
  })
  const vectors = Object.entries(columns).map(([name, values]) => {
    const kinds = new Set(values.filter((value) => value !== null).map((value) => typeof value))
    const [kind] = kinds
    const type =
      kinds.size !== 1 || kind === 'object' || kind === 'string'
        ? new arrow.Utf8()
        : kind === 'boolean'
          ? new arrow.Bool()
          : new arrow.Float64()
    const text = (value: unknown): unknown =>
      value === null || typeof value === 'string' ? value : JSON.stringify(value)
    const ready = type instanceof arrow.Utf8 ? values.map(text) : values
    return [name, arrow.vectorFromArray(ready as never[], type)] as const
  })
  return new arrow.Table(Object.fromEntries(vectors))
}
