import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Output } from '../../../src/notebook/index.ts'
import { parseNotebook } from '../../../src/notebook/index.ts'
import { compareOptions, compareOutputs } from '../../../src/runner/compare/index.ts'
import { rawOutput } from '../../notebook/fixture.ts'

type Options = Parameters<typeof compareOptions>[0]

const out = (text: string, name = 'stdout'): Output => ({ output_type: 'stream', name, text })
const shown = (data: Record<string, unknown>): Output => ({ output_type: 'display_data', data, metadata: {} })
const raised = (ename: string, evalue: string, ...traceback: string[]): Output => ({
  output_type: 'error',
  ename,
  evalue,
  traceback,
})

function compare(
  expected: readonly Output[],
  actual: readonly Output[],
  options: Options = {},
): ReturnType<typeof compareOutputs> {
  return compareOutputs({ outputs: expected, executionCount: 1 }, actual, compareOptions(options))
}
function same(expected: readonly Output[], actual: readonly Output[], options?: Options): boolean {
  return compare(expected, actual, options).length === 0
}
function sameText(a: string, b: string, options?: Options): boolean {
  return same([out(a)], [out(b)], options)
}

describe('streams', () => {
  test('how a stream was cut into messages does not matter', () => {
    expect(same([out('a\nb\n')], [out('a\n'), out('b\n')])).toBe(true)
    expect(same([out('a\n'), out('w\n', 'stderr'), out('b\n')], [out('w\n', 'stderr'), out('a\nb\n')])).toBe(true)
  })

  test('a progress bar is what it showed at last', () => {
    expect(
      sameText('100%|##########| 10/10\n', '  0%|          | 0/10\r 50%|#####     | 5/10\r100%|##########| 10/10\n'),
    ).toBe(true)
    expect(sameText('abd\n', 'abc\bd\n')).toBe(true)
    expect(sameText('a\nb\n', 'a\r\nb\r\n')).toBe(true)
  })

  test('a real difference is shown as a diff', () => {
    const [mismatch] = compare([out('a\nb\nc\nd\ne\nf\ng\nh\n')], [out('a\nb\nc\nX\ne\nf\ng\nh\n')])
    expect(mismatch).toMatchObject({ output: 0, kind: 'changed', mime: 'stdout' })
    expect(mismatch?.diff).toMatchInlineSnapshot(`
      "  … 1 equal line
        b
        c
      - d
      + X
        e
        f
        … 2 equal lines"
    `)
  })

  test('a stream that is new, and one that is gone', () => {
    expect(compare([], [out('surprise\n', 'stderr')])).toMatchObject([
      { kind: 'extra', mime: 'stderr', diff: '+ surprise' },
    ])
    expect(compare([out('was\n')], [])).toMatchObject([{ kind: 'missing', mime: 'stdout', diff: '- was' }])
    expect(compare([], [out('warning\n', 'stderr')], { ignore: ['stderr'] })).toEqual([])
  })
})

