/**
 * Parameters of a Python cell: assignments at the left margin, with types from annotations (`int | None`,
 * `list[str]`, `Literal["a", "b"]`), from papermill's `# type: int` comments, or from the value. No Python is started.
 *
 *     inspectPython('year: int = 2024  # four digits')
 */
import type { Parameter } from './inspect.ts'
import { type ParameterType, unknownType } from './type.ts'

const assignment = /^([A-Za-z_]\w*)\s*(?::\s*([^=]+?))?\s*=(?!=)\s*([^]*)$/

export function inspectPython(source: string): Parameter[] {
  return logicalLines(source).flatMap(({ text, comment, line }) => {
    const [, name, annotation, value = ''] = assignment.exec(text) ?? []
    if (name === undefined) return []
    const [, commented, help = ''] = /^(?:type:\s*(\S+)\s*)?(.*)$/.exec(comment) ?? []
    const written = (annotation ?? commented)?.trim().replace(/^(["'])(.*)\1$/, '$2')
    const type = written === undefined ? typeOfPythonValue(value.trim()) : typeOfPython(written)
    return [{ name, type, default: value.trim(), help: help.trim(), line, declaration: name }]
  })
}

interface LogicalLine {
  readonly text: string
  readonly comment: string
  readonly line: number
}

/** Statements at the left margin; brackets and triple quotes join lines, comments are split off. */
function logicalLines(source: string): LogicalLine[] {
  const lines: LogicalLine[] = []
  const token =
    /("""|''')[^]*?\1|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*|[([{]|[)\]}]|\\\n|\n|[^"'#()[\]{}\\\n]+|[^]/g
  let [text, comment, depth, line, start] = ['', '', 0, 1, 1]
  const finish = (): void => {
    if (/^\S/.test(text)) lines.push({ text: text.trimEnd(), comment: comment.slice(1).trim(), line: start })
    text = ''
    comment = ''
    start = line
  }
  for (const [part] of source.matchAll(token)) {
    if (part.startsWith('#')) comment = part
    else if (part === '\n' && depth === 0) {
      line++
      finish()
      continue
    } else text += part
    if (part.length === 1 && '([{'.includes(part)) depth++
    if (part.length === 1 && ')]}'.includes(part)) depth--
    line += part.split('\n').length - 1
  }
  finish()
  return lines
}

const names: Readonly<Record<string, ParameterType>> = {
  int: { kind: 'number', integer: true },
  float: { kind: 'number' },
  str: { kind: 'string' },
  bool: { kind: 'boolean' },
  None: { kind: 'null' },
  NoneType: { kind: 'null' },
  list: { kind: 'array', items: unknownType },
  List: { kind: 'array', items: unknownType },
  dict: { kind: 'record', values: unknownType },
  Dict: { kind: 'record', values: unknownType },
}

/** An annotation: names, generics, `|`. */
function typeOfPython(annotation: string): ParameterType {
  const text = annotation.trim().replace(/^(?:typing|t|collections\.abc)\./, '')
  const options = splitTop(text, '|')
  if (options.length > 1) return { kind: 'union', options: options.map(typeOfPython) }
  if (Object.hasOwn(names, text)) return names[text] ?? unknownType
  const [, name = '', inside = ''] = /^([\w.]+)\[([^]*)\]$/.exec(text) ?? []
  const given = splitTop(inside, ',')
  if (/^(?:list|List|Sequence|Iterable)$/.test(name)) return { kind: 'array', items: typeOfPython(inside) }
  if (/^(?:dict|Dict|Mapping)$/.test(name)) return { kind: 'record', values: typeOfPython(given[1] ?? '') }
  if (name === 'Optional') return { kind: 'union', options: [typeOfPython(inside), { kind: 'null' }] }
  if (name === 'Union') return { kind: 'union', options: given.map(typeOfPython) }
  if (name === 'Literal') return { kind: 'union', options: given.map(literalType) }
  if (/^(?:tuple|Tuple)$/.test(name) && !inside.includes('...'))
    return { kind: 'tuple', items: given.map(typeOfPython) }
  return unknownType
}

function literalType(text: string): ParameterType {
  const word = text.trim()
  const quoted = /^(["'])(.*)\1$/.exec(word)
  if (quoted) return { kind: 'literal', value: quoted[2] ?? '' }
  if (word === 'True' || word === 'False') return { kind: 'literal', value: word === 'True' }
  return /^-?\d+$/.test(word) ? { kind: 'literal', value: Number(word) } : unknownType
}

function typeOfPythonValue(value: string): ParameterType {
  if (/^[-+]?\d[\d_]*$/.test(value)) return { kind: 'number' }
  if (/^[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(value)) return { kind: 'number' }
  if (/^[rbuf]{0,2}["']/i.test(value)) return { kind: 'string' }
  if (value === 'True' || value === 'False') return { kind: 'boolean' }
  if (/^\[[^]*\]$/.test(value)) return { kind: 'array', items: unknownType }
  if (/^\{[^]*\}$/.test(value)) return { kind: 'record', values: unknownType }
  return unknownType
}

function splitTop(text: string, separator: string): string[] {
  const parts: string[] = ['']
  let depth = 0
  for (const [part] of text.matchAll(/"[^"]*"|'[^']*'|[^]/g)) {
    if (part === '[' || part === '(') depth++
    if (part === ']' || part === ')') depth--
    if (part === separator && depth === 0) parts.push('')
    else parts[parts.length - 1] += part
  }
  return parts.map((part) => part.trim())
}
