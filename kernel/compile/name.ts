// The global through which compiled cells reach the runtime. Apart from both, so that the user's thread doesn't load the parser.
export const runtimeName = '__loopbook'

const mark = new RegExp(String.raw`^(?:${runtimeName}\.)?(?:at\(-?\d+,\d+\)|turn\(\));`)

/** Whether a compiled cell does something there that is not the user's: it says where it is, or gives V8 a chance to stop it. */
export function isMark(code: string, offset: number): boolean {
  return mark.test(code.slice(offset, offset + 60))
}
