/**
 * Settings that a cell carries: metadata (`loopbook`, `nbmake`), tags (Jupyter's, nbval's, ours) and comments
 * (`# NBVAL_IGNORE_OUTPUT`, `// @loopbook timeout=10s raises=TypeError check`). A comment wins over a tag, a tag over
 * metadata; contradictions are a warning, as in nbval.
 *
 *     cellLayers({ source: '// @loopbook timeout=10s\n…', metadata: {} }).layers
 */
import type { Cell } from '../../notebook/index.ts'
import { isRecord } from '../../notebook/json/record.ts'
import { RunnerError } from '../error.ts'
import { type Layer, layer } from './layer.ts'
import type { Settings } from './settings.ts'

type Values = Partial<Settings>

const tags: Readonly<Record<string, Values>> = {
  'raises-exception': { raises: true },
  'skip-execution': { skip: 'tag "skip-execution"' },
  'nbval-skip': { skip: 'tag "nbval-skip"' },
  'nbval-check-output': { check: 'all' },
  'nbval-ignore-output': { check: 'none' },
  'pytest-validate-ignore-output': { check: 'none' },
  'nbval-raises-exception': { raises: true },
  'check-output': { check: 'all' },
  'ignore-output': { check: 'none' },
  slow: { slow: true },
  serial: { serial: true },
  flaky: { flaky: true },
}

const markers: Readonly<Record<string, Values>> = {
  PYTEST_VALIDATE_IGNORE_OUTPUT: { check: 'none' },
  NBVAL_IGNORE_OUTPUT: { check: 'none' },
  NBVAL_CHECK_OUTPUT: { check: 'all' },
  NBVAL_RAISES_EXCEPTION: { raises: true },
  NBVAL_SKIP: { skip: 'comment NBVAL_SKIP' },
}

/** What may stand bare in a comment: `// @loopbook skip check`. */
const bare: Readonly<Record<string, string>> = {
  check: 'all',
  skip: 'true',
  raises: 'true',
  slow: 'true',
  serial: 'true',
}

export interface CellLayers {
  readonly layers: readonly Layer[]
  readonly warnings: readonly string[]
}

export function cellLayers(cell: Pick<Cell, 'source' | 'metadata'>): CellLayers {
  const fromTags = tagLayers(cell.metadata.tags ?? [])
  const fromComments = commentLayers(cell.source)
  const named =
    typeof cell.metadata['name'] === 'string' ? [layer('metadata.name', { name: cell.metadata['name'] })] : []
  return {
    layers: [...named, ...metadataLayers(cell.metadata), ...fromTags, ...fromComments],
    warnings: [...contradictions(fromTags, fromTags), ...contradictions(fromTags, fromComments)],
  }
}

function metadataLayers(metadata: Cell['metadata']): Layer[] {
  const layers: Layer[] = []
  const { loopbook, nbmake } = metadata
  if (isRecord(nbmake)) {
    if (isRecord(nbmake['mock'])) layers.push(layer('metadata.nbmake.mock', { mock: nbmake['mock'] }))
    if (Array.isArray(nbmake['post_cell_execute']))
      layers.push(layer('metadata.nbmake.post_cell_execute', { after: nbmake['post_cell_execute'] }))
  }
  if (loopbook !== undefined) {
    if (!isRecord(loopbook)) throw new RunnerError('metadata.loopbook of the cell must be an object')
    layers.push(layer('metadata.loopbook', loopbook))
  }
  return layers
}

function tagLayers(names: readonly string[]): Layer[] {
  return names.flatMap((name) => {
    const values = Object.hasOwn(tags, name) ? tags[name] : undefined
    return values ? [{ origin: `tag "${name}"`, values }] : []
  })
}

function commentLayers(source: string): Layer[] {
  if (!/@loopbook|NBVAL|PYTEST_VALIDATE/.test(source)) return []
  return source.split('\n').flatMap((line, index) => {
    const comment = /^\s*(?:#+|\/\/+|--|%+|;+)\s*(.*?)\s*$/.exec(line)?.[1]
    if (comment === undefined) return []
    const origin = `comment in line ${index + 1}`
    const marker = Object.hasOwn(markers, comment) ? markers[comment] : undefined
    if (marker) return [{ origin, values: marker }]
    const ours = /^@loopbook(?:\s+(.*))?$/.exec(comment)
    return ours ? [layer(origin, parseWords(ours[1] ?? '', origin))] : []
  })
}

/** `timeout=10s raises="/no such/" check` → values as texts. */
function parseWords(text: string, origin: string): Record<string, string> {
  const words = text.match(/[\w-]+(?:=(?:"[^"]*"|'[^']*'|\S+))?|\S+/g) ?? []
  return Object.fromEntries(
    words.map((word) => {
      const [, name = word, value] = /^([\w-]+)(?:=(.*))?$/s.exec(word) ?? []
      if (value !== undefined) return [name, value.replace(/^(["'])(.*)\1$/s, '$2')]
      const assumed = Object.hasOwn(bare, name) ? bare[name] : undefined
      if (assumed === undefined) throw new RunnerError(`${origin}: "${word}" needs a value`, { hint: `${name}=…` })
      return [name, assumed]
    }),
  )
}

function contradictions(earlier: readonly Layer[], later: readonly Layer[]): string[] {
  return earlier.flatMap((a, index) =>
    later.slice(earlier === later ? index + 1 : 0).flatMap((b) => {
      const keys = Object.keys(a.values).filter((key) => key in b.values)
      const differ = keys.filter((key) => a.values[key as keyof Settings] !== b.values[key as keyof Settings])
      return differ.length > 0 ? [`${b.origin} contradicts ${a.origin}; ${b.origin} counts`] : []
    }),
  )
}
