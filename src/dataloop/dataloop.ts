// The entry: `dl`. Holds the connection and leads to the projects; sends nothing by itself.
//
//   const dl = createDataloop({ embedded }); const project = await dl.projects.get({ name: 'Tutorial' })
import type { Client } from './client.ts'
import { openEndpoint } from './connection.ts'
import type { ConnectOptions, Embedded } from './connection.ts'
import { InvalidArgumentError } from './errors/error.ts'
import { HttpClient } from './http/client.ts'
import { createEndpoint } from './http/endpoint.ts'
import type { Endpoint } from './http/endpoint.ts'
import { claimsOf } from './http/jwt.ts'
import { RequestLog } from './http/log.ts'
import { defaultRetry } from './http/retry.ts'
import { Filters } from './query/filters.ts'
import type { AnyMetadata, MetadataOf, StandardSchema } from './query/schema.ts'
import type { Dataset } from './resources/dataset.ts'
import { makersFor } from './resources/makers.ts'
import type { Project } from './resources/project.ts'
import { Projects } from './resources/projects.ts'
import { now } from './values/time.ts'
import { notice } from './views/notice.ts'
import { pending, present } from './views/protocol.ts'

export interface DataloopOptions extends ConnectOptions {
  /** Opens the platform that runs in this process; used when nothing else is said. */
  embedded?: () => Promise<Embedded>
  /** Default: process.env. */
  env?: Readonly<Record<string, string | undefined>>
  /** False: the line that says which platform is not shown. */
  announce?: boolean
}

/** Which dataset `dl.dataset` means. */
export interface DatasetAddress<S extends StandardSchema = StandardSchema> {
  project?: string
  name?: string
  /** A schema of the items' user metadata. */
  metadata?: S
}

/**
 * A connection to a Dataloop platform. `dl` is one; `createDataloop` makes others.
 * @example
 * const project = await dl.projects.get({ name: 'Tutorial' })
 */
export class Dataloop {
  /** Filters in the Python SDK's form. */
  readonly Filters: typeof Filters = Filters
  /**
   * The request log; off until `dl.log.start()`.
   * @example
   * dl.log.start({ bodies: true })
   */
  readonly log: RequestLog = new RequestLog()
  readonly #options: DataloopOptions
  #connected: ConnectOptions | undefined
  #endpoint: Promise<Endpoint> | undefined
  #client: Client | undefined
  #http: HttpClient | undefined
  #announced = false

  constructor(options: DataloopOptions = {}) {
    this.#options = options
    this.#connected = options
  }

