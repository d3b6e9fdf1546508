// is_complete_request: may this be run, or does it go on? The parser knows.
import { isComplete as check } from '../compile/index.ts'
import { text } from './context.ts'
import type { Handler } from './context.ts'

export const isComplete: Handler = (_context, { content }) => ({ ...check(text(content, 'code')) })
