// A handler that answers like a platform with one project, one dataset and one item, and keeps what was asked: for tests of
// what is sent. What the platform makes of it is tested against the real embedded one (seed.test.ts).
import { createDataloop } from '../../src/dataloop/index.ts'
import type { Dataloop } from '../../src/dataloop/index.ts'

export interface Sent {
  method: string
  path: string
  body: unknown
}

/** Not a secret: unsigned, for me@example.com, far in the future. */
export const token: string = [{ alg: 'none' }, { email: 'me@example.com', exp: 4_102_444_800 }]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .concat('signature')
  .join('.')

const ids = { dataset: 'a'.repeat(24), recipe: 'b'.repeat(24), item: 'c'.repeat(24), task: 'd'.repeat(24) }

export function recorder(answers: Record<string, (body: unknown) => Response> = {}): { dl: Dataloop; sent: Sent[] } {
  const sent: Sent[] = []
  const fetch = async (request: Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url)
    const path = pathname.replace('/api/v1', '') + search
    const text = request.method === 'GET' ? '' : await request.text()
    const body: unknown = text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text || undefined
    sent.push({ method: request.method, path, body })
    const own = answers[`${request.method} ${path}`]
    return own ? own(body) : answer(path)
  }
  const embedded = async () => ({ url: 'http://loopbook.local/api/v1', token, fetch })
  return { dl: createDataloop({ env: {}, embedded, announce: false }), sent }
}

function answer(path: string): Response {
  const page = (items: object[]): Response =>
    Response.json({ items, totalItemsCount: items.length, hasNextPage: false })
  const item = {
    id: ids.item,
    datasetId: ids.dataset,
    filename: '/test1.jpg',
    name: 'test1.jpg',
    type: 'file',
    metadata: { system: { size: 3 }, user: {} },
  }
  const dataset = { id: ids.dataset, name: 'Animals', projects: ['p'], metadata: { system: { recipes: [ids.recipe] } } }
  const task = {
    id: ids.task,
    name: 'test_task1',
    datasetId: ids.dataset,
    projectId: 'p',
    recipeId: ids.recipe,
    creator: 'me@example.com',
    totalItems: 1,
  }
  if (path.endsWith('/name')) return Response.json([{ id: '11111111-1111-4111-8111-111111111111', name: 'Tutorial' }])
  if (path === '/datasets/query') return page([dataset])
  if (path === '/annotationtasks')
    return Response.json({
      id: 'e'.repeat(24),
      status: 'success',
      spec: { createdTaskId: ids.task, createTaskPayload: {} },
    })
  if (path.startsWith('/annotationtasks/')) return Response.json(task)
  if (path.endsWith('/query')) return page([item])
  if (path.startsWith('/items/')) return Response.json(item)
  if (path.startsWith('/datasets/')) return Response.json(dataset)
  return Response.json({ statusCode: 404, error: 'Not Found', message: 'Not found' }, { status: 404 })
}
