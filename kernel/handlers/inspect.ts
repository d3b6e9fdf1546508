// inspect_request: what is this? Its type, its documentation, at detail 1 its value.
import { utf16 } from '../language/index.ts'
import { text } from './context.ts'
import type { Handler } from './context.ts'

export const inspect: Handler = async ({ intelligence }, { content }) => {
  const code = text(content, 'code')
  const position = content['cursor_pos']
  const cursor = typeof position === 'number' ? utf16(code, position) : code.length
  const data = await (await intelligence()).inspect(code, cursor, content['detail_level'] === 1 ? 1 : 0)
  return { status: 'ok', found: data !== undefined, data: data ?? {}, metadata: {} }
}
