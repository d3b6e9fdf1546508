// The session's decisions as a pure function: one cell at a time, in order; who is counted; what is aborted after a failure.
//
//   const { state, effects } = reduce(emptySession, { type: 'requested', request })   // effects: [{ do: 'start', … }]
import type { Effect, Request, SessionEvent, SessionState } from './state.ts'

export interface Step {
  state: SessionState
  effects: Effect[]
}

export function reduce(state: SessionState, event: SessionEvent): Step {
  switch (event.type) {
    case 'requested':
      return requested(state, event.request)
    case 'ended':
      return ended(state, event)
    case 'settled':
      return settled(state)
    case 'ending':
      return {
        state: { ...state, queue: [], ending: { restart: event.restart } },
        effects: state.queue.map((request) => ({ do: 'abort', request })),
      }
  }
}

function requested(state: SessionState, request: Request): Step {
  if (state.ending) return { state, effects: [{ do: 'abort', request }] }
  return next({ ...state, queue: [...state.queue, request] }, [])
}

/** Starts the next cell if none is under way. */
function next(state: SessionState, effects: Effect[]): Step {
  const [request, ...queue] = state.queue
  if (!request || state.running || state.failing || state.ending) return { state, effects }
  const counted = !request.silent && request.storeHistory
  const count = counted ? state.count + 1 : state.count
  const running = { ...request, count }
  return { state: { ...state, queue, count, running }, effects: [...effects, { do: 'start', request: running }] }
}

function ended(state: SessionState, event: SessionEvent & { type: 'ended' }): Step {
  const { running } = state
  // A cell that was given up may still come to an end of its own.
  if (running?.key !== event.key) return { state, effects: [] }
  const { outcome, milliseconds } = event
  const free = { ...state, running: undefined }
  if (outcome.status === 'error' && running.stopOnError) {
    return { state: { ...free, failing: { outcome, milliseconds, request: running } }, effects: [{ do: 'settle' }] }
  }
  return next(free, [{ do: 'finish', request: running, outcome, milliseconds }])
}

/** The failure is answered first, so that clients hear the reason before its consequences. */
function settled(state: SessionState): Step {
  const { failing, queue } = state
  if (!failing) return { state, effects: [] }
  const effects: Effect[] = [
    { do: 'finish', ...failing },
    ...queue.map((request) => ({ do: 'abort', request }) as const),
  ]
  return { state: { ...state, failing: undefined, queue: [] }, effects }
}
