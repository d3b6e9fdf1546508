// help(): what is there in every notebook. help(x): what a value is and what can be called on it, without calling any of it.
//
//   help(dl.projects)
import type { Display } from '../display/index.ts'
import { preloadTypes } from './preload-types.ts'

const about: Readonly<Record<string, string>> = {
  dl: 'Dataloop: projects, datasets, items, annotations, tasks. Needs no account: a platform is built in.',
  Filters: 'queries as the Python SDK writes them',
  $: 'shell commands: await $`git status`',
  DateTime: "luxon's dates and times",
  display: 'show a value now; display.html, .markdown, .svg, .image, .table, .vega …; handles can be updated',
  html: 'html`<b>${text}</b>`: safe markup; md and svg likewise',
  plot: 'a chart from records',
  clearOutput: 'empties the output of the cell',
  Jupyter: "the notebook's own: Jupyter.types = 'strict', comms, broadcast",
  expect: "vitest's assertions",
  test: "a named check: await test('name', () => expect(1).toBe(1))",
  help: 'help(value) describes a value',
  prompt: 'asks and waits; confirm and alert likewise',
  input: "await input('Token: ', { password: true })",
}

interface Member {
  name: string
  kind: string
}

export function createHelp(display: Display): (...parameters: [value?: unknown]) => void {
  return (...parameters) => {
    if (parameters.length === 0) return overview(display)
    const [value] = parameters
    const rows = members(value)
    const table = {
      caption: describe(value),
      columns: [{ key: 'name' }, { key: 'kind' }],
      rows: rows.map((row) => ({ ...row })),
      footer: 'Shift+Tab on a name shows its types and documentation.',
    }
    display.table(table)
  }
}

function overview(display: Display): void {
  const rows = Object.keys(preloadTypes).map((name) => ({ name, about: about[name] ?? '' }))
  const footer = 'Any package: import … from. help(value) describes a value; Shift+Tab shows types and documentation.'
  display.table({
    caption: 'In every notebook',
    columns: [{ key: 'name' }, { key: 'about' }],
    rows: rows.filter((row) => row.about),
    footer,
  })
}

function describe(value: unknown): string {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function'))
    return value === null ? 'null' : typeof value
  if (typeof value === 'function') {
    const source = Function.prototype.toString.call(value)
    const isClass = /^class\b/.test(source)
    return `${isClass ? 'class' : 'function'} ${value.name}${isClass ? '' : (/^[^(]*(\([^)]*\))/.exec(source)?.[1] ?? '()')}`
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  const name = prototype === null ? undefined : Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value?.name
  return `an object${typeof name === 'string' && name !== '' && name !== 'Object' ? ` of class ${name}` : ''}`
}

/** Own members first, then those of its classes; by descriptors, so that no getter runs. */
function members(value: unknown): Member[] {
  const found = new Map<string, Member>()
  let holder: unknown = value === null || value === undefined ? undefined : Object(value)
  while (holder !== undefined && holder !== null && holder !== Object.prototype && holder !== Function.prototype) {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(holder))) {
      if (name === 'constructor' || name.startsWith('_') || found.has(name)) continue
      const kind =
        typeof descriptor.value === 'function'
          ? 'method'
          : descriptor.get
            ? 'property (computed)'
            : typeof descriptor.value
      found.set(name, { name: kind === 'method' ? `${name}()` : name, kind })
    }
    holder = Object.getPrototypeOf(holder)
  }
  return [...found.values()].slice(0, 200)
}
