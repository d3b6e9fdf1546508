import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { escapeHtml, safeUrl, visible, visibleBlock } from '../../src/text/index.ts'

describe('visible', () => {
  test.each([
    ['line ends and tabs', 'a\nb\r\nc\td\r', 'a↵b↵c⇥d␍'],
    ['colours, which only go', '\u001B[1;31mred\u001B[0m \u009B32mgreen', 'red green'],
    ['other escape sequences', '\u001B[2J\u001B]8;;http://x\u0007', '␛[2J␛]8;;http://x␇'],
    ['direction', 'a\u202Eb\u2066c\u200F', 'a⟨U+202E⟩b⟨U+2066⟩c⟨U+200F⟩'],
    ['nothing-width', 'a\u200Bb\uFEFFc\u00ADd\u2060', 'a⟨U+200B⟩b⟨U+FEFF⟩c⟨U+00AD⟩d⟨U+2060⟩'],
    ['joiners that hide', 'a\u200Db\u200C', 'a⟨U+200D⟩b⟨U+200C⟩'],
    ['tags that spell a hidden text', 'x\u{E0041}\u{E0042}', 'x⟨U+E0041⟩⟨U+E0042⟩'],
    ['selectors that carry a hidden text', 'x\uFE00\uFE01\u{E0101}', 'x\uFE00⟨U+FE01⟩⟨U+E0101⟩'],
    ['halves of pairs', 'a\uD83Db\uDE00', 'a\uFFFDb\uFFFD'],
    ['controls', '\0\u007F\u0085', '␀␡⟨U+0085⟩'],
  ])('%s', (_, text, shown) => {
    expect(visible(text)).toBe(shown)
  })

  test.each(['👩‍👩‍👧‍👦', '❤️‍🔥', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🇳🇴', 'e\u0301', 'می\u200Cخواهم', 'क्\u200Dष', 'שלום', '한글', 'a b c'])(
    '%s stays as it is written',
    (text) => {
      expect(visible(text)).toBe(text)
    },
  )

  test('a block keeps its lines and tabs', () => {
    expect(visibleBlock('a\tb\r\nc\u202E')).toBe('a\tb\nc⟨U+202E⟩')
  })

  test('takes time in proportion to the text, whatever it is made of', () => {
    const parts = ['\u{E0041}', '\uFE00', '\u200D', '\u001B[', '\u202E', 'e\u0301', '\uD83D']
    for (const part of parts) expect(visible(part.repeat(100_000)).length).toBeGreaterThan(0)
  })

  test('is on one line and has no control in it, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(/[\p{Cc}\p{Cs}\u2028\u2029]|[\u202A-\u202E\u2066-\u2069]/u.exec(visible(text))).toBeNull()
        expect(visible(visible(text))).toBe(visible(text))
      }),
    )
  })
})

test('escapeHtml is for content and attributes', () => {
  expect(escapeHtml(`<a b="c" d='e'>&amp;`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;')
})

test.each([
  ['https://x.test/a b', 'https://x.test/a%20b'],
  ['mailto:a@x.test', 'mailto:a@x.test'],
  ['javascript:alert(1)', undefined],
  ['data:text/html,x', undefined],
  ['file:///etc/passwd', undefined],
  ['/relative', undefined],
  ['', undefined],
])('safeUrl(%j)', (text, url) => {
  expect(safeUrl(text)).toBe(url)
})
