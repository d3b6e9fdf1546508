// In a watch, vitest's workers come and go with every run; kernels that shall go on at the changed cell must not. This serves them
// from vitest's main process, which stays: a connection is one test file, the end of a connection interrupts what it still runs.
//
//   const host = await startHost();  process.env[hostVariable] = host.path;  …  await host.close()
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KeptNotebooks } from '../schedule/kept.ts'
import { LocalNotebook } from './local-notebook.ts'
import { OpenFailure } from './test-notebook.ts'
import type { NotebookSource } from './test-notebook.ts'
import { readLines, writeLine } from './wire.ts'
import type { Question, Reply } from './wire.ts'

export interface Host {
  /** Of the socket, for the workers. */
  readonly path: string
  close(): Promise<void>
}

export async function startHost(): Promise<Host> {
  const folder = mkdtempSync(join(tmpdir(), 'loopbook-host-'))
  const path = process.platform === 'win32' ? String.raw`\\.\pipe\loopbook-${process.pid}` : join(folder, 'socket')
  const kept = new KeptNotebooks()
  const open = new Set<Promise<void>>()
  const server = createServer((socket) => {
    const served = serve(socket, kept)
    open.add(served)
    void served.finally(() => open.delete(served))
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  // Vitest's own end is not to wait for us.
  server.unref()
  return {
    path,
    async close() {
      server.close()
      await Promise.all(open)
      await kept.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** One worker's test file, until its connection ends. */
async function serve(socket: Socket, kept: KeptNotebooks): Promise<void> {
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  const running = new Map<number, AbortController>()
  let notebook: LocalNotebook | undefined
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => (closing ??= notebook?.close() ?? Promise.resolve())
  const ask = async (question: Exclude<Question, { abort: number }>): Promise<Omit<Reply, 'id'>> => {
    if ('open' in question) {
      notebook = new LocalNotebook(ownEnvironment(question.open), { kept })
      await notebook.open()
    } else if ('close' in question) await close()
    else {
      const abort = new AbortController()
      running.set(question.id, abort)
      return { answer: await notebook!.run(question.run, abort.signal) }
    }
    return {}
  }
  readLines(socket, (message) => {
    const question = message as Question
    if ('abort' in question) return running.get(question.abort)?.abort()
    const { id } = question
    ask(question).then(
      (reply) => writeLine(socket, { id, ...reply }),
      (error: unknown) => writeLine(socket, { id, failure: failureOf(error) }),
    )
  })
  socket.on('error', () => {})
  socket.on('close', resolve)
  await ended
  if (closing === undefined) notebook?.abort()
  await close()
}

/** What is the same here needs no saying; a worker's own numbers would make every run another one. */
function ownEnvironment(source: NotebookSource): NotebookSource {
  const other = Object.entries(source.environment ?? {}).filter(
    ([name, value]) => process.env[name] !== value && !/^(VITEST|JEST_WORKER_ID|LOOPBOOK_)/.test(name),
  )
  return { ...source, environment: Object.fromEntries(other) }
}

function failureOf(error: unknown): NonNullable<Reply['failure']> {
  if (error instanceof OpenFailure) return error.failure
  const { name, message } = error as Error
  return { ename: name, evalue: message, traceback: [] }
}
