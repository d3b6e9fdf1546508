// Annotations of an item, and single ones.
//
//   POST /items/{id}/annotations [{"type": "box", "label": "Adult", "coordinates": [{"x": 1, "y": 2}, {"x": 3, "y": 4}]}]
import { Hono } from 'hono'
import { insertAnnotations, patchAnnotation, readAnnotations } from '../annotations/write.ts'
import { deleteAnnotations } from '../bulk/delete.ts'
import { annotation, annotationById, annotationColumns } from '../entities/annotation.ts'
import { itemById } from '../entities/item.ts'
import { numberOf } from '../entities/row.ts'
import { readJson, readObject } from '../http/body.ts'
import type { Ctx, Env } from '../http/env.ts'
import { sql } from '../query/sql.ts'

const show = (context: Ctx, id: string): object =>
  annotation(annotationById(context.get('services').store, id), context.get('base'))

export const annotations: Hono<Env> = new Hono<Env>()
  .get('/items/:id/annotations', (context) => {
    const { store } = context.get('services')
    const n = numberOf(itemById(store, context.req.param('id')), 'n')
    const rows = store.database.all(`SELECT ${annotationColumns} FROM annotations a WHERE a.item_n = ? ORDER BY a.n`, n)
    return context.json(rows.map((row) => annotation(row, context.get('base'))))
  })
  .post('/items/:id/annotations', async (context) => {
    const { store } = context.get('services')
    const given = readAnnotations(await readJson(context.req))
    const rows = await store.database.write(() => {
      const item = itemById(store, context.req.param('id'))
      const first = insertAnnotations(store, item, given, context.get('user'))
      const sqlText = `SELECT ${annotationColumns} FROM annotations a WHERE a.n >= ? AND a.n < ? ORDER BY a.n`
      return store.database.all(sqlText, first, first + given.length)
    })
    return context.json(rows.map((row) => annotation(row, context.get('base'))))
  })
  .get('/annotations/:id', (context) => context.json(show(context, context.req.param('id'))))
  .on(['PUT', 'PATCH'], '/annotations/:id', async (context) => {
    const { store } = context.get('services')
    const id = context.req.param('id')
    const body = await readObject(context.req)
    const options = { system: context.req.query('system') === 'true', user: context.get('user') }
    await store.database.write(() => patchAnnotation(store, annotationById(store, id), body, options))
    return context.json(show(context, id))
  })
  .delete('/annotations/:id', async (context) => {
    const { store } = context.get('services')
    const id = context.req.param('id')
    const shown = show(context, id)
    await store.database.write(() => deleteAnnotations(store, sql`a.n = ${numberOf(annotationById(store, id), 'n')}`))
    return context.json(shown)
  })
