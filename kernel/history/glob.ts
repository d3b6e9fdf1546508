// Patterns of history searches: `*` for any text, `?` for one character, as in file names.
//
//   matches('const *', 'const a = 1')   // true

export function matches(pattern: string, text: string): boolean {
  const source = pattern.replaceAll(/[.*+?^${}()|[\]\\]/g, (sign) =>
    sign === '*' ? '[^]*' : sign === '?' ? '[^]' : `\\${sign}`,
  )
  return new RegExp(`^${source}$`, 'u').test(text)
}
