// The I/O thread's entry and composition root: sockets, protocol, session, compilation, history, language service. Nothing of
// the user's runs here, so it answers whatever cells do.
import { writeSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { createControl } from './control/inspector.ts'
import { Interrupter } from './control/interrupter.ts'
import { runtimeNames, runtimePreview } from './control/names.ts'
import { createMerge, readPipes } from './control/output.ts'
import { startSentinel } from './control/sentinel.ts'
import { createDebugging } from './debug/index.ts'
import { slot } from './evaluate/channel.ts'
import type { Item, Outcome, ToIo, ToUser, WorkerData } from './evaluate/channel.ts'
import { preloadTypes } from './evaluate/preload-types.ts'
import { createCellBook } from './handlers/cells.ts'
import type { HandlerContext } from './handlers/context.ts'
import { createExecution } from './handlers/execution.ts'
import { handle } from './handlers/index.ts'
import { createInputs } from './handlers/input.ts'
import { createRequests } from './handlers/requests.ts'
import { createTypeChecks } from './handlers/type-checks.ts'
import { historyPath, openHistory } from './history/history.ts'
import type { Language } from './language/index.ts'
import { createSigner, crypto, ProtocolError } from './protocol/index.ts'
import type { MimeBundle } from './protocol/index.ts'
import { printedBundle, printedStacks } from './traceback/index.ts'
import { createTidy } from './tidy.ts'
import { createLink } from './transport/link.ts'
import { watchParent } from './transport/parent.ts'
import { bindSockets } from './transport/sockets.ts'

const data = workerData as WorkerData
const { shared, language, directory, version, connection, orders } = data
const log = (line: string): void => {
  try {
    writeSync(data.log, `loopbook: ${line.replaceAll('\n', ' ').slice(0, 500)}\n`)
  } catch {
    // Nobody reads the log any more; that must not stop anything.
  }
}
process.on('uncaughtException', (error) => log(`internal: ${error.stack ?? String(error)}`))
process.on('unhandledRejection', (error) => log(`internal: ${(error as Error).stack ?? String(error)}`))

start().catch((error: unknown) => {
  if (!(error instanceof ProtocolError)) throw error
  const hint = error.hint === undefined ? '' : `hint: ${error.hint}\n`
  orders.postMessage({ type: 'failed', message: `loopbook: ${error.message}\n${hint}` } satisfies ToUser)
})

/** Milliseconds without a request or the end of a cell. */
const restAfter = 2000

async function start(): Promise<void> {
  const sockets = await bindSockets(connection, log)
  const signer = createSigner(connection.signature_scheme, connection.key)
  const requests = createRequests()
  const control = createControl()
  const post = (message: ToUser): void => orders.postMessage(message)
  const interrupter = new Interrupter({
    control,
    post,
    shared,
    spared: () => new Set(data.helper === undefined ? [] : [data.helper]),
  })
  const history = openHistory({ path: historyPath(), log })
  let intelligence: Promise<Language> | undefined
  let ended = false
  let interrupted: number | undefined
  const keyboardInterrupt = { name: 'KeyboardInterrupt', message: 'the cell was interrupted', stack: '' }

  const link = createLink(sockets, signer, {
    session: crypto().randomUUID(),
    onRequest(message) {
      execution.stirred()
      stirred()
      handle(context, message)
    },
    onInputReply: (message) => inputs.reply(message),
    log,
  })
  const inputs = createInputs({ link, answers: data.answers, shared, post, requestOf: (key) => requests.of(key), log })

  const leave = async (code: number): Promise<void> => {
    if (ended) return
    ended = true
    debugging.release()
    execution.release()
    history.close()
    await Promise.race([link.sent(), new Promise((resolve) => setTimeout(resolve, 2000))])
    await Promise.race([
      intelligence?.then((loaded) => loaded.close()),
      new Promise((resolve) => setTimeout(resolve, 200)),
    ])
    post({ type: 'leave', code })
    // A thread that computes doesn't hear it.
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 300)
  }

  const context: HandlerContext = {
    link,
    version,
    language,
    history,
    comms: new Map(),
    dispatch: (event) => execution.dispatch(event),
    remember: (message) => requests.remember(message),
    parentOf: (key) => requests.headerOf(key),
    post,
    async intelligence() {
      intelligence ??= import('./language/index.ts').then(({ createLanguage }) =>
        createLanguage({
          directory,
          preloads: preloadTypes,
          runtimeNames: (expression) => runtimeNames(control, expression),
          runtimePreview: (expression) => runtimePreview(control, expression),
          log,
        }),
      )
      const loaded = await intelligence
      types.read(loaded)
      return loaded
    },
    settled: () => types.settled(),
    get debugging() {
      return debugging
    },
    async interrupt() {
      const { running } = execution
      interrupted = running?.key
      inputs.interrupt()
      await debugging.interrupting(() => interrupter.interrupt())
      if (running) setTimeout(() => giveUp(running.key), 300)
    },
    leave: async () => await leave(0),
    log,
  }

  /** A termination may have hit the kernel's own code on the user's thread: the cell must have an end in any case. */
  const giveUp = (key: number): void => {
    execution.end(key, { status: 'error', error: keyboardInterrupt }, 0)
  }

  const cells = createCellBook(language, directory)
  const debugging = createDebugging({
    control,
    language,
    cells,
    declare(name) {
      cells.declare(name)
      types.declare(name)
    },
    isRunning: () => execution.running !== undefined,
    isHeard: () => link.isHeard,
    publish: (type, content, parent) => link.publish(type, content, parent),
    log,
  })
  const types = createTypeChecks(context, { mode: data.types, loaded: () => intelligence !== undefined })
  let sentinel: (() => void) | undefined
  const execution = createExecution({
    context,
    cells,
    types,
    liveNames: async () => (await runtimeNames(control)).map(({ name }) => name),
    long() {
      sentinel ??= startSentinel(() => void context.interrupt())
    },
    ended: () => stirred(),
  })

  const tidy = createTidy()
  let rests = 0
  const resting = setInterval(() => {
    // The type checker goes on for a while after the last cell.
    if (execution.running || rests++ > 5) return
    tidy()
    post({ type: 'rest' })
  }, restAfter).unref()
  const stirred = (): void => {
    rests = 0
    resting.refresh()
  }

  /** A cell whose child process was ended may think that all is well, or that the command has failed. */
  const sure = ({ key, outcome }: Item & { type: 'done' }): Outcome => {
    if (key !== interrupted || (outcome.status === 'error' && outcome.error.name === keyboardInterrupt.name))
      return outcome
    if (outcome.status === 'ok') return { status: 'error', error: keyboardInterrupt }
    return { status: 'error', error: { ...keyboardInterrupt, stack: outcome.error.stack, cause: outcome.error } }
  }

  const readable = ({ messageType, content }: Item & { type: 'publish' }): object => {
    const { data } = content
    // What a cell broadcasts may be of any shape.
    if (!messageType.endsWith('display_data') || typeof data !== 'object' || data === null) return content
    return { ...content, data: printedBundle(data as MimeBundle, cells.find) }
  }

  const pass = (item: Item): void => {
    const parent = context.parentOf(item.key)
    switch (item.type) {
      case 'stream':
        return link.publish('stream', { name: item.name, text: printedStacks(item.text, cells.find) }, parent)
      case 'publish':
        if (item.messageType === 'comm_open')
          context.comms.set(String(item.content['comm_id']), String(item.content['target_name']))
        if (item.messageType === 'comm_close') context.comms.delete(String(item.content['comm_id']))
        return link.publish(item.messageType, readable(item), parent, item)
      case 'failure':
        return void execution.fail(item)
      case 'done':
        return execution.end(item.key, sure(item), item.milliseconds)
    }
  }

  const merge = createMerge({
    native(name, text) {
      const key = execution.running?.key ?? requests.last
      link.publish('stream', { name, text }, context.parentOf(key))
    },
  })
  if (data.capture) readPipes(data.capture, merge)

  parentPort!.on('message', (message: ToIo) => {
    switch (message.type) {
      case 'batch':
        return merge.batch(message.serial, message.marked, () => {
          for (const item of message.items) {
            try {
              pass(item)
            } catch (error) {
              // The cell that caused it has its end among the others.
              log(`internal: ${(error as Error).stack ?? String(error)}`)
            }
          }
          if (message.bytes === 0) return
          void link.sent().then(() => {
            Atomics.sub(shared, slot.pending, message.bytes)
            Atomics.notify(shared, slot.pending)
          })
        })
      case 'input':
        return inputs.ask(message)
      case 'setting':
        types.mode = message.value
        return
      case 'exit':
        return void exit(message.code)
    }
  })

  /** process.exit in a cell: the cell is answered, then everything ends. */
  const exit = async (code: number): Promise<void> => {
    const { running } = execution
    if (running) {
      const error = {
        name: 'ProcessExit',
        message: `process.exit(${code}) ended the kernel`,
        stack: '',
        hint: 'the kernel starts anew, without the variables; run the cells above again. To stop a cell only, throw an error.',
      }
      execution.end(running.key, { status: 'error', error }, 0)
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
    history.close()
    await link.sent()
    await new Promise((resolve) => setTimeout(resolve, 30))
    Atomics.store(shared, slot.exit, 1)
    Atomics.notify(shared, slot.exit)
  }

  link.publish('status', { execution_state: 'starting' }, {})
  watchParent(() => {
    log('the parent process has ended, so the kernel ends too')
    void leave(1)
  })
  // What the first cell needs is loaded while the client still connects.
  setImmediate(() => {
    try {
      cells.compile(0, '0')
    } catch (error) {
      log(`the compiler does not start: ${String(error)}`)
    }
    void control.absorb()
  })
}
