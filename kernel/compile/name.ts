// Names that compiled cells, the runtime and who looks at either agree on. Apart from them, so that the user's thread doesn't
// load the parser.

/** The global through which compiled cells reach the runtime. */
export const runtimeName = '__loopbook'

const mark = new RegExp(String.raw`^(?:${runtimeName}\.)?(?:at\(-?\d+,\d+\)|turn\(\));`)

/** Whether a compiled cell does something there that is not the user's: it says where it is, or gives V8 a chance to stop it. */
export function isMark(code: string, offset: number): boolean {
  return mark.test(code.slice(offset, offset + 60))
}

/** The number in a cell's address, `cell:///3.ts`; NaN in any other. */
export function cellId(url: string): number {
  return Number(/(-?\d+)\.\w+$/.exec(url)?.[1])
}

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u

export function isIdentifier(name: string): boolean {
  return identifier.test(name)
}