describe('MIME types', () => {
  test('only what was recorded is compared; richer types may come', () => {
    expect(same([shown({ 'text/plain': '1' })], [shown({ 'text/plain': '1', 'text/html': '<b>1</b>' })])).toBe(true)
    expect(
      compare([shown({ 'text/plain': '1', 'text/html': '<b>1</b>' })], [shown({ 'text/plain': '1' })]),
    ).toMatchObject([{ kind: 'missing', mime: 'text/html' }])
  })

  test('a result and a display with the same data are the same', () => {
    const result: Output = {
      output_type: 'execute_result',
      execution_count: 3,
      data: { 'text/plain': '1' },
      metadata: {},
    }
    expect(same([shown({ 'text/plain': '1' })], [result])).toBe(true)
  })

  test('JSON by structure: order of keys does not count, values do', () => {
    const mime = 'application/vnd.plotly.v1+json'
    const json = (value: unknown): Output[] => [shown({ [mime]: value })]
    expect(same(json({ a: 1, b: [1, 2] }), json({ b: [1, 2], a: 1 }))).toBe(true)
    expect(compare(json({ a: 1 }), json({ a: 2 }))).toMatchObject([{ mime, diff: '  {\n-   "a": 1\n+   "a": 2\n  }' }])
    expect(same(json({ x: 0.1 + 0.2 }), json({ x: 0.3 }))).toBe(false)
    expect(same(json({ x: 0.1 + 0.2 }), json({ x: 0.3 }), { rtol: 1e-9 })).toBe(true)
    expect(
      same(json({ id: '0d6b4c5e-1a2b-4c3d-8e9f-0a1b2c3d4e5f' }), json({ id: '1d6b4c5e-1a2b-4c3d-8e9f-0a1b2c3d4e5f' })),
    ).toBe(true)
  })

  test('HTML: blanks, order of attributes and random ids do not count', () => {
    const html = (text: string): Output[] => [shown({ 'text/html': text })]
    const before =
      '<style>#T_1a2b3_row0 { color: red }</style><TABLE class="b a" id="T_1a2b3"> <td id=\'T_1a2b3_row0\'>1</td></TABLE>'
    const after =
      '<style>#T_9f8e7_row0 { color: red }</style>\n<table id="T_9f8e7" class="a b"><td id="T_9f8e7_row0"> 1 </td>\n</table>'
    expect(same(html(before), html(after))).toBe(true)
    expect(same(html(before), html(after.replace('> 1 <', '> 2 <')))).toBe(false)
    expect(same(html('<p id="intro">a</p>'), html('<p id="outro">a</p>'))).toBe(false)
  })

  test('widgets are numbers drawn at random: not compared', () => {
    const widget = (id: string): Output =>
      shown({ 'application/vnd.jupyter.widget-view+json': { model_id: id }, 'text/plain': `Slider(${id})` })
    expect(same([widget('abc')], [widget('def')])).toBe(true)
  })

  test('errors: name and message count, the traceback does not', () => {
    expect(same([raised('TypeError', 'no', 'line 1')], [raised('TypeError', 'no', 'line 2')])).toBe(true)
    expect(compare([raised('TypeError', 'no')], [raised('TypeError', 'yes')])).toMatchObject([
      { mime: 'error', diff: '- TypeError: no\n+ TypeError: yes' },
    ])
    expect(compare([shown({ 'text/plain': '1' })], [raised('TypeError', 'no')])).toMatchObject([{ kind: 'changed' }])
  })

  test('too few and too many displays', () => {
    const [one, two] = [shown({ 'text/plain': '1' }), shown({ 'text/plain': '2' })]
    expect(compare([one, two], [one])).toMatchObject([{ output: 1, kind: 'missing' }])
    expect(compare([one], [one, two])).toMatchObject([{ output: 1, kind: 'extra' }])
  })
})

describe('numbers', () => {
  test('tolerance within texts; columns may move', () => {
    expect(sameText('loss   0.333333 after 10', 'loss 0.33333299 after 10')).toBe(false)
    expect(sameText('loss   0.333333 after 10', 'loss 0.33333299 after 10', { rtol: 1e-5 })).toBe(true)
    expect(sameText('loss 0.333333 after 10', 'loss 0.333333 after 11', { rtol: 1e-5 })).toBe(false)
    expect(sameText('loss 0.333333', 'gain 0.333333', { rtol: 1 })).toBe(false)
    expect(sameText('x 1e-9 nan -inf', 'x 0 nan -inf', { atol: 1e-8 })).toBe(true)
    expect(sameText('v1.2.3 a1', 'v1.2.4 a1', { rtol: 0.5 })).toBe(false)
  })
})

describe('cleared outputs', () => {
  const options = compareOptions()

  test('a cell that was never recorded is unrecorded, not passed', () => {
    expect(compareOutputs({ outputs: [], executionCount: null }, [out('3\n')], options)).toEqual([
      { output: 0, kind: 'unrecorded', mime: 'stdout', actual: '3', diff: '+ 3' },
    ])
  })

  test('a cell that makes no output has nothing to record', () => {
    expect(compareOutputs({ outputs: [], executionCount: null }, [], options)).toEqual([])
  })

  test('a cell that was recorded as silent must be silent', () => {
    expect(compareOutputs({ outputs: [], executionCount: 2 }, [out('3\n')], options)).toMatchObject([{ kind: 'extra' }])
  })
})

test('any outputs are the same as themselves', () => {
  fc.assert(
    fc.property(fc.array(rawOutput, { maxLength: 4 }), (raws) => {
      const cell = { cell_type: 'code', execution_count: 1, metadata: {}, outputs: raws, source: '' }
      const text = JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 4 })
      const [read] = parseNotebook(text).notebook.cells
      const outputs = read?.cell_type === 'code' ? read.outputs : []
      expect(outputs).toHaveLength(raws.length)
      expect(compare(outputs, structuredClone(outputs))).toEqual([])
    }),
  )
})
