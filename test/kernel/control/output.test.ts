import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMerge } from '../../../kernel/control/output.ts'
import { mark } from '../../../kernel/evaluate/marks.ts'

type Name = 'stdout' | 'stderr'

function start(): { merge: ReturnType<typeof createMerge>; out: string[]; batch(serial: number): void } {
  const out: string[] = []
  const merge = createMerge({ native: (name, text) => out.push(`${name} ${text}`) })
  return { merge, out, batch: (serial) => merge.batch(serial, true, () => out.push(`batch ${serial}`)) }
}

test('what stands behind a mark waits for its batch, though the mark came first', () => {
  const { merge, out, batch } = start()
  merge.data('stdout', `${mark(1)}behind`)
  merge.data('stderr', mark(1))
  expect(out).toEqual([])
  batch(1)
  expect(out).toEqual(['batch 1', 'stdout behind'])
})

test('what stands behind a mark in one pipe waits for the mark in the other', () => {
  const { merge, out, batch } = start()
  batch(1)
  merge.data('stdout', `${mark(1)}behind`)
  expect(out).toEqual([])
  merge.data('stderr', `before${mark(1)}`)
  expect(out).toEqual(['stderr before', 'batch 1', 'stdout behind'])
})

test('a mark that never comes silences nobody for long', async () => {
  const { merge, out, batch } = start()
  batch(1)
  merge.data('stdout', `${mark(1)}behind`)
  await expect.poll(() => out).toEqual(['batch 1', 'stdout behind'])
  // Nor a batch.
  merge.data('stdout', `${mark(2)}more`)
  merge.data('stderr', mark(2))
  await expect.poll(() => out.slice(2)).toEqual(['stdout more'])
})

interface Step {
  pipe: Name | 'batch'
  text: string
}

test('however the two pipes and the messages come, each pipe keeps its place between the batches', () => {
  const step = fc.record({
    pipe: fc.constantFrom<Step['pipe']>('stdout', 'stderr', 'batch'),
    text: fc.stringMatching(/^[a-z]{1,3}$/),
  })
  const sizes = fc.infiniteStream(fc.nat(9))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), fc.infiniteStream(fc.nat(2)), sizes, (steps, turns, pieces) => {
      const { merge, out, batch } = start()
      const sent: Record<Name, string> = { stdout: '', stderr: '' }
      const truth: Record<Name, string> = { stdout: '', stderr: '' }
      const batches: number[] = []
      for (const { pipe, text } of steps) {
        if (pipe === 'batch') {
          const serial = batches.length + 1
          batches.push(serial)
          for (const name of ['stdout', 'stderr'] as const) {
            sent[name] += mark(serial)
            truth[name] += `|${serial}|`
          }
        } else {
          sent[pipe] += text
          truth[pipe] += text
        }
      }
      while (sent.stdout !== '' || sent.stderr !== '' || batches.length > 0) {
        const name = (['stdout', 'stderr', 'batch'] as const)[turns.next().value as number]!
        if (name === 'batch') {
          if (batches.length > 0) batch(batches.shift()!)
        } else {
          const size = 1 + (pieces.next().value as number)
          merge.data(name, sent[name].slice(0, size))
          sent[name] = sent[name].slice(size)
        }
      }
      for (const name of ['stdout', 'stderr'] as const) {
        const seen = out.flatMap((line) => {
          const [source, text = ''] = line.split(' ')
          return source === 'batch' ? [`|${text}|`] : source === name ? [text] : []
        })
        expect(seen.join('')).toBe(truth[name])
      }
    }),
  )
})
