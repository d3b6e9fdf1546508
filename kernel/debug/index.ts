// The debugger. The rest of the kernel imports from here only.
export { createDebugging } from './debugging.ts'
export type { Debugging } from './debugging.ts'
