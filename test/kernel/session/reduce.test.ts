import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptySession, reduce } from '../../../kernel/session/index.ts'
import type { Effect, Ending, Request, SessionEvent, SessionState } from '../../../kernel/session/index.ts'
import { createMessage } from '../../../kernel/protocol/index.ts'

const message = createMessage('execute_request', {}, { session: 's' })
const request = (key: number, more: Partial<Request> = {}): Request => ({
  key,
  message,
  code: String(key),
  silent: false,
  storeHistory: true,
  stopOnError: true,
  allowStdin: false,
  userExpressions: {},
  ...more,
})
const ok: Ending = { status: 'ok', expressions: {} }
const error: Ending = { status: 'error', error: { ename: 'Error', evalue: 'x', traceback: [] } }
const ended = (key: number, outcome: Ending): SessionEvent => ({
  type: 'ended',
  key,
  outcome,
  milliseconds: 1,
})

function play(events: readonly SessionEvent[]): { state: SessionState; effects: Effect[] } {
  let state = emptySession
  const effects: Effect[] = []
  for (const event of events) {
    const step = reduce(state, event)
    state = step.state
    effects.push(...step.effects)
  }
  return { state, effects }
}

const said = (effects: readonly Effect[]): string[] =>
  effects.map((effect) => ('request' in effect ? `${effect.do} ${effect.request.key}` : effect.do))

test('cells run one after the other, in the order in which they came', () => {
  const { effects } = play([
    { type: 'requested', request: request(1) },
    { type: 'requested', request: request(2) },
    ended(1, ok),
    ended(2, ok),
  ])
  expect(said(effects)).toEqual(['start 1', 'finish 1', 'start 2', 'finish 2'])
})

test('a failure aborts what came before it was answered, and nothing that comes after', () => {
  const { effects, state } = play([
    { type: 'requested', request: request(1) },
    { type: 'requested', request: request(2) },
    ended(1, error),
    { type: 'requested', request: request(3) },
    { type: 'settled' },
    { type: 'requested', request: request(4) },
  ])
  expect(said(effects)).toEqual(['start 1', 'settle', 'finish 1', 'abort 2', 'abort 3', 'start 4'])
  expect(state.count).toBe(2)
})

test('a failure with stop_on_error off aborts nothing', () => {
  const { effects } = play([
    { type: 'requested', request: request(1, { stopOnError: false }) },
    { type: 'requested', request: request(2) },
    ended(1, error),
  ])
  expect(said(effects)).toEqual(['start 1', 'finish 1', 'start 2'])
})

test('silent cells and those without history are not counted', () => {
  const { state } = play([
    { type: 'requested', request: request(1, { silent: true }) },
    ended(1, ok),
    { type: 'requested', request: request(2, { storeHistory: false }) },
    ended(2, ok),
    { type: 'requested', request: request(3) },
  ])
  expect(state.count).toBe(1)
})

test('after a shutdown was asked for, waiting and new cells are aborted', () => {
  const { effects } = play([
    { type: 'requested', request: request(1) },
    { type: 'requested', request: request(2) },
    { type: 'ending', restart: false },
    { type: 'requested', request: request(3) },
  ])
  expect(said(effects)).toEqual(['start 1', 'abort 2', 'abort 3'])
})

test('every request is finished or aborted exactly once, whatever happens', () => {
  const steps = fc.array(fc.constantFrom('request', 'ok', 'error', 'settled', 'stale', 'ending'), { maxLength: 60 })
  fc.assert(
    fc.property(steps, (kinds) => {
      let state = emptySession
      let keys = 0
      const answers = new Map<number, number>()
      let running = 0
      const step = (event: SessionEvent): void => {
        const next = reduce(state, event)
        state = next.state
        for (const effect of next.effects) {
          if (effect.do === 'start') running++
          if (effect.do === 'finish') running--
          if (effect.do === 'finish' || effect.do === 'abort') {
            answers.set(effect.request.key, (answers.get(effect.request.key) ?? 0) + 1)
          }
          expect(running).toBeLessThanOrEqual(1)
        }
      }
      for (const kind of kinds) {
        if (kind === 'request') step({ type: 'requested', request: request(++keys) })
        if (kind === 'ok' && state.running) step(ended(state.running.key, ok))
        if (kind === 'error' && state.running) step(ended(state.running.key, error))
        if (kind === 'settled') step({ type: 'settled' })
        if (kind === 'stale') step(ended(-1, ok))
        if (kind === 'ending') step({ type: 'ending', restart: false })
      }
      while (state.running || state.failing) step(state.running ? ended(state.running.key, ok) : { type: 'settled' })
      expect([...answers.values()].every((times) => times === 1)).toBe(true)
      expect(answers.size).toBe(keys)
    }),
  )
})
