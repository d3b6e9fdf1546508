// Text made of pieces of an original, in any order, with literals between them: what a rewriting of a cell produces. Every
// offset of the result that came from the original can be traced back, moved functions and rewritten imports included.
//
//   const text = new Pieces(js);  text.replace(0, 5, 'let  ');  text.toString();  text.originalOffset(7)

interface Edit {
  start: number
  end: number
  text: string
}

interface Piece {
  text: string
  /** Where a copied piece stood in the original; a literal that stands for a place there has `standsFor`. */
  from?: number
  standsFor?: number
}

export class Pieces {
  readonly #source: string
  readonly #edits: Edit[] = []
  readonly #moved: { start: number; end: number; before: string; after: string }[] = []
  #prefix: Piece[] = []
  #opening = ''
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

  prepend(text: string, standsFor?: number): void {
    this.#prefix.push(standsFor === undefined ? { text } : { text, standsFor })
  }

  /** Between what moved to the top and the rest, and after the rest. */
  wrap(opening: string, closing: string): void {
    this.#opening = opening
    this.#suffix = closing
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
      const before = within < piece.text.length
      if (piece.from !== undefined) {
        if (before) return piece.from + Math.max(0, within)
        last = piece.from + piece.text.length
      } else if (piece.standsFor !== undefined && before && within >= 0) return piece.standsFor
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
    const pieces: Piece[] = [...this.#prefix]
    for (const range of moved) {
      pieces.push({ text: range.before }, ...this.#range(range.start, range.end, edits), { text: range.after })
    }
    pieces.push({ text: this.#opening })
    let from = 0
    for (const range of moved) {
      for (const piece of this.#range(from, range.start, edits)) pieces.push(piece)
      from = range.end
    }
    for (const piece of this.#range(from, this.#source.length, edits, true)) pieces.push(piece)
    pieces.push({ text: this.#suffix })
    this.#built = pieces.filter((piece) => piece.text !== '')
    return this.#built
  }

  #range(start: number, end: number, edits: readonly Edit[], last = false): Piece[] {
    const pieces: Piece[] = []
    let from = start
    for (let index = firstFrom(edits, start); index < edits.length; index++) {
      const edit = edits[index]!
      if (edit.start > end) break
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

/** The first edit that starts at the place or after it; a cell may have 100,000 edits and functions. */
function firstFrom(edits: readonly Edit[], start: number): number {
  let low = 0
  let high = edits.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (edits[middle]!.start < start) low = middle + 1
    else high = middle
  }
  return low
}
