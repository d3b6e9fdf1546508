// The embedded platform: Dataloop's REST behaviour on SQLite, in one folder. In-process it is a function; `servePlatform` puts
// it on a loopback port for other programs.
//
//   const platform = await openPlatform({ directory: '.loopbook' })
//   await platform.fetch(new Request(`${platform.url}/projects`, { headers: { authorization: `Bearer ${platform.token}` } }))
import { createApp } from './app.ts'
import { readCredentials } from './http/token.ts'
import { Faults } from './http/faults.ts'
import { Jobs } from './jobs/jobs.ts'
import { QueryRunner } from './query/run.ts'
import { Thumbnails } from './image/thumbnail.ts'
import { seed } from './sample/seed.ts'
import { Store } from './store/store.ts'

export { servePlatform, type Served } from './http/serve.ts'
export { seedItems } from './sample/synthetic.ts'

export interface Platform {
  /** One request, answered in this process; the address must be below `url`. */
  fetch(request: Request): Promise<Response>
  token: string
  /** For logins by e-mail and password. */
  password: string
  /** Base address in-process. */
  url: string
  directory: string
  close(): Promise<void>
}

export interface PlatformOptions {
  directory: string
  now?: () => Date
  /** Whether a fresh folder gets the sample data; default true. */
  sample?: boolean
}

export async function openPlatform(options: PlatformOptions): Promise<Platform> {
  const store = new Store(options.directory, options.now ? { now: options.now } : {})
  const credentials = readCredentials(options.directory, store.now)
  const queries = new QueryRunner(store)
  const jobs = new Jobs(store, queries)
  if (options.sample !== false) await seed(store)
  await jobs.settle()
  const app = createApp({ store, queries, jobs, credentials, thumbnails: new Thumbnails(), faults: new Faults() })
  return {
    fetch: async (request) => app.fetch(request),
    token: credentials.token,
    password: credentials.password,
    url: 'http://loopbook.local/api/v1',
    directory: options.directory,
    async close() {
      await jobs.close()
      store.close()
    },
  }
}
