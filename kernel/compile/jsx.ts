// JSX where the notebook has no React: elements are plain data that show themselves as escaped HTML.
//
//   const list = <ul>{names.map((name) => <li>{name}</li>)}</ul>

type Props = Readonly<Record<string, unknown>> | null
type Component = (props: Record<string, unknown>) => unknown

export const Fragment: unique symbol = Symbol('Fragment')

const empty = new Set('area base br col embed hr img input link meta source track wbr'.split(' '))
const display = Symbol.for('Jupyter.display')

interface Element {
  type: unknown
  props: Record<string, unknown>
}

export function createElement(type: unknown, props: Props, ...children: unknown[]): Element {
  const element: Element = { type, props: { ...props, ...(children.length > 0 ? { children } : {}) } }
  Object.defineProperty(element, display, {
    value: () => ({ 'text/html': render(element), 'text/plain': render(element) }),
  })
  return element
}

function render(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'boolean') return ''
  if (Array.isArray(value)) return value.map(render).join('')
  if (typeof value !== 'object' || !('type' in value) || !('props' in value)) return escape(plain(value))
  const { type, props } = value as Element
  if (typeof type === 'function') return render((type as Component)(props))
  const children = render(props['children'])
  if (typeof type !== 'string') return children
  const attributes = Object.entries(props).map(([name, item]) => attribute(name, item))
  const tag = type.replaceAll(/[^\w-]/g, '')
  return `<${tag}${attributes.join('')}>${empty.has(tag) ? '' : `${children}</${tag}>`}`
}

/** Event handlers have no page to run in, so they are left out. */
function attribute(name: string, value: unknown): string {
  if (name === 'children' || name === 'key' || /^on/i.test(name) || !/^[\w:-]+$/.test(name)) return ''
  if (value === false || value === null || value === undefined || typeof value === 'function') return ''
  const key = name === 'className' ? 'class' : name === 'htmlFor' ? 'for' : name
  if (value === true) return ` ${key}`
  return ` ${key}="${escape(typeof value === 'object' ? styleOf(value) : plain(value))}"`
}

/** Text that stands for itself; a class with a text of its own (a date, a URL) gives that one. */
function plain(value: unknown): string {
  return (value as { toString(): string }).toString()
}

function styleOf(value: object): string {
  return Object.entries(value)
    .map(([name, item]) => `${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}: ${String(item)}`)
    .join('; ')
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
