/**
 * Values as source code: the text of the cell that is injected after the parameters cell, in the notebook's language.
 *
 *     injectedCode([{ parameter, value: 2024 }], 'typescript')   // '// Parameters\nconst year: number = 2024\n'
 */
import type { Parameter } from './inspect.ts'

export interface Assigned {
  readonly parameter: Parameter
  readonly value: unknown
}

export function injectedCode(assigned: readonly Assigned[], language: string): string {
  const python = language === 'python'
  const lines = assigned.map(({ parameter, value }) => {
    const date = parameter.type.kind === 'date' && !python
    const code = python ? pythonValue(value) : scriptValue(value)
    return `${parameter.declaration} = ${date ? `new Date(${code})` : code}`
  })
  return [`${python ? '#' : '//'} Parameters`, ...lines].join('\n')
}

export function scriptValue(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
  if (value === undefined) return 'undefined'
  if (Array.isArray(value)) return `[${value.map(scriptValue).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(([key, item]) => {
    // `__proto__: …` would set the prototype.
    const name = /^[A-Za-z_$][\w$]*$/.test(key) && key !== '__proto__' ? key : `[${JSON.stringify(key)}]`
    return `${name}: ${scriptValue(item)}`
  })
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

export function pythonValue(value: unknown): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return Object.is(value, -0) ? '-0.0' : String(value)
    return `float("${Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'}")`
  }
  if (Array.isArray(value)) return `[${value.map(pythonValue).join(', ')}]`
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}: ${pythonValue(item)}`)
      .join(', ')}}`
  return JSON.stringify(value)
}
