// Commands: work that the platform goes on with after it has answered. Waits for the end, soon at first and then less often,
// with a bar once it takes longer than a person notices.
//
//   const { createdTaskId } = await finished(client, await client.http.json<WireCommand>(…))
import { setTimeout as sleep } from 'node:timers/promises'
import type { WireCommand } from '../../wire/index.ts'
import { createProgress } from '../../text/index.ts'
import type { Client } from '../client.ts'
import { withCell } from '../http/interrupt.ts'
import { BrokenResponseError, CancelledError, FailedDependencyError } from '../errors/error.ts'

const failures = new Set(['failed', 'timeout', 'canceled', 'aborted'])

/** The final `spec` of a command; throws when it failed. */
export async function finished(
  client: Client,
  command: WireCommand,
  what: string,
  given?: AbortSignal,
): Promise<Record<string, unknown>> {
  const signal = withCell(given)
  let current = command
  let wait = 50
  let waited = 0
  let bar: ReturnType<typeof createProgress> | undefined
  try {
    while (current.status !== 'success') {
      if (failures.has(current.status)) throw failed(current, what)
      if (!current.id) throw new BrokenResponseError(`The platform's answer for ${what} is no command`)
      // The first look is at once: most commands are over by then.
      if (current !== command || waited > 0) {
        if (waited > 1000) bar ??= createProgress({ title: what, total: 100 })
        await sleep(wait, undefined, signal ? { signal } : {}).catch(() => undefined)
        if (signal?.aborted) throw new CancelledError(`Stopped waiting for ${what}; the platform goes on with it`)
        wait = Math.min(wait * 1.7, 5000)
      }
      waited += wait
      current = await client.http.json<WireCommand>({ method: 'GET', path: `/commands/${command.id}`, signal })
      bar?.update(Math.min(100, current.progress ?? 0))
    }
    bar?.done()
    return current.spec ?? {}
  } catch (error) {
    bar?.stop('failed')
    throw error
  }
}

function failed(command: WireCommand, what: string): FailedDependencyError {
  const said = typeof command.error === 'string' ? command.error : JSON.stringify(command.error ?? command.status)
  return new FailedDependencyError(`${what} failed on the platform (command ${command.id}): ${said}`, {
    status: 424,
    request: `GET /commands/${command.id}`,
  })
}
