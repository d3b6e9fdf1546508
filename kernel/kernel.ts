// The kernel's composition root on the user's thread: makes the parts and joins them. The other half, sockets and protocol,
// is composed in io.ts on a thread of its own, so that the kernel answers while a cell computes.
//
//   startKernel(startThread(readConnectionFile(path), { worker: new URL('./io.ts', import.meta.url), language: 'typescript' }))
import { writeSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { installRuntime } from './compile/runtime.ts'
import { createDisplay, createTslabModule, html, installDisplayHook, md, svg } from './display/index.ts'
import type { DisplayMessage } from './display/index.ts'
import { slot } from './evaluate/channel.ts'
import type { ExecuteOrder, ToUser } from './evaluate/channel.ts'
import { watchChildren } from './evaluate/children.ts'
import { createComms } from './evaluate/comms.ts'
import { createTest, loadExpect } from './evaluate/checks.ts'
import { installDebugHook } from './evaluate/debug-hook.ts'
import { Evaluator } from './evaluate/evaluator.ts'
import { createHelp } from './evaluate/help.ts'
import { installExit } from './evaluate/exit.ts'
import { installFailures } from './evaluate/failures.ts'
import { createInput } from './evaluate/input.ts'
import { watchIntrinsics } from './evaluate/intrinsics.ts'
import { installInterruption } from './evaluate/interruption.ts'
import { createJupyter } from './evaluate/jupyter.ts'
import { Outbox } from './evaluate/outbox.ts'
import { defineLazy, definePreloads } from './evaluate/preloads.ts'
import { installStreams } from './evaluate/streams.ts'
import { runAs } from './evaluate/context.ts'
import type { IoThread } from './thread.ts'
import { createTidy } from './tidy.ts'

export function startKernel(thread: IoThread): void {
  const { directory, version, types, pipes, shared, post } = thread
  const outbox = new Outbox(post, shared)
  installStreams(outbox)
  const leave = installExit(outbox, post, shared)
  quietWarnings()
  const runtime = installRuntime({
    directory,
    onProgress: (text) => outbox.write('stderr', text.endsWith('\n') ? text : `${text}\n`),
    onDeno: () => defineDeno(),
  })
  const publish = (message: DisplayMessage): void => outbox.add(displayItem(message))
  const display = createDisplay(publish)
  installDisplayHook(publish)
  const interruption = installInterruption()
  installDebugHook(() => outbox.flush())
  const mend = watchIntrinsics((names) => outbox.write('stderr', mended(names)))
  const holds = new Set<() => Promise<unknown>>()
  const settled = (): Promise<unknown> | undefined => {
    if (holds.size === 0) return undefined
    const works = [...holds]
    holds.clear()
    return Promise.all(works.map((work) => work()))
  }
  const evaluator = new Evaluator({ outbox, runtime, display, interruption, settled, mend })
  const input = createInput(outbox, post, shared, thread.answers)
  const { comms, receive } = createComms(outbox)
  const require = createRequire(import.meta.url)
  const jupyter = createJupyter({ comms, outbox, post, directory, version, types })
  const hold = (work: () => Promise<unknown>): void => void holds.add(work)
  // Not before somebody names it: packages take its mere presence for being in Deno.
  const defineDeno = async (): Promise<void> => {
    if ('Deno' in globalThis) return
    const { createDeno } = await import('./deno/index.ts')
    defineLazy('Deno', () =>
      createDeno({ display, broadcast: jupyter.broadcast, version, hold: (work) => hold(() => work) }),
    )
  }
  runtime.provideModule('tslab', createTslabModule(display, { loopbook: version }))
  definePreloads({
    require,
    shared,
    display,
    input,
    names: {
      html: () => html,
      md: () => md,
      svg: () => svg,
      Jupyter: () => jupyter,
      expect: () => loadExpect(directory),
      test: () => createTest({ display, hold }),
      help: () => createHelp(display),
      __dirname: () => directory,
      __filename: () => join(directory, 'notebook.ts'),
    },
  })
  const keys = new Map<number, number>()
  const tidy = createTidy()
  if (pipes) watchChildren(outbox, pipes)
  installFailures(outbox, (id) => keys.get(id), mend)
  // A signal reaches JavaScript only while the thread is free; the sentinel thread covers the rest.
  process.on('SIGINT', () => evaluator.interrupt())

  const execute = (order: ExecuteOrder): void | Promise<void> => {
    // Of a cell that failed by its own code.
    holds.clear()
    const run = (): Promise<void> => runAs(order.key, () => evaluator.execute(order))
    return !('Deno' in globalThis) && /\bDeno\b/.test(order.code) ? defineDeno().then(run) : run()
  }

  thread.orders.on('message', (message: ToUser) => {
    if (message.type === 'execute') mend()
    switch (message.type) {
      case 'failed':
        writeSync(pipes?.log ?? 2, message.message)
        return leave(2)
      case 'execute':
        keys.set(message.cell, message.key)
        if (keys.size > 4096) keys.delete(keys.keys().next().value!)
        input.allow(message.stdin)
        return void execute(message)
      case 'interrupt':
        Atomics.store(shared, slot.interrupt, message.serial)
        return evaluator.interrupt()
      case 'answer':
        return input.answer(message.serial, message.answer)
      case 'comm':
        return receive(message)
      case 'rest':
        return tidy()
      case 'leave':
        return leave(message.code)
      default:
    }
  })
}

function displayItem(message: DisplayMessage): Parameters<Outbox['add']>[0] {
  const { kind, data = {}, metadata = {}, displayId, wait = false, buffers = [] } = message
  if (kind === 'clear') return { type: 'publish', messageType: 'clear_output', content: { wait } }
  return {
    type: 'publish',
    messageType: kind === 'update' ? 'update_display_data' : 'display_data',
    content: { data, metadata, transient: displayId === undefined ? {} : { display_id: displayId } },
    buffers,
  }
}

function mended(names: readonly string[]): string {
  const some = names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ')
  return `Put back, because the kernel and every library need it as it was: ${some}.\n`
}

/** Node's remarks on its own interfaces that the kernel uses are nothing a cell's reader can act on. */
function quietWarnings(): void {
  const { emitWarning } = process
  process.emitWarning = (warning: string | Error, ...rest: unknown[]): void => {
    if (/USE_MAIN_CONTEXT_DEFAULT_LOADER/.test(String(warning))) return
    Reflect.apply(emitWarning, process, [warning, ...rest])
  }
}
