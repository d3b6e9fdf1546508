// Carries out the session's decisions about cells: compiles and starts them, publishes what they cause, answers them. The
// decisions themselves are session/reduce.ts.
//
//   const execution = createExecution(parts);  execution.dispatch({ type: 'requested', request })
import type { Item, Outcome } from '../evaluate/channel.ts'
import { CellSyntaxError } from '../compile/index.ts'
import { emptySession, reduce } from '../session/index.ts'
import type { Effect, Ending, Request, SessionEvent, SessionState } from '../session/index.ts'
import { describeError, describeSyntax, printedBundle } from '../traceback/index.ts'
import type { DescribedError, RawError } from '../traceback/index.ts'
import type { CellBook } from './cells.ts'
import type { HandlerContext } from './context.ts'
import type { TypeChecks } from './type-checks.ts'

export interface ExecutionParts {
  context: HandlerContext
  cells: CellBook
  types: TypeChecks
  /** Names that are alive, for "did you mean". */
  liveNames(): Promise<readonly string[]>
  /** A cell has run for so long that somebody may want to stop it. */
  long(): void
  /** A cell has ended. */
  ended(): void
}

export interface Execution {
  dispatch(event: SessionEvent): void
  /** The user's thread says how the cell ended. */
  end(key: number, outcome: Outcome, milliseconds: number): void
  /** A message has come: a failure that is being settled waits one turn longer. */
  stirred(): void
  readonly running: Request | undefined
  /** Says that the last cell is over, if that is still held back. */
  release(): void
  fail(item: Item & { type: 'failure' }): Promise<void>
}

/** Characters; compiling fewer takes less than a millisecond. */
const longCell = 4000
/** Milliseconds. */
const longRun = 100

type Counted = Request & { count: number }

