/**
 * Where parameters come from: `-p name=value`, `-y YAML`, `-f file.yaml`, and a matrix file, of which each row is one run
 * of the notebook. YAML's parser is loaded only when there is YAML.
 *
 *     parseParameterFlags(['year=2024', 'mode=fast'])
 *     await readMatrix('years.yaml')   // [{ label: 'year=2023', values: { year: 2023 } }, …]
 */
import { readFile } from 'node:fs/promises'
import { isRecord } from '../../notebook/json/record.ts'
import { RunnerError } from '../error.ts'
import { RawText } from './type.ts'

export interface MatrixRow {
  /** "year=2024, mode=fast": what is added to the notebook's name in reports. */
  readonly label: string
  readonly values: Readonly<Record<string, unknown>>
}

/** `name=value`; the value is read by the type of the parameter. */
export function parseParameterFlags(flags: readonly string[]): Record<string, RawText> {
  return Object.fromEntries(
    flags.map((flag) => {
      const [, name, value] = /^([^=\s]+)=(.*)$/s.exec(flag) ?? []
      if (name === undefined || value === undefined)
        throw new RunnerError(`-p ${flag} has no value`, { hint: `write -p ${flag}=…` })
      return [name, new RawText(value)]
    }),
  )
}

/** `-y 'year: 2024'` */
export async function parseParameterYaml(text: string, origin = '-y'): Promise<Record<string, unknown>> {
  const value = await parse(text, origin)
  if (isRecord(value)) return value
  throw new RunnerError(`${origin}: parameters must be a mapping of names to values`, { hint: 'year: 2024' })
}

/** A YAML or JSON file with a mapping. */
export async function readParameterFile(path: string): Promise<Record<string, unknown>> {
  return parseParameterYaml(await read(path), path)
}

/** A list of mappings, one a row; or a mapping of names to lists, of which every combination is a row. */
export async function readMatrix(path: string): Promise<MatrixRow[]> {
  const value = await parse(await read(path), path)
  const rows = Array.isArray(value) ? value : isRecord(value) ? combinations(value, path) : []
  if (rows.length === 0 || !rows.every(isRecord))
    throw new RunnerError(`${path}: a matrix is a list of mappings, or a mapping of names to lists`, {
      hint: '- year: 2023\n- year: 2024',
    })
  const labels = rows.map((row) =>
    Object.entries(row)
      .map(([name, item]) => `${name}=${typeof item === 'string' ? item : JSON.stringify(item)}`)
      .join(', '),
  )
  return rows.map((values, index) => {
    const label = labels[index] ?? ''
    const doubled = labels.indexOf(label) !== index || labels.includes(label, index + 1)
    return { label: doubled ? `${label} #${index + 1}` : label, values }
  })
}

function combinations(value: Record<string, unknown>, path: string): Record<string, unknown>[] {
  return Object.entries(value).reduce<Record<string, unknown>[]>(
    (rows, [name, items]) => {
      if (!Array.isArray(items)) throw new RunnerError(`${path}: "${name}" must be a list of values`)
      return rows.flatMap((row) => items.map((item: unknown) => ({ ...row, [name]: item })))
    },
    [{}],
  )
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new RunnerError(`the parameter file ${path} can't be read`, { cause })
  }
}

async function parse(text: string, origin: string): Promise<unknown> {
  try {
    if (/^\s*[{[]/.test(text) && origin.endsWith('.json')) return JSON.parse(text) as unknown
    const yaml = await import('yaml')
    return yaml.parse(text) as unknown
  } catch (cause) {
    throw new RunnerError(`${origin}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}
