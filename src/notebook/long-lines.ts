/**
 * The lines of a text that came in pieces and is too long to be joined and split in memory (50 MB that a cell printed):
 * they are made one after the other, while they are written.
 *
 *     [...new LongLines(['a\nb', 'c\n'])]   // ['a\n', 'bc\n']
 */
import { endsLine, splitLines } from './multiline.ts'

export class LongLines implements Iterable<string> {
  readonly #pieces: Iterable<string>

  constructor(pieces: Iterable<string>) {
    this.#pieces = pieces
  }

  /** As `splitLines` would give them for the whole text. */
  *[Symbol.iterator](): Generator<string> {
    // The beginning of a line whose end is still to come; many parts, if it is a long one.
    let begun: string[] = []
    for (const piece of this.#pieces) {
      begun.push(piece)
      // A \r at the end of the last part may be half of a \r\n.
      if (!endsLine.test(piece) && begun.at(-2)?.endsWith('\r') !== true) continue
      const lines = splitLines(begun.join(''))
      const last = lines.pop() ?? ''
      yield* lines
      begun = last === '' ? [] : [last]
    }
    yield* splitLines(begun.join(''))
  }
}
