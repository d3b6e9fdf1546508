// A real kernel, from source, for tests: its sockets as raw frames and its log.
//
//   await using kernel = await startKernel();  await kernel.request('shell', 'kernel_info_request', {})
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Dealer, Subscriber } from 'zeromq'
import { createMessage, createSigner, decode, encode, endpoint } from '../../kernel/protocol/index.ts'
import type { ConnectionInfo, Message, Signer } from '../../kernel/protocol/index.ts'

const main = fileURLToPath(new URL('../../kernel/main.ts', import.meta.url))
export const kernelArgv: readonly string[] = [
  '--no-force-async-hooks-checks',
  '--min-semi-space-size=8',
  '--conditions=loopbook-source',
  main,
]

export class TestKernel implements AsyncDisposable {
  readonly process: ChildProcess
  readonly directory: string
  readonly shell: Dealer = new Dealer({ linger: 0, sendHighWaterMark: 0, receiveHighWaterMark: 0 })
  readonly control: Dealer = new Dealer({ linger: 0 })
  readonly stdin: Dealer = new Dealer({ linger: 0 })
  readonly iopub: Subscriber = new Subscriber({ linger: 0, receiveHighWaterMark: 0 })
  readonly signer: Signer
  /** Everything that came, in order. */
  readonly messages: Message[] = []
  readonly #byParent = new Map<string, Message[]>()
  log = ''
  #wake = Promise.withResolvers<void>()
  readonly exited: Promise<number | null>

  readonly #info: ConnectionInfo

  constructor(info: ConnectionInfo, directory: string, env: NodeJS.ProcessEnv) {
    this.#info = info
    this.directory = directory
    const file = join(directory, 'connection.json')
    writeFileSync(file, JSON.stringify(info))
    const history = join(directory, 'history.sqlite')
    this.process = spawn(process.execPath, [...kernelArgv, file], {
      cwd: directory,
      stdio: ['ignore', 'ignore', 'pipe'],
      // Tests that are ended by force leave no kernel behind.
      env: { ...process.env, JPY_PARENT_PID: String(process.pid), LOOPBOOK_HISTORY: history, ...env },
    })
    this.process.stderr!.on('data', (data: Buffer) => (this.log += data.toString()))
    this.exited = new Promise((resolve) => this.process.on('exit', resolve))
    this.signer = createSigner(info.signature_scheme, info.key)
    for (const socket of [this.shell, this.control, this.stdin]) socket.routingId = 'test'
    this.iopub.subscribe('')
    for (const channel of ['shell', 'control', 'stdin'] as const) this.#connect(channel)
  }

  /** From now on, what is published arrives. */
  listen(): void {
    this.#connect('iopub')
  }

  #connect(channel: 'shell' | 'control' | 'stdin' | 'iopub'): void {
    this[channel].connect(endpoint(this.#info, channel))
    void this.#read(channel)
  }

  async #read(channel: 'shell' | 'control' | 'stdin' | 'iopub'): Promise<void> {
    for await (const frames of this[channel]) {
      const message = decode(frames, this.signer)
      message.channel = channel
      this.messages.push(message)
      const parent = message.parent_header.msg_id ?? ''
      const known = this.#byParent.get(parent)
      if (known) known.push(message)
      else this.#byParent.set(parent, [message])
      this.#wake.resolve()
      this.#wake = Promise.withResolvers()
    }
  }

  async until<T>(find: () => T | undefined | false, timeout = 30_000): Promise<T> {
    const end = performance.now() + timeout
    for (;;) {
      const found = find()
      if (found !== undefined && found !== false) return found
      if (performance.now() > end) throw new Error(`not within ${timeout} ms; the kernel's log: ${this.log}`)
      await Promise.race([this.#wake.promise, new Promise((resolve) => setTimeout(resolve, 50))])
    }
  }

  /** Lets go of all that came so far: an hour's messages don't fit into memory. */
  forget(): void {
    this.messages.length = 0
    this.#byParent.clear()
  }

  of(request: Message): Message[] {
    return this.#byParent.get(request.header.msg_id) ?? []
  }

  async send(channel: 'shell' | 'control' | 'stdin', type: string, content: object, parent = {}): Promise<Message> {
    const message = createMessage(type, content as Record<string, unknown>, { session: 'test', parent })
    await this[channel].send(encode(message, this.signer))
    return message
  }

  /** Sends and waits for reply and idle. */
  async request(channel: 'shell' | 'control', type: string, content: object, timeout = 30_000): Promise<Message[]> {
    const request = await this.send(channel, type, content)
    await this.until(() => this.answered(request), timeout)
    return this.of(request)
  }

  answered(request: Message): boolean {
    const all = this.of(request)
    return (
      all.some(({ channel }) => channel === 'shell' || channel === 'control') &&
      all.some(({ content }) => content['execution_state'] === 'idle')
    )
  }

  async startCell(code: string, more: object = {}): Promise<Message> {
    const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false, ...more }
    return await this.send('shell', 'execute_request', content)
  }

  /** The cell's outputs as short texts, and how it ended. */
  async run(code: string, more: object = {}): Promise<{ status: unknown; outputs: string[]; messages: Message[] }> {
    const request = await this.startCell(code, more)
    await this.until(() => this.answered(request))
    const messages = this.of(request)
    const status = messages.find(({ channel }) => channel === 'shell')?.content['status']
    return { status, outputs: messages.flatMap(outputOf), messages }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.process.kill('SIGKILL')
    await this.exited
    for (const socket of [this.shell, this.control, this.stdin, this.iopub]) socket.close()
    rmSync(this.directory, { recursive: true, force: true })
  }
}

function outputOf({ header, content }: Message): string[] {
  const { msg_type: type } = header
  if (type === 'stream') return [`${String(content['name'])}: ${String(content['text'])}`]
  if (type === 'error') return [`error: ${String(content['ename'])}: ${String(content['evalue'])}`]
  if (!/^(execute_result|display_data|update_display_data)$/.test(type)) return []
  return [`${type}: ${String((content['data'] as Record<string, unknown>)['text/plain'])}`]
}

/** A kernel that comes up, to whose publications nobody listens yet. */
export function spawnKernel(env: NodeJS.ProcessEnv = {}): TestKernel {
  const directory = mkdtempSync(join(tmpdir(), 'loopbook-kernel-'))
  const ports = { shell_port: 1, control_port: 2, iopub_port: 3, stdin_port: 4, hb_port: 5 }
  const info = {
    transport: 'ipc',
    ip: join(directory, 's'),
    ...ports,
    key: 'secret',
    signature_scheme: 'hmac-sha256',
  } as const
  return new TestKernel(info, directory, env)
}

export async function startKernel(env: NodeJS.ProcessEnv = {}): Promise<TestKernel> {
  const kernel = spawnKernel(env)
  kernel.listen()
  // A busy machine may need longer than a try.
  const end = performance.now() + 30_000
  for (;;) {
    const request = await kernel.send('shell', 'kernel_info_request', {})
    try {
      await kernel.until(() => kernel.answered(request), 500)
      return kernel
    } catch (error) {
      if (performance.now() > end) throw error
    }
  }
}
