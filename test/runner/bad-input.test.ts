// What goes wrong with files and kernels, seen from the shell: the verdict is clear, the exit code right, the original intact, and
// nothing is left running. A full disk, read-only folders and a notebook that deletes itself are in files.test.ts, signals to the
// runner in signals.test.ts.
import { expect, test } from 'vitest'
import type { Fault } from '../client/kernel-program.ts'
import { faultyKernel } from '../client/kernel-program.ts'
import { eventually, notebookText, workspace } from './workspace.ts'

interface BadInput {
  readonly text?: string
  /** Code of a notebook for our kernel, or a kernel with this fault. */
  readonly cells?: readonly string[]
  readonly fault?: Fault
  readonly args?: readonly string[]
  readonly code: number
  readonly verdict: string
  readonly says: string | RegExp
}

const plain = notebookText(['1', '2'])
const swallowing = 'console.log("go")\nfor (;;) try { for (;;); } catch {} finally { continue }'

const inputs: Readonly<Record<string, BadInput>> = {
  'truncated JSON': {
    text: plain.slice(0, 150),
    code: 2,
    verdict: 'invalid',
    says: /FAIL {2}a\.ipynb:\d+\n.*it is cut off/,
  },
  'an empty file': { text: '', code: 2, verdict: 'invalid', says: 'the file is empty' },
  'merge conflict markers': {
    text: plain.replace('"cells"', '<<<<<<< HEAD\n"cells"\n=======\n"cells"\n>>>>>>> main'),
    code: 2,
    verdict: 'invalid',
    says: 'merge conflict markers',
  },
  'minified JSON whose cell fails: the column stands for the line': {
    text: JSON.stringify(JSON.parse(notebookText(['1', '2\nthrow new Error("here")']))),
    code: 1,
    verdict: 'failed',
    says: /FAIL {2}a\.ipynb:1:\d{2,}/,
  },
  'a wrong nbformat': {
    text: plain.replace('"nbformat": 4', '"nbformat": 2'),
    code: 2,
    verdict: 'invalid',
    says: 'nbformat 2 is not one that can be read (3 and 4 are)',
  },
  'cells that are no list': {
    text: JSON.stringify({ cells: {}, metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1),
    code: 2,
    verdict: 'invalid',
    says: '$.cells must be an array, not an object',
  },
  'a kernel that never answers': {
    fault: 'silent',
    args: ['--startup-timeout', '1500ms'],
    code: 3,
    verdict: 'infrastructure',
    says: 'The kernel did not answer within 1.5 s of its start.',
  },
  'a kernel that ends at its start': {
    fault: 'ends-at-start',
    code: 3,
    verdict: 'infrastructure',
    says: 'ModuleNotFoundError: No module named ipykernel',
  },
  'a kernel with a bad signature at its start': {
    fault: 'bad-signature-at-start',
    code: 3,
    verdict: 'infrastructure',
    says: 'signs its messages with another key',
  },
  'a kernel with a bad signature later': {
    fault: 'bad-signature',
    code: 1,
    verdict: 'kernel-died',
    says: 'signs its messages with another key',
  },
  'a kernel that dies in the middle of a cell': {
    cells: ['process.kill(process.pid, "SIGKILL"); await new Promise(() => {})', '2'],
    code: 1,
    verdict: 'kernel-died',
    says: 'The kernel died (SIGKILL).',
  },
  'a kernel that floods': { fault: 'floods', cells: ['1'], code: 0, verdict: 'passed', says: '1 passed' },
  'a kernel that closes its sockets': {
    fault: 'closes-sockets',
    code: 1,
    verdict: 'kernel-died',
    says: 'The kernel closed its sockets, though its process still runs.',
  },
  'a kernel that answers twice': { fault: 'answers-twice', code: 0, verdict: 'passed', says: '2 passed' },
  "a kernel that answers 'aborted'": { fault: 'aborts', code: 1, verdict: 'aborted', says: 'it did not run this cell' },
  'a loop that swallows interrupts': {
    cells: [swallowing, '2'],
    args: ['--cell-timeout', '1s', '--grace', '500ms'],
    code: 1,
    verdict: 'timeout',
    says: 'ran longer than 1.00 s',
  },
  'a kernel that is deaf to all signals but the last': {
    fault: 'deaf',
    args: ['--cell-timeout', '500ms', '--grace', '200ms'],
    code: 1,
    verdict: 'timeout',
    says: 'It did not react to the interrupt, so the kernel was ended.',
  },
  'process.exit(0) in a cell': {
    cells: ['process.exit(0)', '2'],
    code: 1,
    verdict: 'failed',
    says: /(KernelDied|exit)/i,
  },
}

test.each(Object.entries(inputs))(
  '%s',
  async (_, { text, cells = ['1', '2'], fault, args = [], code, verdict, says }) => {
    const spec = faultyKernel(fault ?? 'none')
    const kernelspec = { name: 'faulty', display_name: 'Faulty', language: spec.language }
    const original = text ?? notebookText(cells, fault === undefined ? {} : { kernelspec })
    using work = workspace({
      'a.ipynb': original,
      'jupyter/kernels/faulty/kernel.json': JSON.stringify({
        argv: spec.argv,
        display_name: 'Faulty',
        language: spec.language,
        interrupt_mode: spec.interruptMode,
      }),
    })
    const env = { JUPYTER_PATH: work.path('jupyter') }
    const reporters = ['--reporter', 'pretty', '--reporter', 'json=report.json']
    const result = await work.start(['test', 'a.ipynb', ...reporters, ...args], { env }).done
    expect([result.code, result.stderr]).toEqual([code, ''])
    expect(result.stdout).toMatch(says)
    expect(result.stdout).not.toContain('    at file:')
    const report = JSON.parse(work.read('report.json')) as { exitCode: number; results: { verdict: string }[] }
    expect(report.exitCode).toBe(code)
    expect(report.results.map((one) => one.verdict)).toEqual([verdict])
    expect(work.read('a.ipynb')).toBe(original)
    expect(await eventually(() => work.processes().length === 0)).toBe(true)
  },
)
