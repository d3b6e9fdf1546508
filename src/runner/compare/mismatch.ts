/**
 * One difference between a recorded output and the one just made, ready to be printed: where it is, both texts, a diff.
 * Only the shape stands here; `compareOutputs` makes them.
 *
 *     { output: 0, kind: 'changed', mime: 'text/plain', expected: '3', actual: '4', diff: '- 3\n+ 4' }
 */
export interface Mismatch {
  /** Position in the recorded outputs (for 'extra': in the new ones). */
  readonly output: number
  readonly kind: 'changed' | 'missing' | 'extra' | 'unrecorded'
  /** MIME type, or `stdout`, `stderr`, `error`. */
  readonly mime: string
  readonly expected?: string
  readonly actual?: string
  /** Lines with `- `, `+ ` and `  ` before them, long equal parts left out. */
  readonly diff: string
}
