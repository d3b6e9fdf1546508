import { describe, expect, test } from 'vitest'
import { createProgress, displayWidth, progressHtml, progressLine } from '../../src/text/index.ts'
import { terminal } from '../../src/text/terminal.ts'

/** A terminal that understands what ours writes: text, new lines, up, clear line, clear below. */
class Screen {
  readonly isTTY = true
  readonly columns = 60
  lines = ['']
  row = 0
  column = 0
  write(text: string): void {
    // eslint-disable-next-line no-control-regex
    for (const [part] of text.matchAll(/\u001B\[\d*[AJK]|\r|\n|[^\u001B\r\n]+/g)) {
      if (part === '\r') this.column = 0
      else if (part === '\n') {
        this.row++
        this.column = 0
        this.lines[this.row] ??= ''
      } else if (part.endsWith('A') && part.startsWith('\u001B')) this.row -= Number(part.slice(2, -1))
      else if (part === '\u001B[2K') this.lines[this.row] = ''
      else if (part === '\u001B[J') this.lines = [...this.lines.slice(0, this.row), '']
      else {
        const line = this.lines[this.row] ?? ''
        this.lines[this.row] =
          line.slice(0, this.column).padEnd(this.column) + part + line.slice(this.column + part.length)
        this.column += part.length
      }
    }
  }
}

describe('the line', () => {
  test("is tqdm's", () => {
    expect(progressLine({ title: 'Iterate Entity', done: 1, total: 1, seconds: 0.87 }, 80)).toMatchInlineSnapshot(
      `"Iterate Entity: 100%|██████████████████████████| 1/1 [00:00<00:00,  1.15it/s]"`,
    )
    expect(
      progressLine({ title: 'Upload', done: 30, total: 120, seconds: 61, unit: 'items' }, 80),
    ).toMatchInlineSnapshot(`"Upload:  25%|██████▊                    | 30/120 [01:01<03:03,  2.03s/items]"`)
    expect(
      progressLine({ title: 'Read', done: 3_000_000, total: 4_000_000, seconds: 2, unit: 'B' }, 60),
    ).toMatchInlineSnapshot(`"Read:  75%|████████▎  | 3.0M/4.0M [00:02<00:00, 1.5MB/s]"`)
    expect(progressLine({ title: 'Pages', done: 7, seconds: 3_700 }, 80)).toMatchInlineSnapshot(
      `"Pages: 7it [01:01:40, 528.57s/it]"`,
    )
  })

  test.each([0, 1, 20, 40])('fits %i columns and survives odd numbers', (width) => {
    for (const state of [
      { done: 0, total: 0 },
      { done: 5, total: 3 },
      { done: -1, total: 3 },
      { done: Number.NaN, total: 3 },
      { done: 1, total: Infinity },
    ]) {
      expect(
        displayWidth(progressLine({ title: 'A title <b>\u202E', seconds: 0, ...state }, width)),
      ).toBeLessThanOrEqual(width)
      expect(progressHtml({ title: 'A title <b>', seconds: Number.NaN, ...state })).not.toContain('<b>')
    }
  })
})

describe('in a terminal', () => {
  test('rewrites one line and leaves it', () => {
    const screen = new Screen()
    let time = 0
    const bar = createProgress({ title: 'Work', total: 3, now: () => time, place: terminal(screen, true) })
    for (let step = 0; step < 3; step++) {
      time += 1_000
      bar.advance()
    }
    bar.done()
    expect(screen.lines).toEqual(['Work: 100%|███████████████| 3/3 [00:03<00:00,  1.00it/s]', ''])
  })

  test('bars side by side each keep their line; inner ones go', () => {
    const screen = new Screen()
    const bar = (title: string, leave: boolean): ReturnType<typeof createProgress> =>
      createProgress({ title, now: () => 0, place: terminal(screen, leave) })
    const outer = bar('outer', true)
    const inner = bar('inner', false)
    const other = bar('other', true)
    expect(screen.lines.map((line) => line.slice(0, 5))).toEqual(['outer', 'inner', 'other'])
    inner.done()
    expect(screen.lines.map((line) => line.slice(0, 5))).toEqual(['outer', 'other'])
    other.done()
    outer.done()
    expect(screen.lines.map((line) => line.slice(0, 5))).toEqual(['other', 'outer', ''])
  })

  test('says nothing where there is no terminal', () => {
    const written: string[] = []
    const place = terminal({ write: (text) => written.push(text) }, true)
    createProgress({ title: 'x', place }).done()
    expect(written).toEqual([])
  })
})

describe('updates', () => {
  test('at most ten a second, the last one always', () => {
    let time = 0
    const lines: string[] = []
    const place = { show: (frame: { line(width: number): string }) => void lines.push(frame.line(80)), end: () => {} }
    const bar = createProgress({ title: 'Many', total: 10_000, now: () => time, place })
    for (let step = 0; step < 10_000; step++) {
      time += 0.1
      bar.advance()
    }
    bar.done()
    expect(lines.length).toBeLessThanOrEqual(13)
    expect(lines.at(-1)).toContain('10000/10000')
  })

  test('a bar that is left before its end says so, one that is stopped says why', () => {
    const lines: string[] = []
    const place = { show: (frame: { line(width: number): string }) => void lines.push(frame.line(80)), end: () => {} }
    {
      using bar = createProgress({ title: 'Left', total: 2, place })
      bar.advance()
    }
    createProgress({ title: 'Stopped', total: 2, place }).stop('interrupted')
    expect(lines[1]).toContain('1/2')
    expect(lines[1]).toContain('stopped: not finished')
    expect(lines[3]).toContain('stopped: interrupted')
  })
})