export function createExecution(parts: ExecutionParts): Execution {
  const { context, cells, types, liveNames } = parts
  const { link, history } = context
  let state: SessionState = emptySession
  let turns = 0
  let release = (): void => {}
  let watch: NodeJS.Timeout | undefined

  const dispatch = (event: SessionEvent): void => {
    const step = reduce(state, event)
    state = step.state
    for (const effect of step.effects) act(effect)
  }

  const act = (effect: Effect): void => {
    switch (effect.do) {
      case 'start':
        return void start(effect.request)
      case 'finish':
        return finish(effect.request, effect.outcome, effect.milliseconds)
      case 'abort':
        return abort(effect.request)
      case 'settle':
        return settle()
    }
  }

  /** Messages that are on their way already come within a turn or two of the event loop. */
  const settle = (): void => {
    turns = 3
    const turn = (): void => void (turns-- > 0 ? setImmediate(turn) : dispatch({ type: 'settled' }))
    turn()
  }

  const start = async (request: Counted): Promise<void> => {
    const { message, code, silent, count, key } = request
    const { header } = message
    release()
    let announced = false
    // What a cell causes comes back in a later turn than the one that starts it. So the other thread gets its order first, and
    // runs the cell while this one publishes that it does; unless compiling it takes a time that people notice.
    const announce = (): void => {
      if (announced) return
      announced = true
      link.publish('status', { execution_state: 'busy' }, header)
      if (!silent) link.publish('execute_input', { code, execution_count: count }, header)
    }
    if (code.length > longCell) announce()
    // An uncounted cell has a number of its own, or its errors would point into another one.
    const id = request.storeHistory && !silent ? count : -key
    const end = (outcome: Ending): void => {
      announce()
      dispatch({ type: 'ended', key, outcome, milliseconds: 0 })
    }
    if (code.trim() === '' && Object.keys(request.userExpressions).length === 0)
      return end({ status: 'ok', expressions: {} })
    const checked = types.before(request, id)
    if (checked) announce()
    const refused = checked && (await checked)
    if (refused) return end({ status: 'error', error: await describe(refused) })
    try {
      const cell = cells.compile(id, code)
      const { code: compiled, imports, vars } = cell
      const expressions = Object.fromEntries(
        Object.entries(request.userExpressions).map(([name, expression]) => [name, expressionCode(expression)]),
      )
      const { debugging } = context
      const ready = debugging.ready(cell)
      if (ready) await ready
      context.post({
        type: 'execute',
        key,
        cell: id,
        code: compiled,
        imports,
        keeps: vars,
        expressions,
        stdin: request.allowStdin,
        heard: debugging.heedsExceptions,
      })
      announce()
      watch = setTimeout(parts.long, longRun)
      types.beside(request, id)
      types.stir()
    } catch (error) {
      end({ status: 'error', error: described(error, id, code) })
    }
  }

  const expressionCode = (expression: string): string => {
    try {
      return cells.expression(expression).code
    } catch (error) {
      return `throw new SyntaxError(${JSON.stringify((error as Error).message)})`
    }
  }

  const describe = async (error: RawError): Promise<DescribedError> =>
    describeError(error, (url) => cells.find(url), { names: await liveNames() })

  /** All that takes time is done before the session learns that the cell has ended: the next one starts at once then. */
  const ready = (outcome: Outcome): Ending | Promise<Ending> => {
    if (outcome.status === 'error') return failure(outcome)
    const { shown, expressions } = outcome
    if (Object.keys(expressions).length === 0) return { status: 'ok', expressions: {}, ...(shown ? { shown } : {}) }
    return success(outcome)
  }

  const failure = async ({ error, shownAssertion }: Outcome & { status: 'error' }): Promise<Ending> => ({
    status: 'error',
    error: await describe(error),
    ...(shownAssertion ? { assertion: shownAssertion } : {}),
  })

  const success = async ({ shown, expressions }: Outcome & { status: 'ok' }): Promise<Ending> => {
    const described: Record<string, object> = {}
    for (const [name, result] of Object.entries(expressions)) {
      described[name] = result.status === 'ok' ? result : { status: 'error', ...(await describe(result.error)) }
    }
    return { status: 'ok', expressions: described, ...(shown ? { shown } : {}) }
  }

  const finish = (request: Counted, ending: Ending, milliseconds: number): void => {
    clearTimeout(watch)
    const { message, silent, count } = request
    const { header } = message
    const metadata = {
      started: new Date(Date.now() - milliseconds).toISOString(),
      status: ending.status,
      dependencies_met: true,
      loopbook: { milliseconds: Math.round(milliseconds * 1000) / 1000 },
    }
    const reply = { status: ending.status, execution_count: count, payload: [] }
    if (ending.status === 'ok') {
      const { shown, expressions } = ending
      if (shown && !silent && Object.keys(shown.data).length > 0)
        link.publish(
          'execute_result',
          { execution_count: count, ...shown, data: printedBundle(shown.data, cells.find) },
          header,
        )
      link.reply(message, 'execute_reply', { ...reply, user_expressions: expressions }, { metadata })
    } else {
      const { error, assertion } = ending
      if (!silent && assertion) link.publish('display_data', { data: assertion, metadata: {}, transient: {} }, header)
      if (!silent) link.publish('error', { ...error }, header)
      link.reply(message, 'execute_reply', { ...reply, ...error, user_expressions: {} }, { metadata })
    }
    if (request.storeHistory) history.add({ line: count, input: request.code, output: textOf(ending) })
    let over = false
    release = () => {
      if (over) return
      over = true
      link.publish('status', { execution_state: 'idle' }, header)
    }
    const held = state.running || ending.status === 'error' ? undefined : types.heldBack(request)
    if (held) void held.then(release)
    else release()
    types.stir()
    parts.ended()
  }

  const abort = ({ message }: Request): void => {
    const { header } = message
    link.publish('status', { execution_state: 'busy' }, header)
    const content = {
      status: 'aborted',
      execution_count: state.count,
      ename: 'Aborted',
      evalue: 'a cell before this one failed',
      traceback: [],
    }
    link.reply(message, 'execute_reply', content, { metadata: { status: 'aborted' } })
    link.publish('status', { execution_state: 'idle' }, header)
  }

  return {
    dispatch,
    end(key, outcome, milliseconds) {
      const request = state.running
      if (request?.key !== key) return
      if (outcome.status === 'error' && outcome.unbegun) cells.retract()
      const ending = ready(outcome)
      const tell = (ending: Ending): void => dispatch({ type: 'ended', key, outcome: ending, milliseconds })
      if (ending instanceof Promise) void ending.then(tell)
      else tell(ending)
    },
    stirred() {
      if (turns > 0) turns = 3
    },
    get running() {
      return state.running
    },
    release: () => release(),
    async fail({ key, error, how }) {
      const described = await describe(error)
      const said = how === 'timer' ? 'Uncaught in a callback' : 'Rejected, and nobody handled it'
      const [title = '', ...rest] = described.traceback
      link.publish(
        'error',
        { ...described, traceback: [title, `  (${said}; the kernel runs on)`, ...rest] },
        context.parentOf(key),
      )
    },
  }
}

function described(error: unknown, id: number, code: string): DescribedError {
  if (error instanceof CellSyntaxError) return describeSyntax(error, { id, code })
  const { name, message } = error as Error
  return { ename: name, evalue: message, traceback: [`${name}: ${message}`] }
}

function textOf(ending: Ending): string | null {
  const text = ending.status === 'ok' ? ending.shown?.data['text/plain'] : null
  return typeof text === 'string' ? text.slice(0, 10_000) : null
}
