// JSDoc as people read it: the description, parameters, returns, errors, examples; once as Markdown and once as plain
// text. Knows the tags, not where they came from.
//
//   documentationOf('Adds.', [{ name: 'param', text: 'a first' }]).markdown  → 'Adds.\n\n**Parameters**\n\n- `a` — first'
import type { DocumentationTag } from './methods.ts'

export interface Documentation {
  markdown: string
  plain: string
}

interface Section {
  title: string
  entries: { name?: string; text: string }[]
  code?: boolean
}

const titles: Readonly<Record<string, string>> = {
  param: 'Parameters',
  arg: 'Parameters',
  argument: 'Parameters',
  template: 'Type parameters',
  returns: 'Returns',
  return: 'Returns',
  throws: 'Throws',
  exception: 'Throws',
  example: 'Example',
  deprecated: 'Deprecated',
  default: 'Default',
  defaultValue: 'Default',
  defaultvalue: 'Default',
  since: 'Since',
  see: 'See',
  remarks: 'Remarks',
}
const order = [
  'Deprecated',
  'Parameters',
  'Type parameters',
  'Returns',
  'Throws',
  'Default',
  'Remarks',
  'Example',
  'See',
  'Since',
]

export function documentationOf(comment: string, tags: readonly DocumentationTag[]): Documentation {
  const sections = sectionsOf(tags)
  const text = links(comment.trim())
  return {
    markdown: [text, ...sections.map(markdownSection)].filter(Boolean).join('\n\n'),
    plain: [unfenced(text), ...sections.map(plainSection)].filter(Boolean).join('\n\n'),
  }
}

/** The description of one parameter, without its name. */
export function parameterText(tags: readonly DocumentationTag[], name: string): string | undefined {
  for (const tag of tags) {
    if (titles[tag.name] !== 'Parameters') continue
    const parameter = named(tag.text ?? '')
    if (parameter.name === name) return links(parameter.text)
  }
  return undefined
}

function sectionsOf(tags: readonly DocumentationTag[]): Section[] {
  const byTitle = new Map<string, Section>()
  for (const tag of tags) {
    const title = titles[tag.name]
    if (!title) continue
    const section = byTitle.get(title) ?? { title, entries: [], code: title === 'Example' }
    byTitle.set(title, section)
    const text = (tag.text ?? '').trim()
    const isNamed = title === 'Parameters' || title === 'Type parameters'
    section.entries.push(isNamed ? named(text) : { text: section.code ? text : links(text) })
  }
  return [...byTitle.values()].sort((a, b) => order.indexOf(a.title) - order.indexOf(b.title))
}

/** `a - the first` or `[a=1] the first`. */
function named(text: string): { name: string; text: string } {
  const match = /^\[?([\w$.]+)(?:=[^\]]*)?\]?\s*(?:[-–—]\s*)?(.*)$/s.exec(text)
  return match ? { name: match[1]!, text: links(match[2]!.trim()) } : { name: '', text }
}

/** `{@link target label}` → its label. */
function links(text: string): string {
  return text.replaceAll(/\{@link(?:code|plain)?\s+([^\s}|]+)\s*\|?\s*([^}]*)\}/g, (_, target: string, label: string) =>
    label.trim() === '' ? target : label.trim(),
  )
}

function unfenced(text: string): string {
  return text.replaceAll(/^\s*```\w*\s*$\n?/gm, '').trimEnd()
}

function markdownSection({ title, entries, code }: Section): string {
  const body = entries.map(({ name, text }) => {
    if (name !== undefined) return `- \`${name}\`${text ? ` — ${text}` : ''}`
    return code && !text.includes('```') ? `\`\`\`ts\n${text}\n\`\`\`` : text
  })
  return `**${title}**\n\n${body.join(entries[0]?.name === undefined ? '\n\n' : '\n')}`
}

function plainSection({ title, entries }: Section): string {
  const width = Math.max(0, ...entries.map(({ name }) => name?.length ?? 0))
  const lines = entries.flatMap(({ name, text }) =>
    (name === undefined ? unfenced(text) : `${name.padEnd(width)}  ${text}`.trimEnd())
      .split('\n')
      .map((line) => `  ${line}`),
  )
  return `${title}\n${lines.join('\n')}`
}
