import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { displayWidth, graphemes, pad, truncate, wrap } from '../../src/text/index.ts'
import { hostileTexts } from './hostile.ts'

const texts = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(...hostileTexts.filter((text) => text.length < 300)),
  fc
    .array(fc.constantFrom('日', '👩‍👩‍👧', '🇳🇴', 'e\u0301', 'a', ' ', 'ﷺ', '\u200D', '🫠', '한'), { maxLength: 40 })
    .map((parts) => parts.join('')),
)
const widths = fc.integer({ min: 1, max: 60 })
const broken = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/

describe('displayWidth', () => {
  test('agrees with string-width on every character by itself', () => {
    const different: string[] = []
    for (let code = 0x20; code < 0x11000; code++) {
      const text = String.fromCodePoint(code)
      if (displayWidth(text) !== stringWidth(text))
        different.push(`U+${code.toString(16)} ${displayWidth(text)} ${stringWidth(text)}`)
    }
    expect(different).toEqual([])
  })

  test('agrees with string-width on pairs of neighbours that could join', () => {
    const simple = fc.integer({ min: 0x20, max: 0xffff }).map((code) => String.fromCharCode(code))
    fc.assert(
      fc.property(simple, simple, (one, two) => {
        expect(displayWidth(one + two)).toBe(stringWidth(one + two))
      }),
      { numRuns: 5_000 },
    )
  })

  test('agrees with string-width, first time and remembered', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(displayWidth(text)).toBe(stringWidth(text))
        expect(displayWidth(text)).toBe(stringWidth(text))
      }),
    )
  })
})

describe('truncate', () => {
  for (const where of ['end', 'middle'] as const) {
    test(`${where}: never wider than asked, never a broken pair, never lost without an ellipsis`, () => {
      fc.assert(
        fc.property(texts, widths, (text, width) => {
          const whole = text.toWellFormed()
          const cut = truncate(whole, width, where)
          expect(displayWidth(cut)).toBeLessThanOrEqual(width)
          expect(cut).not.toMatch(broken)
          if (cut === whole) return
          expect(cut).toContain('…')
          const at = cut.indexOf('…', where === 'middle' ? 0 : Math.max(0, cut.length - 1))
          expect(whole.startsWith(cut.slice(0, at))).toBe(true)
          const kept = where === 'end' || whole.endsWith(cut.slice(at + 1)) || whole.includes('…')
          expect(kept).toBe(true)
        }),
      )
    })
  }

  test('cuts between graphemes', () => {
    expect(truncate('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 5)).toBe('👩‍👩‍👧👩‍👩‍👧…')
    expect(truncate('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301…')
    expect(truncate('日本語', 4)).toBe('日…')
  })

  test('keeps both ends of paths and ids', () => {
    expect(truncate('/animals/cats/2026/picture-001.jpg', 20, 'middle')).toBe('/animals/c…e-001.jpg')
    expect(truncate('63ceabcdef0123456789', 9, 'middle')).toBe('63ce…6789')
  })

  test('a grapheme of a megabyte and a text of ten cost nothing and leave an ellipsis', () => {
    expect(truncate(`e${'\u0301'.repeat(1_000_000)}`, 10)).toBe('…')
    expect(truncate('é'.repeat(10_000_000), 5)).toBe('éééé…')
    expect(truncate('é'.repeat(10_000_000), 5, 'middle')).toBe('éé…éé')
  })
})

describe('wrap', () => {
  test('loses nothing but the spaces at breaks, and no line is too wide', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 60 }), (text, width) => {
        const lines = wrap(text, width)
        expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''))
        const wide = lines.filter((line) => displayWidth(line) > width)
        expect(wide.filter((line) => graphemes(line).length > 1)).toEqual([])
      }),
    )
  })

  test('breaks at spaces, then anywhere', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three'])
    expect(wrap('日本語日本語', 4)).toEqual(['日本', '語日', '本語'])
  })
})

describe('pad', () => {
  test('fills to the width on screen', () => {
    fc.assert(
      fc.property(texts, widths, fc.constantFrom('left', 'right', 'center'), (text, width, align) => {
        expect(displayWidth(pad(text, width, align))).toBe(Math.max(width, displayWidth(text)))
      }),
    )
  })
})
