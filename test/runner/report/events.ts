/** A run of four notebooks as its events: one passes, one fails in three ways, one can't start, one is flaky. */
import type { CellEnd, CellRef, NotebookStart, RunnerEvent, Verdict } from '../../../src/runner/events.ts'

const names = ['const rows = await load()', 'rows.map((row) => row.id)', 'draw(<rows> & "all")', 'rest()']

export function ref(number: number): CellRef {
  return {
    index: number * 2,
    codeIndex: number,
    id: `c${number}`,
    name: names[number - 1] ?? '',
    line: number * 10 + 1,
    tags: [],
  }
}

function start(file: string, cells: number, attempt = 1): NotebookStart {
  return {
    type: 'notebook-start',
    file,
    path: `/work/${file}`,
    kernel: 'loopbook',
    language: 'typescript',
    cells,
    attempt,
  }
}

export function cell(file: string, number: number, verdict: Verdict, more: Partial<CellEnd> = {}): CellEnd {
  const executionCount = verdict === 'skipped' ? null : number
  return { type: 'cell-end', file, cell: ref(number), verdict, executionCount, durationMs: number * 150, ...more }
}

const traceback = [
  '\u001B[31mTypeError\u001B[39m: rows is not iterable',
  'Cell [2], line 2',
  '> 2 | rows.map((row) => row.id)',
]

export const events: readonly RunnerEvent[] = [
  {
    type: 'run-start',
    at: '2026-11-24T04:00:00.000Z',
    directory: '/work',
    files: ['good.ipynb', 'bad.ipynb', 'no-kernel.ipynb', 'flaky.ipynb'],
    workers: 2,
  },
  start('bad.ipynb', 4),
  start('good.ipynb', 1),
  { type: 'cell-start', file: 'bad.ipynb', cell: ref(1) },
  cell('bad.ipynb', 1, 'failed', {
    source: 'const rows = await load()',
    failure: {
      ename: 'OutputMismatch',
      evalue: 'the output differs from the recorded one',
      traceback: [],
      mismatches: [
        {
          output: 0,
          kind: 'changed',
          mime: 'text/plain',
          expected: '3 rows',
          actual: '4 rows',
          diff: '- 3 rows\n+ 4 rows',
        },
      ],
    },
    outputs: [{ output_type: 'execute_result', execution_count: 1, data: { 'text/plain': '4 rows' }, metadata: {} }],
    expected: [{ output_type: 'execute_result', execution_count: 1, data: { 'text/plain': '3 rows' }, metadata: {} }],
  }),
  cell('good.ipynb', 1, 'passed', {
    source: 'const rows = await load()',
    outputs: [{ output_type: 'stream', name: 'stdout', text: '<b>bold</b> & \u0000\u001B[32mgreen\u001B[0m\n' }],
  }),
  {
    type: 'notebook-end',
    file: 'good.ipynb',
    path: '/work/good.ipynb',
    verdict: 'passed',
    durationMs: 412,
    counts: { passed: 1 },
    attempts: 1,
  },
  cell('bad.ipynb', 2, 'failed', {
    source: 'let n = 0\nrows.map((row) => row.id)',
    failure: {
      ename: 'TypeError',
      evalue: 'rows is not iterable',
      traceback,
      sourceLine: 2,
      jsonLine: 43,
      jsonColumn: 7,
      hint: 'add await',
    },
    outputs: [{ output_type: 'stream', name: 'stderr', text: 'warn: <x>\n' }],
  }),
  cell('bad.ipynb', 3, 'timeout', {
    source: 'draw()',
    failure: { ename: 'Timeout', evalue: 'the cell did not end within 10 s', traceback: [] },
  }),
  cell('bad.ipynb', 4, 'skipped', { durationMs: 0, reason: 'cell 3 timed out' }),
  {
    type: 'notebook-end',
    file: 'bad.ipynb',
    path: '/work/bad.ipynb',
    verdict: 'failed',
    durationMs: 11_400,
    counts: { failed: 2, timeout: 1, skipped: 1 },
    attempts: 1,
    saved: 'out/bad.ipynb',
  },
  {
    type: 'notebook-end',
    file: 'no-kernel.ipynb',
    path: '/work/no-kernel.ipynb',
    verdict: 'infrastructure',
    durationMs: 3,
    counts: {},
    attempts: 1,
    failure: { ename: 'NoSuchKernel', evalue: 'there is no kernel "julia-1.10"', traceback: [], hint: 'install it' },
  },
  start('flaky.ipynb', 1),
  cell('flaky.ipynb', 1, 'kernel-died', {
    failure: {
      ename: 'KernelDied',
      evalue: 'the kernel died',
      traceback: [],
      exit: { code: null, signal: 'SIGKILL', outOfMemory: true },
    },
  }),
  start('flaky.ipynb', 1, 2),
  cell('flaky.ipynb', 1, 'passed'),
  {
    type: 'notebook-end',
    file: 'flaky.ipynb',
    path: '/work/flaky.ipynb',
    verdict: 'passed',
    durationMs: 900,
    counts: { passed: 1 },
    attempts: 2,
    flaky: true,
  },
  { type: 'note', level: 'warning', file: 'bad.ipynb', message: 'the output of cell 1 was cut to 10 MB' },
  {
    type: 'run-end',
    durationMs: 12_345,
    notebooks: { passed: 2, failed: 1, infrastructure: 1, flaky: 1 },
    cells: { passed: 2, failed: 2, timeout: 1, skipped: 1 },
    exitCode: 3,
  },
]
