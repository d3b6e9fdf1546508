// The platform's routes behind its guards, as one function from Request to Response. No socket, no file of its own.
//
//   const app = createApp(services); const response = await app.fetch(new Request('http://loopbook.local/api/v1/projects', …))
import { Hono } from 'hono'
import { inspect } from 'node:util'
import { guardHost, guardToken } from './http/guard.ts'
import type { Env, Services } from './http/env.ts'
import { errorResponse, HttpError } from './http/errors.ts'
import { account, login } from './routes/account.ts'
import { annotations } from './routes/annotations.ts'
import { assignments } from './routes/assignments.ts'
import { datasets } from './routes/datasets.ts'
import { items } from './routes/items.ts'
import { projects } from './routes/projects.ts'
import { recipes } from './routes/recipes.ts'
import { commands, tasks } from './routes/tasks.ts'

export function createApp(services: Services): Hono<Env> {
  const app = new Hono<Env>()
  app.onError((error, context) => {
    if (error instanceof HttpError) return errorResponse(error.status, error.message, error.headers)
    // A fault of the platform: the reason goes to its owner, not to whoever asked.
    process.stderr.write(`loopbook platform: ${context.req.method} ${context.req.path}: ${inspect(error)}\n`)
    return errorResponse(500, 'the platform failed; its own output says why')
  })
  app.notFound((context) =>
    errorResponse(404, `no such address: ${context.req.method} ${context.req.path.slice(0, 200)}`),
  )
  app.use(guardHost())
  app.use(async (context, next) => {
    context.set('services', services)
    context.set('base', `${new URL(context.req.url).origin}/api/v1`)
    await next()
  })
  app.post('/token', login)
  app.use('/api/v1/*', guardToken(services.credentials, services.store.now))
  app.use('/api/v1/*', async (context, next) => {
    const { pathname } = new URL(context.req.url)
    const fault = pathname.startsWith('/api/v1/loopbook/')
      ? undefined
      : await services.faults.meet(context.req.method, pathname)
    if (fault) return fault
    await services.jobs.settle()
    await next()
    return undefined
  })
  for (const routes of [account, projects, datasets, items, annotations, recipes, tasks, commands, assignments])
    app.route('/api/v1', routes)
  return app
}
