// Commands: what a client polls after an answer that isn't final. A command is stored, so that any process of the home can
// answer for it, and so that one whose process died ends as failed instead of never.
//
//   const answer = await runCommand(context, 'CloneDataset', async (progress) => ({ returnedModelId }))
import type { WireCommand } from '../../wire/index.ts'
import { HttpError, notFound } from '../http/errors.ts'
import type { Row } from '../store/database.ts'
import type { Store } from '../store/store.ts'
import { jsonOf, numberOf, orNull, textOf } from './row.ts'

export function command(row: Row, base: string): WireCommand {
  const id = textOf(row, 'id')
  return {
    id,
    url: `${base}/commands/${id}`,
    type: textOf(row, 'type'),
    status: textOf(row, 'status'),
    progress: numberOf(row, 'progress'),
    spec: jsonOf(row, 'spec'),
    error: orNull(row, 'error'),
    createdAt: textOf(row, 'created_at'),
    updatedAt: textOf(row, 'updated_at'),
  }
}

export function commandById(store: Store, id: string): Row {
  const row = store.database.get('SELECT * FROM commands WHERE id = ?', id)
  if (!row) throw notFound(`command ${id} not found`)
  return row
}

/** How long a request waits for its command before it answers with one that is still under way. */
const patience = 300

/**
 * Starts the work and answers with its command: ended, if it ended soon. A client's mistake that shows at once is its
 * request's error; later it is the command's.
 */
export async function runCommand(
  store: Store,
  base: string,
  type: string,
  work: () => Promise<Record<string, unknown>>,
): Promise<WireCommand> {
  const id = await store.database.write(() => insert(store, type))
  const running = work().then(
    (spec) => end(store, id, 'success', spec, null),
    async (error: unknown) => {
      await end(store, id, 'failed', {}, error instanceof Error ? error.message : String(error))
      if (error instanceof HttpError) throw error
      throw new Error(`${type} failed`, { cause: error })
    },
  )
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, patience)))
  try {
    await Promise.race([running, late])
  } finally {
    clearTimeout(timer)
  }
  // Whoever polls reads the failure in the command.
  running.catch(() => undefined)
  return command(commandById(store, id), base)
}

function insert(store: Store, type: string): string {
  const { n, id, at } = store.next()
  const columns = 'n, id, type, status, progress, spec, created_at, updated_at'
  store.database.run(
    `INSERT INTO commands (${columns}) VALUES (?, ?, ?, 'in-progress', 0, '{}', ?, ?)`,
    n,
    id,
    type,
    at,
    at,
  )
  return id
}

async function end(
  store: Store,
  id: string,
  status: 'success' | 'failed',
  spec: object,
  error: string | null,
): Promise<void> {
  await store.database.write(() => {
    const sql =
      "UPDATE commands SET status = ?, progress = 100, spec = ?, error = ?, updated_at = ? WHERE id = ? AND status = 'in-progress'"
    store.database.run(sql, status, JSON.stringify(spec), error, store.stamp(), id)
  })
}
