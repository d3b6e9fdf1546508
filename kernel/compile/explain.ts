// The parser's words for a syntax error, made into a sentence with a next step where the cause is a frequent one.

export function explainSyntax(
  message: string,
  source: string,
  at: number,
  help?: string,
): { message: string; hint?: string } {
  const token = /^[\p{ID_Start}$_][\p{ID_Continue}$]*|^\S/u.exec(source.slice(at, at + 80))?.[0]
  const expected = /^Expected `(.+)` but found `(.+)`$/.exec(message)
  if (expected?.[2] === 'EOF' || (at >= source.trimEnd().length && /^Unexpected token|^Unterminated/.test(message))) {
    const wanted = expected?.[1]
    return {
      message: 'Unexpected end of input',
      hint: wanted ? `the cell ends before \`${wanted}\`.` : 'the cell ends in the middle of something.',
    }
  }
  if (message.startsWith('Unterminated string')) {
    return {
      message: 'Unterminated string',
      hint: 'the quote that opens here is never closed; text over several lines stands in `backticks`.',
    }
  }
  if (expected)
    return { message: `Unexpected token '${expected[2]}', expected '${expected[1]}'`, ...(help ? { hint: help } : {}) }
  if (message === 'Unexpected token' && token) {
    return { message: `Unexpected token '${token}'`, ...hintFor(source, at, token, help) }
  }
  return { message, ...hintFor(source, at, token, help) }
}

function hintFor(source: string, at: number, token: string | undefined, help: string | undefined): { hint?: string } {
  const start = source.lastIndexOf('\n', at - 1) + 1
  const line = source.slice(start, at)
  if (token === '%' && line.trim() === '') {
    return { hint: 'magics belong to Python; here plain functions do it: help(), or $`command` for the shell.' }
  }
  if (token === '!' && line.trim() === '') return { hint: 'for a shell command write await $`command`.' }
  return help ? { hint: help } : {}
}
