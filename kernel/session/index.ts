// The session's pure core. See reduce.ts.
export { reduce } from './reduce.ts'
export { emptySession } from './state.ts'
export type { Effect, Ending, Request, SessionEvent, SessionState } from './state.ts'
