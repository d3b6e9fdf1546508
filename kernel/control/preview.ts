// A value as V8 describes it from outside → a short text. Nothing of the user's runs for it.
//
//   previewText({ type: 'object', subtype: 'array', preview })   // '[1, 2, 3, …]'
import type { Runtime } from 'node:inspector'

type Preview = NonNullable<Runtime.RemoteObject['preview']>

/** Without a look inside: a class's name, a number, the begin of a text. Undefined for functions. */
export function plainPreview(value: Runtime.RemoteObject | undefined): string | undefined {
  if (!value || value.type === 'function') return undefined
  if (value.type === 'string') return JSON.stringify(value.value).slice(0, 200)
  return (value.description ?? value.unserializableValue ?? JSON.stringify(value.value))?.slice(0, 200)
}

/** Whose own text says more than their properties. */
const plain: ReadonlySet<string> = new Set(['error', 'date', 'regexp', 'proxy'])

/** With the first properties or elements, where V8 gave a preview. */
export function previewText({ preview, ...value }: Runtime.RemoteObject): string | undefined {
  if (!preview || plain.has(preview.subtype ?? '')) return plainPreview(value)
  const { subtype, description = '' } = preview
  const inner = (preview.entries ? entryTexts(preview.entries) : propertyTexts(preview)).slice(0, 100)
  if (preview.overflow) inner.push('…')
  if (subtype === 'array') return `[${inner.join(', ')}]`
  return inner.length === 0 ? `${description} {}` : `${description} { ${inner.join(', ')} }`
}

function propertyTexts({ subtype, properties }: Preview): string[] {
  return properties.map(({ name, value, type }) => {
    const text = type === 'string' ? JSON.stringify(value) : value === undefined || value === '' ? type : value
    return subtype?.endsWith('array') === true && /^\d+$/.test(name) ? text : `${name}: ${text}`
  })
}

function entryTexts(entries: NonNullable<Preview['entries']>): string[] {
  return entries.map(({ key, value }) => (key ? `${partText(key)} => ${partText(value)}` : partText(value)))
}

function partText({ type, description = '' }: Preview): string {
  return type === 'string' ? JSON.stringify(description) : description
}
