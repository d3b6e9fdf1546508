/**
 * HTML and SVG brought to one form before they are compared: blanks between tags, order of attributes, self-closing and
 * letter case don't count, and ids that a library draws at random (`T_1a2b3`, uuids) are numbered in order of appearance.
 * It is no parser: it only has to treat two outputs of the same program alike.
 *
 *     normalizeMarkup('<TD b="2"  a=1> x </TD>')   // '<td a="1" b="2">\nx\n</td>'
 */
const tag = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[^\s=>"'/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+))?)*)\s*(\/?)>/g
const attribute = /([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g

export function normalizeMarkup(text: string): string {
  const tidy = numberIds(text)
    .replaceAll('\r\n', '\n')
    .replaceAll(/<!--(?!\[if)[^]*?-->/g, '')
    .replaceAll(tag, (_, close: string, name: string, attributes: string) => {
      const sorted = [...attributes.matchAll(attribute)]
        .map(([, key = '', double, single, plain]) => attributeText(key, double ?? single ?? plain))
        .toSorted()
      return `\n<${close}${[name.toLowerCase(), ...sorted].join(' ')}>\n`
    })
  return tidy
    .split('\n')
    .map((line) => line.trim().replaceAll(/\s+/g, ' '))
    .filter((line) => line !== '')
    .join('\n')
}

function attributeText(key: string, value: string | undefined): string {
  const name = key.toLowerCase()
  if (value === undefined) return name
  const order = name === 'class' ? value.trim().split(/\s+/).toSorted().join(' ') : value.trim()
  return `${name}="${name === 'style' ? order.replaceAll(/\s*([:;])\s*/g, '$1').replace(/;$/, '') : order}"`
}

/** Ids with at least five characters of hex or digits, of which one is a digit, become id-1, id-2 …, everywhere. */
function numberIds(text: string): string {
  const ids = [...text.matchAll(/\bid\s*=\s*["']?([\w-]+)/gi)].map(([, id = '']) => id)
  const roots = ids.flatMap((id) => /(?:^|[_-])((?=[0-9a-f]*\d)[0-9a-f]{5,}(?:-[0-9a-f]{4,})*)/i.exec(id)?.[1] ?? [])
  let result = text
  for (const [index, root] of [...new Set(roots)].entries()) result = result.replaceAll(root, `id-${index + 1}`)
  return result
}
