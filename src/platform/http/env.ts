// What every route finds in its context.
//
//   const { store } = context.get('services')
import type { Context } from 'hono'
import type { Credentials } from './token.ts'
import type { Faults } from './faults.ts'
import type { Store } from '../store/store.ts'
import type { QueryRunner } from '../query/run.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Thumbnails } from '../image/thumbnail.ts'

export interface Services {
  store: Store
  queries: QueryRunner
  jobs: Jobs
  thumbnails: Thumbnails
  credentials: Credentials
  faults: Faults
}

export interface Env {
  Variables: {
    services: Services
    /** The e-mail in the token. */
    user: string
    /** Address that urls in answers start with: scheme, host and /api/v1. */
    base: string
  }
}

export type Ctx = Context<Env>
