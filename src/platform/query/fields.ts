// What can be asked of each resource: its columns, its JSON documents, and the lists that are tables of their own. A field
// that stands nowhere here is missing in every entity: no value equals it, `$exists: false` finds all.
//
//   shapes.items.columns['filename']   // { sql: 'i.filename', kind: 'text', folders: true }
import type { DqlResource } from '../../wire/index.ts'

export interface Column {
  sql: string
  kind: 'text' | 'time' | 'number' | 'boolean'
  folders?: true
  /** The column holds the row number of this table's entity; the field is that entity's id. */
  refers?: 'items' | 'datasets' | 'tasks' | 'projects'
  /** Sorts as row numbers do. */
  isCreation?: true
}

/** A list of an entity that stands in another table. */
export interface RowList {
  from: string
  owner: string
  /** Fields of an element; the element itself under ''. */
  fields: Readonly<Record<string, Column>>
}

export interface Shape {
  table: string
  alias: string
  columns: Readonly<Record<string, Column>>
  documents: Readonly<Record<string, { sql: string; arrays: 'learned' | 'anywhere' }>>
  lists: Readonly<Record<string, RowList>>
}

const text = (sql: string): Column => ({ sql, kind: 'text' })
const time = (sql: string): Column => ({ sql, kind: 'time' })
const number = (sql: string): Column => ({ sql, kind: 'number' })
const path = (sql: string): Column => ({ sql, kind: 'text', folders: true })
const refers = (sql: string, table: NonNullable<Column['refers']>): Column => ({ sql, kind: 'text', refers: table })

const stamps = (alias: string): Record<string, Column> => ({
  id: { ...text(`${alias}.id`), isCreation: true },
  creator: text(`${alias}.creator`),
  createdAt: { ...time(`${alias}.created_at`), isCreation: true },
  updatedAt: time(`${alias}.updated_at`),
})
const metadata = (alias: string): Shape['documents'] => ({ metadata: { sql: `${alias}.metadata`, arrays: 'learned' } })

export const shapes: Readonly<Record<DqlResource, Shape>> = {
  items: {
    table: 'items',
    alias: 'i',
    columns: {
      ...stamps('i'),
      updatedBy: text('i.updated_by'),
      datasetId: refers('i.dataset_n', 'datasets'),
      type: text('i.type'),
      hidden: { sql: 'i.hidden', kind: 'boolean' },
      filename: path('i.filename'),
      dir: path('i.dir'),
      name: text('i.name'),
      description: text('i.description'),
      annotationsCount: number('i.annotations_count'),
      annotated: { sql: '(i.annotations_count > 0)', kind: 'boolean' },
      srcItem: text('i.src_item'),
      srcDataset: text('i.src_dataset'),
    },
    documents: metadata('i'),
    lists: {
      'metadata.system.refs': {
        from: 'refs r',
        owner: 'r.item_n = i.n',
        fields: {
          type: text('r.type'),
          id: text('r.id'),
          'metadata.status': text('r.status'),
          'metadata.timestamp': time('r.status_at'),
          'metadata.creator': text('r.status_by'),
        },
      },
    },
  },
  annotations: {
    table: 'annotations',
    alias: 'a',
    columns: {
      ...stamps('a'),
      updatedBy: text('a.updated_by'),
      datasetId: refers('a.dataset_n', 'datasets'),
      itemId: refers('a.item_n', 'items'),
      label: text('a.label'),
      type: text('a.type'),
      source: text('a.source'),
      description: text('a.description'),
    },
    documents: {
      ...metadata('a'),
      coordinates: { sql: 'a.coordinates', arrays: 'anywhere' },
      attributes: { sql: 'a.attributes', arrays: 'anywhere' },
    },
    lists: {},
  },
  datasets: {
    table: 'datasets',
    alias: 'd',
    columns: {
      ...stamps('d'),
      updatedBy: text('d.updated_by'),
      name: text('d.name'),
      readonly: { sql: 'd.readonly', kind: 'boolean' },
      srcDataset: text('d.src_dataset'),
      projects: refers('d.project_n', 'projects'),
      itemsCount: number("(SELECT count(*) FROM items WHERE dataset_n = d.n AND type = 'file' AND hidden = 0)"),
      annotationsCount: number('(SELECT count(*) FROM annotations WHERE dataset_n = d.n)'),
    },
    documents: metadata('d'),
    lists: {},
  },
  tasks: {
    table: 'tasks',
    alias: 't',
    columns: {
      ...stamps('t'),
      updatedBy: text('t.updated_by'),
      name: text('t.name'),
      status: text('t.status'),
      type: text('t.type'),
      'spec.type': text('t.type'),
      'spec.parentTaskId': text('t.parent_task'),
      projectId: refers('t.project_n', 'projects'),
      datasetId: refers('t.dataset_n', 'datasets'),
      recipeId: text('t.recipe_id'),
      taskOwner: text('t.owner'),
      dueDate: number('t.due_date'),
      priority: number('t.priority'),
      totalItems: number('(SELECT count(*) FROM work WHERE task_n = t.n)'),
    },
    documents: metadata('t'),
    lists: {
      assignmentIds: { from: 'assignments x', owner: 'x.task_n = t.n', fields: { '': text('x.id') } },
      assignees: { from: 'assignments x', owner: 'x.task_n = t.n', fields: { '': text('x.annotator') } },
    },
  },
  assignments: {
    table: 'assignments',
    alias: 's',
    columns: {
      ...stamps('s'),
      updatedBy: text('s.updated_by'),
      creator: text('s.updated_by'),
      name: text('s.name'),
      annotator: text('s.annotator'),
      taskId: refers('s.task_n', 'tasks'),
      projectId: refers('s.project_n', 'projects'),
    },
    documents: metadata('s'),
    lists: {},
  },
}

/** Which column of the joined resource holds the row number of the queried one's, or the other way round. */
export const joins: Readonly<Record<string, { shape: Shape; inner: string; outer: string }>> = {
  'items<annotations': { shape: shapes.annotations, inner: 'a.item_n', outer: 'i.n' },
  'annotations<items': { shape: shapes.items, inner: 'i.n', outer: 'a.item_n' },
}

// A field named 'constructor' is no field of anything.
for (const map of [
  shapes,
  joins,
  ...Object.values(shapes).flatMap(({ columns, documents, lists }) => [columns, documents, lists]),
])
  Object.setPrototypeOf(map, null)
for (const { lists } of Object.values(shapes))
  for (const { fields } of Object.values(lists)) Object.setPrototypeOf(fields, null)
