// Text that grows by pieces and keeps its first and last halves of at most `limit` characters; the middle is counted and
// dropped. A kernel that prints without end must not cost the runner's memory.
//
//   const text = new CutText(10_000);  text.append(piece);  String(text)

export class CutText {
  #head = ''
  #tail: string[] = []
  #tailLength = 0
  #dropped = 0
  readonly #half: number

  constructor(limit: number) {
    this.#half = Math.max(1, Math.floor(limit / 2))
  }

  /** Characters left out so far. */
  get cut(): number {
    return this.#dropped + Math.max(0, this.#tailLength - this.#half)
  }

  /** Characters kept. */
  get length(): number {
    return this.#head.length + Math.min(this.#tailLength, this.#half)
  }

  append(piece: string): void {
    const room = this.#half - this.#head.length
    const rest = room > 0 ? piece.slice(room) : piece
    if (room > 0) this.#head += piece.slice(0, room)
    if (rest === '') return
    this.#tail.push(rest)
    this.#tailLength += rest.length
    // Compacting only at twice the size makes appending cheap on average.
    if (this.#tailLength > 2 * this.#half + 65_536) this.#compact()
  }

  toString(): string {
    this.#compact()
    const tail = this.#tail.join('')
    return this.#dropped === 0
      ? this.#head + tail
      : `${this.#head}\n… ${this.#dropped.toLocaleString('en')} characters left out …\n${tail}`
  }

  #compact(): void {
    const all = this.#tail.join('')
    const kept = all.length > this.#half ? all.slice(-this.#half) : all
    this.#dropped += all.length - kept.length
    this.#tail = kept === '' ? [] : [kept]
    this.#tailLength = kept.length
  }
}
