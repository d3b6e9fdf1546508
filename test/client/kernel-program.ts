// A kernel of a few lines with a fault chosen by its arguments: what the client must survive, no real kernel does on demand. A
// process of its own over real sockets. Run with `node --conditions=loopbook-source kernel-program.ts FAULT CONNECTION_FILE`.
//
//   faultyKernel('answers-twice')   // a Kernelspec for launchKernel
import { fileURLToPath } from 'node:url'
import { Publisher, Router } from 'zeromq'
import type { Message } from '../../kernel/protocol/index.ts'
import {
  createMessage,
  createSigner,
  decode,
  encode,
  endpoint,
  readConnectionFile,
} from '../../kernel/protocol/index.ts'
import type { Kernelspec } from '../../src/client/index.ts'

export type Fault =
  | 'none'
  | 'silent' //         binds, never answers
  | 'ends-at-start' //  says why on stderr, exit code 3
  | 'bad-signature' //  signs execution replies with another key
  | 'bad-signature-at-start'
  | 'closes-sockets' // on execute; the process lives on
  | 'answers-twice' //  reply and idle twice
  | 'loses-idle'
  | 'loses-reply'
  | 'aborts' //         replies 'aborted'
  | 'floods' //         200,000 stream messages
  | 'deaf' //           executes for ever, ignores interrupt, SIGINT and SIGTERM
  | 'bare-error' //     replies an error with nothing in it

export function faultyKernel(fault: Fault): Kernelspec {
  const program = fileURLToPath(import.meta.url)
  return {
    name: `faulty-${fault}`,
    displayName: fault,
    language: 'none',
    argv: [process.execPath, '--conditions=loopbook-source', program, fault, '{connection_file}'],
    interruptMode: fault === 'deaf' ? 'signal' : 'message',
    env: {},
  }
}

async function main(fault: Fault, path: string): Promise<void> {
  if (fault === 'ends-at-start') {
    process.stderr.write('ModuleNotFoundError: No module named ipykernel\n')
    process.exit(3)
  }
  if (fault === 'deaf') for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})
  const info = readConnectionFile(path)
  const signer = createSigner(info.signature_scheme, info.key)
  const wrong = createSigner(info.signature_scheme, 'another key')
  const sockets = { shell: new Router(), control: new Router(), stdin: new Router(), hb: new Router() }
  const iopub = new Publisher({ sendHighWaterMark: 0 })
  for (const [channel, socket] of Object.entries(sockets)) await socket.bind(endpoint(info, channel as 'shell'))
  await iopub.bind(endpoint(info, 'iopub'))

  const publish = async (parent: Message, type: string, content: Record<string, unknown>): Promise<void> => {
    await iopub.send(encode(createMessage(type, content, { session: 'k', parent: parent.header }), signer))
  }
  const answer = async (channel: 'shell' | 'control', request: Message): Promise<void> => {
    const type = request.header.msg_type
    const reply = async (content: Record<string, unknown>, key = signer): Promise<void> => {
      const { identities, header: parent } = request
      const message = createMessage(type.replace('_request', '_reply'), content, { session: 'k', identities, parent })
      await sockets[channel].send(encode(message, key))
    }
    if (type === 'shutdown_request') {
      if (fault === 'deaf') return
      await reply({ status: 'ok' })
      process.exit(0)
    }
    await publish(request, 'status', { execution_state: 'busy' })
    if (type === 'kernel_info_request') {
      const language_info = { name: 'none' }
      await reply({ status: 'ok', language_info }, fault === 'bad-signature-at-start' ? wrong : signer)
    } else if (type === 'execute_request') {
      if (fault === 'deaf') return
      if (fault === 'closes-sockets') {
        for (const socket of [...Object.values(sockets), iopub]) socket.close()
        setInterval(() => {}, 1000)
        return
      }
      const lines = fault === 'floods' ? 200_000 : 1
      for (let line = 0; line < lines; line++)
        await publish(request, 'stream', { name: 'stdout', text: `line ${line}\n` })
      const ok = { status: 'ok', execution_count: 1 }
      if (fault === 'bad-signature') return reply(ok, wrong)
      if (fault === 'aborts') await reply({ status: 'aborted' })
      else if (fault === 'bare-error') await reply({ status: 'error' })
      else if (fault !== 'loses-reply') await reply(ok)
      if (fault === 'answers-twice') {
        await publish(request, 'status', { execution_state: 'idle' })
        await reply({ status: 'error', ename: 'Second', evalue: 'answer' })
      }
      if (fault === 'loses-idle') return
    } else await reply({ status: 'ok' })
    await publish(request, 'status', { execution_state: 'idle' })
  }
  for (const channel of ['shell', 'control'] as const) {
    void (async (): Promise<void> => {
      for await (const frames of sockets[channel]) if (fault !== 'silent') await answer(channel, decode(frames, signer))
    })().catch(() => {})
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv[2] as Fault, process.argv[3]!)
