// Errors for people. serializeError runs on the user's thread, describeError on the I/O thread.
export { serializeError } from './serialize.ts'
export { codeFrame, describeError } from './describe.ts'
export type { DescribedError } from './describe.ts'
export { describeSyntax } from './syntax.ts'
export { printedBundle, printedStacks } from './printed.ts'
export { withPlace } from './place.ts'
export type { RawError } from './raw.ts'
