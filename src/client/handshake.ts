// When is a kernel ready? When it has answered on shell and we have seen a status of it on iopub: a subscription takes effect
// some time after the connection, and what was published before is lost. So the question is repeated until both are seen.
//
//   const info = await handshake(kernel, 60_000)
import type { Message } from '../../kernel/protocol/index.ts'
import { ClientError } from './errors.ts'
import type { KernelHost, KernelInfo } from './host.ts'
import { describeExit } from './process.ts'

/** What the handshake needs of a kernel. */
interface Starting {
  readonly host: KernelHost
  readonly death: { readonly message: string } | undefined
  /** Sends a request without content; the returned function ends the following. */
  follow(type: string, onMessage: (message: Message) => void): () => void
}

/** Milliseconds until the question is repeated when the reply came, but no status. */
const again = 10

/** @throws ClientError `not-started`: ended, silent for `timeout` milliseconds, signed wrongly, or `signal` aborted. */
export function handshake(kernel: Starting, timeout: number, signal?: AbortSignal): Promise<KernelInfo> {
  return new Promise((resolve, reject) => {
    const stops: (() => void)[] = []
    let info: KernelInfo | undefined
    let published = false
    let settled = false
    const finish = (act: () => void): void => {
      if (settled) return
      settled = true
      for (const stop of stops) stop()
      act()
    }
    const fail = (message: string, hint?: string): void => {
      const words = kernel.host.stderrTail?.().trim() ?? ''
      const said = words === '' ? '' : ` Its last words:\n${words.split('\n').slice(-10).join('\n')}`
      const error = new ClientError('not-started', message + said, hint === undefined ? {} : { hint })
      finish(() => reject(error))
    }
    const ask = (): void => {
      stops.push(
        kernel.follow('kernel_info_request', (message) => {
          if (message.channel === 'iopub') published = true
          else if (message.header.msg_type === 'kernel_info_reply') info ??= message.content as unknown as KernelInfo
          if (info !== undefined && published) finish(() => resolve(info!))
          else if (info !== undefined && message.channel === 'shell') setTimeout(() => settled || ask(), again)
        }),
      )
    }
    const timer = setTimeout(() => {
      fail(
        `The kernel did not answer within ${(timeout / 1000).toFixed(1)} s of its start.`,
        'A slow machine may need a longer --startup-timeout.',
      )
    }, timeout)
    // A wrong signature shows before any reply is accepted.
    const watch = setInterval(() => kernel.death !== undefined && fail(kernel.death.message), 20)
    const abort = (): void => fail('The start of the kernel was interrupted.')
    signal?.addEventListener('abort', abort, { once: true })
    stops.push(
      () => clearTimeout(timer),
      () => clearInterval(watch),
      () => signal?.removeEventListener('abort', abort),
    )
    void kernel.host.exited.then((exit) => fail(`The kernel ended before it answered. ${describeExit(exit)}`))
    ask()
  })
}
