// history_request: cells of this session and of earlier ones, by range, tail or search.
import { flag, text } from './context.ts'
import type { Handler } from './context.ts'

export const history: Handler = ({ history }, { content }) => {
  const number = (name: string): number | undefined => {
    const value = content[name]
    return typeof value === 'number' ? Math.trunc(value) : undefined
  }
  const entries = history.find({
    access: text(content, 'hist_access_type'),
    session: number('session') ?? 0,
    start: number('start') ?? 0,
    stop: number('stop'),
    most: number('n'),
    pattern: text(content, 'pattern') || '*',
    unique: flag(content, 'unique', false),
  })
  const output = flag(content, 'output', false)
  return {
    status: 'ok',
    history: entries.map(({ session, line, input, output: shown }) => [session, line, output ? [input, shown] : input]),
  }
}
