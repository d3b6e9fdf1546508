// The global through which compiled cells reach the runtime. Apart from both, so that the user's thread doesn't load the parser.
export const runtimeName = '__loopbook'
