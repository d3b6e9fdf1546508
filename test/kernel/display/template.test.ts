// The tags have short names here: the formatter would lay out html`…` anew, and with it what is tested.
import { describe, expect, test } from 'vitest'
import { html as h, md as m, svg as v, toMimeBundle } from '../../../kernel/display/index.ts'

describe('html`…`', () => {
  test('escapes text, keeps markup of its own kind, leaves out nothing-values', () => {
    const names = ['<b>', 'a & b']
    expect(h`<ul>${names.map((name) => h`<li>${name}</li>`)}</ul>${null}${undefined}${false}${0}`.content).toBe(
      '<ul><li>&lt;b&gt;</li><li>a &amp; b</li></ul>0',
    )
  })

  test('raw is the one way to put markup in', () => {
    expect(h`${h.raw('<b>x</b>')} ${'<b>'}`.content).toBe('<b>x</b> &lt;b&gt;')
  })

  test('quotes attributes that have no quotes', () => {
    expect(h`<p title=${'a "b" onclick=x'} class="${"'"}">`.content).toBe(
      '<p title="a &quot;b&quot; onclick=x" class="&#39;">',
    )
  })

  test.each([
    'javascript:alert(1)',
    'java\nscript:alert(1)',
    ' JAVASCRIPT:x',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
  ])('a link to %j is blocked', (address) => {
    expect(h`<a href="${address}">`.content).toBe('<a href="about:blank#blocked">')
    expect(h`<a href=${address}>`.content).toBe('<a href="about:blank#blocked">')
  })

  test.each(['https://x.test/?a=1', '/items/1', '#top', 'mailto:a@x.test', 'data:image/png;base64,AAAA'])(
    'a link to %j stays',
    (address) => {
      expect(h`<a href="${address}">`.content).toBe(`<a href="${address}">`)
    },
  )

  test('values in scripts become JSON that cannot leave the script', () => {
    expect(h`<script>const x = ${{ a: '</script>' }}</script>`.content).toBe(
      '<script>const x = {"a":"\\u003C/script>"}</script>',
    )
  })

  test('places where no value is safe are refused, in words', () => {
    expect(() => h`<p onclick="${'x'}">`).toThrow(
      'no value can be put safely into onclick="…". hint: write it out, or use html.raw().',
    )
    expect(() => h`<p ${'onclick=x'}>`).toThrow('a value may stand in content or in the value of an attribute')
    expect(
      () =>
        h`<style>
          p {
            color: ${'</style>'};
          }
        </style>`,
    ).toThrow('only numbers, names and colours')
  })

  test('values that have a view of their own bring it', () => {
    expect(h`<div>${[{ a: 1 }]}</div>`.content).toContain('<caption>1 row × 1 column</caption>')
  })

  test('is shown by the kernel, with its words as text', () => {
    expect(toMimeBundle(h`<p>one</p><p>two &amp; ${'three'}</p>`)).toEqual({
      'text/html': '<p>one</p><p>two &amp; three</p>',
      'text/plain': 'one\ntwo & three',
    })
  })
})

test('svg`…` stands by itself', () => {
  expect(toMimeBundle(v`<svg><text>${'<x>'}</text></svg>`)).toEqual({
    'image/svg+xml': '<svg xmlns="http://www.w3.org/2000/svg"><text>&lt;x&gt;</text></svg>',
    'text/plain': '<x>',
  })
})

test('md`…` keeps values from becoming markup', () => {
  expect(m`# ${'*a* [x](y) <b>'} ${1} ${m.raw('**b**')}`.content).toBe(String.raw`# \*a\* \[x\](y) \<b\> 1 **b**`)
})
