// complete_request: what could stand here. Cursor positions are code points on the wire, UTF-16 units in our code.
import { codePoints, utf16 } from '../language/index.ts'
import { text } from './context.ts'
import type { Handler } from './context.ts'

export const complete: Handler = async ({ intelligence }, { content }) => {
  const code = text(content, 'code')
  const position = content['cursor_pos']
  const cursor = typeof position === 'number' ? utf16(code, position) : code.length
  const { matches, start, end, metadata } = await (await intelligence()).complete(code, cursor)
  return {
    status: 'ok',
    matches,
    cursor_start: codePoints(code, start),
    cursor_end: codePoints(code, end),
    metadata,
  }
}
