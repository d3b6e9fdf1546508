// Text made of pieces of an original, in any order, with literals between them: what a rewriting of a cell produces. Every
// offset of the result that came from the original can be traced back, moved functions included.
//
//   const text = new Pieces(js);  text.replace(0, 5, 'let  ');  text.toString();  text.originalOffset(7)

interface Edit {
  start: number
  end: number
  text: string
}

type Piece = { text: string; from?: number }

export class Pieces {
  readonly #source: string
  readonly #edits: Edit[] = []
  readonly #moved: { start: number; end: number; before: string; after: string }[] = []
  #prefix: string[] = []
  #suffix = ''
  #built: Piece[] | undefined

  constructor(source: string) {
    this.#source = source
  }

  /** Later edits at the same place come after earlier ones. */
  replace(start: number, end: number, text: string): void {
    this.#edits.push({ start, end, text })
  }

  insert(at: number, text: string): void {
    this.replace(at, at, text)
  }

  /** The range goes to the top, after the prefix, between two literals; edits inside it go with it. */
  moveToTop(start: number, end: number, before: string, after: string): void {
    this.#moved.push({ start, end, before, after })
  }

  prepend(text: string): void {
    this.#prefix.push(text)
  }

  append(text: string): void {
    this.#suffix += text
  }

  toString(): string {
    return this.#build()
      .map((piece) => piece.text)
      .join('')
  }

  /** Offset in the original of an offset in the result; of a literal, the next place that came from the original. */
  originalOffset(offset: number): number {
    let at = 0
    let last = 0
    for (const piece of this.#build()) {
      const within = offset - at
      if (piece.from !== undefined) {
        if (within < piece.text.length) return piece.from + Math.max(0, within)
        last = piece.from + piece.text.length
      }
      at += piece.text.length
    }
    return Math.min(last, this.#source.length)
  }

  #build(): Piece[] {
    if (this.#built) return this.#built
    const edits = this.#edits
      .map((edit, order) => ({ ...edit, order }))
      .sort((a, b) => a.start - b.start || a.end - b.end || a.order - b.order)
    const moved = this.#moved.toSorted((a, b) => a.start - b.start)
    const pieces: Piece[] = this.#prefix.map((text) => ({ text }))
    for (const range of moved) {
      pieces.push({ text: range.before }, ...this.#range(range.start, range.end, edits), { text: range.after })
    }
    let from = 0
    for (const range of moved) {
      pieces.push(...this.#range(from, range.start, edits))
      from = range.end
    }
    pieces.push(...this.#range(from, this.#source.length, edits, true), { text: this.#suffix })
    this.#built = pieces.filter((piece) => piece.text !== '')
    return this.#built
  }

  #range(start: number, end: number, edits: readonly Edit[], last = false): Piece[] {
    const pieces: Piece[] = []
    let from = start
    for (const edit of edits) {
      if (edit.start < from || edit.end > end) continue
      // An insertion at the end of a range belongs to what follows it, unless nothing does.
      if (edit.start === end && edit.end === end && !last) continue
      pieces.push({ text: this.#source.slice(from, edit.start), from }, { text: edit.text })
      from = edit.end
    }
    pieces.push({ text: this.#source.slice(from, end), from })
    return pieces
  }
}
