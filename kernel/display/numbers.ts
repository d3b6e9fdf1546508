// Typed arrays: their numbers as Node prints them, and what one wants to know of many: least, most and mean.
//
//   numbersBundle(Float32Array.of(1, 2, 3))   // Float32Array(3) [ 1, 2, 3 ]\nmin 1 · mean 2 · max 3
import type { BundleOptions, MimeBundle } from './bundle.ts'
import { plainText } from './plain.ts'

export function numbersBundle(values: NodeJS.TypedArray, options: BundleOptions): MimeBundle | undefined {
  const text = plainText(values, options)
  if (values.length < 2 || values instanceof Uint8Array) return { 'text/plain': text }
  return { 'text/plain': `${text}\n${summary(values)}` }
}

function summary(values: NodeJS.TypedArray): string {
  let [least, most, sum, missing] = [Infinity, -Infinity, 0, 0]
  for (const raw of values) {
    const value = Number(raw)
    if (Number.isNaN(value)) {
      missing++
      continue
    }
    if (value < least) least = value
    if (value > most) most = value
    sum += value
  }
  const known = values.length - missing
  if (known === 0) return `${missing} NaN`
  const parts = [`min ${short(least)}`, `mean ${short(sum / known)}`, `max ${short(most)}`]
  return [...parts, ...(missing > 0 ? [`${missing} NaN`] : [])].join(' · ')
}

function short(value: number): string {
  return String(Number(value.toPrecision(7)))
}
