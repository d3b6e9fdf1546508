import { expect, test } from 'vitest'
import type { Message } from '../../kernel/protocol/index.ts'
import { createMessage } from '../../kernel/protocol/index.ts'
import { CutText } from '../../src/client/cut-text.ts'
import type { Displays } from '../../src/client/outputs.ts'
import { OutputCollector } from '../../src/client/outputs.ts'
import { WidgetStates } from '../../src/client/widgets.ts'

function collector(displays: Displays = new Map(), maxBytes = 1000): OutputCollector {
  return new OutputCollector({ displays, maxBytes })
}
function message(type: string, content: Record<string, unknown>): Message {
  return createMessage(type, content, { session: 's' })
}
const stream = (name: string, text: string): Message => message('stream', { name, text })
const display = (id: string, text: string, type = 'display_data'): Message =>
  message(type, { data: { 'text/plain': text }, metadata: {}, transient: { display_id: id } })

test('pieces of one stream are one output; another stream begins a new one', () => {
  const outputs = collector()
  for (const [name, text] of [
    ['stdout', 'a'],
    ['stdout', 'b'],
    ['stderr', 'c'],
    ['stdout', 'd'],
  ] as const)
    outputs.add(stream(name, text))
  expect(outputs.list().map((output) => (output.output_type === 'stream' ? output.text : ''))).toEqual(['ab', 'c', 'd'])
})

test('a display is updated by its id from a later cell, and keeps no transient data', () => {
  const displays: Displays = new Map()
  const first = collector(displays)
  first.add(display('bar', '10 %'))
  const second = collector(displays)
  second.add(display('bar', '100 %', 'update_display_data'))
  expect(first.list()).toEqual([{ output_type: 'display_data', data: { 'text/plain': '100 %' }, metadata: {} }])
  expect(second.list()).toEqual([])
})

test('clear_output empties at once, or with wait only when the next output comes', () => {
  const outputs = collector()
  outputs.add(stream('stdout', 'old'))
  outputs.add(message('clear_output', { wait: true }))
  expect(outputs.list()).toHaveLength(1)
  outputs.add(stream('stdout', 'new'))
  expect(outputs.list()).toEqual([{ output_type: 'stream', name: 'stdout', text: 'new' }])
  outputs.add(message('clear_output', { wait: false }))
  expect(outputs.list()).toEqual([])
})

test('what kernels leave out or get wrong is filled in, not thrown at', () => {
  const outputs = collector()
  outputs.add(message('stream', {}))
  outputs.add(message('error', { ename: null, traceback: 'no list' }))
  outputs.add(message('execute_result', { data: null }))
  expect(outputs.list()).toEqual([
    { output_type: 'stream', name: 'stdout', text: '' },
    { output_type: 'error', ename: 'Error', evalue: '', traceback: [] },
    { output_type: 'execute_result', execution_count: null, data: {}, metadata: {} },
  ])
})

test('two streams that take turns without end stay within the limit too', () => {
  const outputs = collector(new Map(), 1000)
  for (let turn = 0; turn < 10_000; turn++) outputs.add(stream(turn % 2 === 0 ? 'stdout' : 'stderr', `turn ${turn}\n`))
  const list = outputs.list()
  const length = list.reduce((sum, output) => sum + (output.output_type === 'stream' ? output.text.length : 0), 0)
  expect(length).toBeLessThan(1200)
  expect(list.at(-1)).toMatchObject({ text: 'turn 9999\n' })
  expect(list[0]).toMatchObject({ text: 'turn 0\n' })
  expect(outputs.cut).toBeGreaterThan(90_000)
})

test('CutText keeps the first and last half and counts the rest, whatever the pieces', () => {
  for (const size of [1, 7, 1000, 200_000]) {
    const text = new CutText(100)
    const all = Array.from({ length: 300_000 }, (_, index) => index % 10).join('')
    for (let at = 0; at < all.length; at += size) text.append(all.slice(at, at + size))
    expect(text.cut).toBe(299_900)
    expect(String(text)).toBe(`${all.slice(0, 50)}\n… 299,900 characters left out …\n${all.slice(-50)}`)
  }
})

test('widget states are kept as a front end would save them, with their buffers', () => {
  const widgets = new WidgetStates()
  const open = message('comm_open', {
    comm_id: 'w1',
    target_name: 'jupyter.widget',
    data: { state: { _model_name: 'IntSlider', _model_module: 'c', _model_module_version: '2', value: 1 } },
  })
  widgets.add(open)
  const update = message('comm_msg', {
    comm_id: 'w1',
    data: { method: 'update', state: { value: 5 }, buffer_paths: [['b']] },
  })
  update.buffers = [Buffer.from('xy')]
  widgets.add(update)
  widgets.add(message('comm_open', { comm_id: 'other', target_name: 'mine', data: {} }))
  expect(widgets.metadata()).toEqual({
    'application/vnd.jupyter.widget-state+json': {
      version_major: 2,
      version_minor: 0,
      state: {
        w1: {
          model_name: 'IntSlider',
          model_module: 'c',
          model_module_version: '2',
          state: { _model_name: 'IntSlider', _model_module: 'c', _model_module_version: '2', value: 5 },
          buffers: [{ data: 'eHk=', path: ['b'], encoding: 'base64' }],
        },
      },
    },
  })
})
