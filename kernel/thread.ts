// Starts the I/O thread, before this thread loads anything else: the two come up side by side. What they say to each other
// waits in ports until somebody listens, so neither has to be there first.
//
//   const thread = startThread(connection, { worker, language: 'typescript', version });  thread.orders.on('message', …)
import { writeSync } from 'node:fs'
import { MessageChannel, Worker } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { capture } from './evaluate/capture.ts'
import type { Capture } from './evaluate/capture.ts'
import { slots } from './evaluate/channel.ts'
import type { ToIo, WorkerData } from './evaluate/channel.ts'
import { installLastWords } from './evaluate/last-words.ts'
import { initialTypes } from './evaluate/notebook-settings.ts'
import type { TypesMode } from './evaluate/notebook-settings.ts'
import type { ConnectionInfo } from './protocol/connection.ts'

export interface KernelOptions {
  /** The I/O thread's entry file. */
  worker: URL
  language: 'typescript' | 'javascript'
  version: string
}

export interface IoThread {
  readonly version: string
  readonly types: TypesMode
  /** The notebook's folder. */
  readonly directory: string
  readonly shared: Int32Array<SharedArrayBuffer>
  readonly pipes: Capture | undefined
  /** What the I/O thread wants done, and its answers to questions that cells wait for. */
  readonly orders: MessagePort
  readonly answers: MessagePort
  post(message: ToIo): void
}

export function startThread(connection: ConnectionInfo, options: KernelOptions): IoThread {
  const { version, language } = options
  const directory = process.cwd()
  const leave = process.exit.bind(process)
  installLastWords()
  const types = initialTypes(process.env, language)
  const pipes = capture()
  const shared = new Int32Array(new SharedArrayBuffer(4 * slots))
  const answers = new MessageChannel()
  const orders = new MessageChannel()
  const log = pipes?.log ?? 2
  const workerData: WorkerData = {
    connection,
    shared,
    answers: answers.port2,
    orders: orders.port2,
    language,
    types,
    directory,
    capture: pipes && { stdout: pipes.stdout, stderr: pipes.stderr },
    log,
    helper: pipes?.helper,
    version,
  }
  const worker = new Worker(options.worker, {
    workerData,
    transferList: [answers.port2, orders.port2],
    stdout: false,
    stderr: false,
    // Three times the young memory that it starts with: more would only be garbage.
    resourceLimits: { stackSizeMb: 256, maxYoungGenerationSizeMb: 24 },
  })
  worker.on('error', (error) => {
    writeSync(log, `loopbook: ${error.stack ?? String(error)}\n`)
    leave(1)
  })
  worker.on('exit', leave)
  return {
    version,
    types,
    directory,
    shared,
    pipes,
    orders: orders.port1,
    answers: answers.port1,
    post: (message) => worker.postMessage(message),
  }
}
