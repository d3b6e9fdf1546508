// A text of any length and content as one short line in which everything can be seen: names, titles, captions. Megabytes
// cost nothing, for only the beginning is looked at; what is cut has an ellipsis.
//
//   oneLine('a\nb')                        // 'a↵b'
//   oneLine('x'.repeat(1e7), 5)            // 'xxxx…'
import { visible } from './escape.ts'
import { truncate } from './width.ts'

export function oneLine(text: string, most: number = 200): string {
  const looked = 40 * most
  if (text.length <= looked) return truncate(visible(text), most)
  const cut = truncate(visible(text.slice(0, looked)), most)
  return cut.endsWith('…') ? cut : `${cut}…`
}
