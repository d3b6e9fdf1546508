// The request log, on demand: what was sent, what came back, how long it took. Off until started; secrets are masked before
// an entry is made, so that nothing of them is ever held here.
//
//   dl.log.start(); await dataset.items.count(); dl.log      // shows the requests as a table
import { tableBundle, tableText } from '../../text/index.ts'
import type { Table } from '../../text/index.ts'
import { masked, maskedValue } from '../errors/secrets.ts'
import { present } from '../views/protocol.ts'

/** One attempt of one request. */
export interface RequestLogEntry {
  time: string
  method: string
  path: string
  /** HTTP status, or the code of a network failure. */
  outcome: number | string
  milliseconds: number
  attempt: number
  /** What was sent, masked; only when the log was started with bodies. */
  body?: unknown
}

export interface RequestLogOptions {
  /** Keep what was sent, too (masked). Default false. */
  bodies?: boolean
  /** Entries kept; the oldest go first. Default 1,000. */
  most?: number
  /** Called for each entry, e.g. to write it somewhere. */
  onEntry?: (entry: RequestLogEntry) => void
}

/**
 * The log of a client's requests: `dl.log`.
 * @example
 * dl.log.start({ bodies: true })
 * await dataset.items.count()
 * dl.log.entries.at(-1)?.outcome   // 200
 */
export class RequestLog {
  #options: RequestLogOptions | undefined
  #entries: RequestLogEntry[] = []

  /** True between start and stop. */
  get running(): boolean {
    return this.#options !== undefined
  }

  /** The attempts so far, oldest first. */
  get entries(): readonly RequestLogEntry[] {
    return this.#entries
  }

  /**
   * Begin to keep requests.
   * @example
   * dl.log.start({ bodies: true })
   */
  start(options: RequestLogOptions = {}): this {
    this.#options = options
    return this
  }

  /**
   * Stop; the entries stay.
   * @example
   * dl.log.stop()
   */
  stop(): this {
    this.#options = undefined
    return this
  }

  /**
   * Forget the entries.
   * @example
   * dl.log.clear()
   */
  clear(): this {
    this.#entries = []
    return this
  }

  /** @internal For the client: notes one attempt, if the log runs. */
  note(entry: RequestLogEntry): void {
    const options = this.#options
    if (!options) return
    const { body, ...rest } = entry
    const kept: RequestLogEntry = {
      ...rest,
      path: masked(rest.path),
      ...(options.bodies && body !== undefined ? { body: maskedValue(body) } : {}),
    }
    this.#entries.push(kept)
    if (this.#entries.length > (options.most ?? 1000)) this.#entries.shift()
    options.onEntry?.(kept)
  }

  #table(): Table {
    return {
      caption: this.running ? 'Requests' : 'Requests (the log is off: dl.log.start())',
      columns: [
        { key: 'time', kind: 'date' },
        { key: 'method' },
        { key: 'path', kind: 'path' },
        { key: 'outcome' },
        { key: 'milliseconds', title: 'ms', kind: 'number' },
        { key: 'attempt', kind: 'number' },
        ...(this.#options?.bodies ? [{ key: 'body', kind: 'json' as const }] : []),
      ],
      rows: this.#entries as unknown as Table['rows'],
    }
  }

  static {
    present(this, {
      show: (self) => {
        return tableBundle(self.#table())
      },
      inspect: (self) => {
        return tableText(self.#table(), { width: process.stdout.columns ?? 100 })
      },
    })
  }
}