  /**
   * Your projects.
   * @example
   * await dl.projects.all()
   */
  get projects(): Projects {
    return new Projects(this.#open())
  }

  /**
   * The time as ISO 8601 in UTC, which sorts as text.
   * @example
   * item.metadata.user.dateTime = dl.now()
   */
  now(): string {
    return now()
  }

  /**
   * A dataset at once: by project and name, by name alone where it is unique, or the only one there is. Give the shape of
   * the items' user metadata as a type or as a schema.
   * @example
   * const dataset = await dl.dataset<{ dateTime?: string }>({ project: 'Tutorial', name: 'Animals' })
   */
  dataset<S extends StandardSchema>(address: DatasetAddress<S> & { metadata: S }): Promise<Dataset<MetadataOf<S>>>
  dataset<M = AnyMetadata>(address?: Omit<DatasetAddress, 'metadata'>): Promise<Dataset<M>>
  dataset(address: DatasetAddress = {}): Promise<Dataset> {
    return pending(this.#dataset(address), 'dl.dataset(…)')
  }

  /**
   * Talk to this platform from now on. Without a url: the vendor's cloud.
   * @example
   * dl.connect({ url: 'http://127.0.0.1:8080/api/v1', token })
   */
  connect(options: ConnectOptions): this {
    if (typeof options !== 'object' || options === null) throw new InvalidArgumentError('connect takes { url, token }')
    // A wrong address is told here, not with the first request.
    if (options.url !== undefined) createEndpoint({ url: options.url, name: '', credentials: {} })
    this.close()
    this.#connected = options
    return this
  }

  /**
   * Which platform is talked to, in words.
   * @example
   * await dl.platform()   // 'the embedded platform, folder .loopbook'
   */
  async platform(): Promise<string> {
    return (await this.#endpointOnce()).name
  }

  /**
   * Ends idle connections; the next request opens new ones.
   * @example
   * dl.close()
   */
  close(): void {
    this.#http?.close()
    this.#http = undefined
    this.#client = undefined
    this.#endpoint = undefined
    this.#announced = false
  }

  #open(): Client {
    if (this.#client) return this.#client
    const { timeout = 60_000, attempts = defaultRetry.attempts } = { ...this.#options, ...this.#connected }
    const http = new HttpClient({
      endpoint: () => this.#endpointOnce(),
      retry: { ...defaultRetry, attempts },
      timeout,
      log: this.log,
    })
    const client: Client = { http, owner: () => this.#owner(), make: makersFor(() => client) }
    this.#http = http
    this.#client = client
    return client
  }

  #endpointOnce(): Promise<Endpoint> {
    this.#endpoint ??= this.#connect().catch((error: unknown) => {
      this.#endpoint = undefined
      throw error
    })
    return this.#endpoint
  }

  async #connect(): Promise<Endpoint> {
    const { env = process.env, embedded, announce = true } = this.#options
    const endpoint = await openEndpoint({ connected: this.#connected, env, embedded })
    if (announce && !this.#announced) notice(`Dataloop: ${endpoint.name}`)
    this.#announced = true
    return endpoint
  }

  async #owner(): Promise<string> {
    const token = await (await this.#endpointOnce()).token()
    const email = token ? claimsOf(token)?.email : undefined
    if (email) return email
    const me = await this.#open().http.json<{ email: string }>({ method: 'GET', path: '/users/me' })
    return me.email
  }

  async #dataset({ project: projectName, name, metadata }: DatasetAddress): Promise<Dataset> {
    const projects: readonly Project[] =
      projectName === undefined ? await this.projects.all() : [await this.projects.get({ name: projectName })]
    const typed = metadata ? { metadata } : {}
    if (name !== undefined && projects.length === 1) return projects[0]!.datasets.get({ name, ...typed })
    const found: Dataset[] = []
    for (const project of projects) {
      const query = name === undefined ? project.datasets : project.datasets.where({ name })
      found.push(...(await query.all({ progress: false })))
    }
    const [first, second] = found
    if (first && !second) return metadata ? (first.withMetadata(metadata) as Dataset) : first
    const words = name === undefined ? 'datasets' : `datasets named '${name}'`
    throw new InvalidArgumentError(`There are ${found.length} ${words}; which one is meant?`, {
      hint: `dl.dataset({ project: '…', name: '…' })${
        found.length > 0
          ? `; there are ${found
              .slice(0, 10)
              .map((dataset) => dataset.name)
              .join(', ')}`
          : ''
      }`,
    })
  }

  /** Never the token: what is shown of a connection is its address. */
  toJSON(): Record<string, unknown> {
    return { platform: this.#connected?.url ?? 'by environment or embedded' }
  }

  static {
    present(this, {
      inspect: (self) => {
        return `Dataloop (${String(self.toJSON().platform)})`
      },
      show: async (self) => {
        return { 'text/plain': `Dataloop: ${await self.platform()}` }
      },
    })
  }
}

/**
 * Another connection, beside `dl`.
 * @example
 * const cloud = createDataloop({ url: 'https://gate.dataloop.ai/api/v1', token: process.env.MY_TOKEN })
 */
export function createDataloop(options: DataloopOptions = {}): Dataloop {
  return new Dataloop(options)
}
