import { expect, test } from 'vitest'
import type { CodeCell, Output } from '../../../src/notebook/index.ts'
import { parseNotebook, serializeNotebook } from '../../../src/notebook/index.ts'
import { acceptOutputs, compareOptions, compareOutputs } from '../../../src/runner/compare/index.ts'
import { fixture } from '../../notebook/fixture.ts'

const options = compareOptions()
const file = parseNotebook(fixture('jupyter writes one blank and arrays of lines'))
const made = (sum: readonly Output[]): Map<string, readonly Output[]> =>
  new Map<string, readonly Output[]>([
    ['sum', sum],
    ['empty', []],
    ['bad', (file.notebook.cells[3] as CodeCell).outputs],
  ])
const stream: Output = { output_type: 'stream', name: 'stdout', text: 'one\ntwo\n' }
const result = (text: string, count: number): Output => ({
  output_type: 'execute_result',
  execution_count: count,
  data: { 'text/plain': text },
  metadata: {},
})

test('only what differs is written, and counts become 1, 2, 3', () => {
  const accepted = acceptOutputs(file.notebook, made([stream, result('4', 17)]), () => options)
  const text = serializeNotebook(file, accepted)
  const lines = (value: string): Set<string> => new Set(value.split('\n').map((line) => line.trim()))
  const [before, after] = [lines(file.text), lines(text)]
  expect([...before].filter((line) => !after.has(line))).toEqual(['"3"', '"execution_count": null,'])
  expect([...after].filter((line) => !before.has(line))).toEqual(['"4"', '"execution_count": 3,'])
})

test('what counts as the same keeps its recorded form', () => {
  const recorded = acceptOutputs(file.notebook, made([{ ...stream, text: 'at 10:00:00\n' }]), () => options)
  const again = acceptOutputs(recorded, made([{ ...stream, text: 'at 11:30:59\n' }]), () => options)
  expect(again).toBe(recorded)
})

test('accepted outputs compare as the same afterwards', () => {
  const outputs = [stream, { ...stream, text: 'three\n' }, result('5', 2)]
  const accepted = acceptOutputs(file.notebook, made(outputs), () => options)
  const cell = accepted.cells[1] as CodeCell
  expect(cell.outputs).toHaveLength(2)
  expect(compareOutputs({ outputs: cell.outputs, executionCount: cell.execution_count }, outputs, options)).toEqual([])
})

test('cells that were not run keep what they have', () => {
  const accepted = acceptOutputs(file.notebook, new Map([['empty', [stream]]]), () => options)
  expect(accepted.cells[1]).toBe(file.notebook.cells[1])
  expect(accepted.cells[2]).toMatchObject({ outputs: [stream], execution_count: 1 })
})
