// An ontology's labels: a tree by tags ('animal.dog' is dog under animal), each with a colour of its own.
//
//   addLabels([], [{ tag: 'Adult' }], { upsert: true })   // [{ value: { tag: 'Adult', color: '#…', … }, children: [] }]
import type { WireLabel } from '../../wire/index.ts'
import { text, type Body } from '../http/body.ts'
import { badRequest, conflict } from '../http/errors.ts'
import { isObject } from '../query/dql.ts'

/** Told apart by colour-blind people too (Okabe and Ito), then by hue. */
const colors = [
  '#0072b2',
  '#e69f00',
  '#009e73',
  '#d55e00',
  '#cc79a7',
  '#56b4e9',
  '#f0e442',
  '#8c564b',
  '#7f7f7f',
  '#17becf',
]

export function addLabels(
  roots: readonly unknown[],
  nodes: readonly unknown[],
  options: { upsert: boolean },
): WireLabel[] {
  const tree = structuredClone(roots) as WireLabel[]
  let count = countLabels(tree)
  const add = (siblings: WireLabel[], node: unknown): void => {
    const value = labelOf(node)
    const children = isObject(node) && Array.isArray(node['children']) ? node['children'] : []
    const place = placeOf(siblings, value.tag, () => colors[count++ % colors.length] ?? '')
    const known = place.siblings.find((label) => label.value.tag === place.tag)
    if (known && !options.upsert) throw conflict(`the ontology has a label '${value.tag}' already`)
    if (known) known.value = { ...known.value, ...value, tag: place.tag }
    else {
      const color = value.color ?? colors[count++ % colors.length] ?? ''
      place.siblings.push({
        value: { displayLabel: place.tag, attributes: [], displayData: {}, ...value, color, tag: place.tag },
        children: [],
      })
    }
    const label = known ?? place.siblings.at(-1)
    if (label) for (const child of children) add((label.children ??= []), child)
  }
  for (const node of nodes) add(tree, node)
  return tree
}

/** 'a.b.c' lies under a and b, which are made when they are not there. */
function placeOf(siblings: WireLabel[], tag: string, color: () => string): { siblings: WireLabel[]; tag: string } {
  const steps = tag.split('.')
  const last = steps.pop() ?? tag
  let level = siblings
  for (const step of steps) {
    let parent = level.find((label) => label.value.tag === step)
    if (!parent) {
      parent = {
        value: { tag: step, displayLabel: step, color: color(), attributes: [], displayData: {} },
        children: [],
      }
      level.push(parent)
    }
    level = parent.children ??= []
  }
  return { siblings: level, tag: last }
}

function labelOf(node: unknown): WireLabel['value'] {
  if (!isObject(node)) throw badRequest('a label must be an object: { tag, color, attributes, displayLabel }')
  const value: Body = isObject(node['value']) ? node['value'] : node
  const tag = text(value, 'tag', 1000)
  if (tag.split('.').length > 20 || tag.split('.').includes(''))
    throw badRequest(`'${tag}' is no label: dots separate the levels`)
  const { color, displayLabel, attributes, displayData } = value
  return {
    tag,
    ...(typeof color === 'string' ? { color } : {}),
    ...(typeof displayLabel === 'string' ? { displayLabel } : {}),
    ...(Array.isArray(attributes) ? { attributes } : {}),
    ...(isObject(displayData) ? { displayData } : {}),
  }
}

const countLabels = (labels: readonly WireLabel[]): number =>
  labels.reduce((sum, { children = [] }) => sum + 1 + countLabels(children), 0)

export function upsertAttributes(known: unknown, items: readonly unknown[]): unknown[] {
  const list: unknown[] = Array.isArray(known) ? [...known] : []
  for (const item of items) {
    if (!isObject(item)) throw badRequest('an attribute must be an object: { key, title, type, scope, values }')
    const key = text(item, 'key', 200)
    const at = list.findIndex((attribute) => isObject(attribute) && attribute['key'] === key)
    if (at === -1) list.push(item)
    else list[at] = { ...(list[at] as Body), ...item }
  }
  return list
}
