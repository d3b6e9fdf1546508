// Text that grows by pieces and keeps its first and last halves of at most `limit` characters; the middle is counted and
// dropped. A kernel that prints without end must not cost the runner's memory: pieces that fall out of the last half are let go
// one by one, the whole is never copied, and what is kept is kept as bytes. Strings that survive make V8 grow the space for new
// ones: 50 MB of output cost 273 MB of memory as strings, and 150 MB as bytes.
//
//   const text = new CutText(10_000);  text.append(piece);  String(text);  [...text.pieces()]

/** Characters of a piece that is kept. */
const pieceLength = 65_536

export class CutText {
  readonly #head = new Pieces()
  readonly #tail = new Pieces()
  #dropped = 0
  readonly #half: number

  constructor(limit: number) {
    this.#half = Math.max(1, Math.floor(limit / 2))
  }

  /** Characters left out so far. */
  get cut(): number {
    return this.#dropped + Math.max(0, this.#tail.length - this.#half)
  }

  /** Characters kept. */
  get length(): number {
    return this.#head.length + Math.min(this.#tail.length, this.#half)
  }

  append(piece: string): void {
    const room = Math.max(0, this.#half - this.#head.length)
    if (room > 0) this.#head.push(piece.slice(0, room))
    if (piece.length <= room) return
    const start = Math.max(room, piece.length - this.#half)
    this.#dropped += start - room
    // Before a piece that fills the half, nothing remains.
    if (start > room) this.#dropped += this.#tail.dropFirst(Infinity)
    this.#tail.push(piece.slice(start))
    this.#dropped += this.#tail.dropFirst(this.#tail.length - this.#half)
  }

  /** The text as it is now, with the note on what was cut, in strings that are made when they are asked for. */
  pieces(): Iterable<string> {
    const head = this.#head.from(0)
    const note = this.cut > 0 ? [`\n… ${this.cut.toLocaleString('en')} characters left out …\n`] : []
    const tail = this.#tail.from(Math.max(0, this.#tail.length - this.#half))
    return {
      *[Symbol.iterator](): Generator<string> {
        for (const part of [head, note, tail]) yield* part
      },
    }
  }

  toString(): string {
    return [...this.pieces()].join('')
  }
}

interface Piece {
  readonly length: number
  readonly bytes: Buffer
  /** A byte a character where that is enough; both keep every character, half of a pair too. */
  readonly encoding: 'latin1' | 'utf16le'
}

class Pieces {
  readonly #kept: Piece[] = []
  /** Not enough for a piece yet. */
  #recent: string[] = []
  #recentLength = 0
  #length = 0

  get length(): number {
    return this.#length
  }

  push(text: string): void {
    this.#length += text.length
    this.#recent.push(text)
    this.#recentLength += text.length
    if (this.#recentLength < pieceLength) return
    const all = this.#recent.join('')
    for (let at = 0; at < all.length; at += pieceLength) this.#kept.push(toPiece(all.slice(at, at + pieceLength)))
    this.#recent = []
    this.#recentLength = 0
  }

  /** Lets go of as many whole pieces from the start as have no more than `length` characters. @returns their characters. */
  dropFirst(length: number): number {
    let dropped = 0
    for (let first = this.#kept[0]; first !== undefined && dropped + first.length <= length; first = this.#kept[0]) {
      this.#kept.shift()
      dropped += first.length
    }
    this.#length -= dropped
    return dropped
  }

  /** The text without its first `start` characters. */
  from(start: number): Iterable<string> {
    const kept = [...this.#kept]
    const recent = this.#recent.join('')
    return {
      *[Symbol.iterator](): Generator<string> {
        let at = 0
        for (const { length, bytes, encoding } of kept) {
          if (at + length > start) yield bytes.toString(encoding).slice(Math.max(0, start - at))
          at += length
        }
        yield recent.slice(Math.max(0, start - at))
      },
    }
  }
}

function toPiece(text: string): Piece {
  // oxlint-disable-next-line no-control-regex -- all characters of one byte
  const encoding = /^[\u0000-\u00ff]*$/.test(text) ? 'latin1' : 'utf16le'
  return { length: text.length, bytes: Buffer.from(text, encoding), encoding }
}
