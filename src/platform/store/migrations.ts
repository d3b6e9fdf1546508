// The schema, as numbered steps that are applied once each, in one transaction, by whichever process comes first.
// A step that has been released is never changed: add another.
//
//   migrate(db)   // PRAGMA user_version is then migrations.length
import type { DatabaseSync } from 'node:sqlite'

const migrations: readonly string[] = [
  `
  -- Ids: n counts everything ever created, ms never goes back; so ids, n and createdAt sort alike.
  CREATE TABLE clock (ms INTEGER NOT NULL, n INTEGER NOT NULL);
  INSERT INTO clock VALUES (0, 0);

  CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

  CREATE TABLE projects (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE, creator TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL, metadata BLOB NOT NULL);
  CREATE TABLE members (project_n INTEGER NOT NULL, email TEXT NOT NULL, role TEXT NOT NULL, PRIMARY KEY (project_n, email)) WITHOUT ROWID;

  CREATE TABLE datasets (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, project_n INTEGER NOT NULL, name TEXT NOT NULL, creator TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL, driver TEXT, readonly INTEGER NOT NULL DEFAULT 0,
    src_dataset TEXT, expiration BLOB, metadata BLOB NOT NULL, UNIQUE (project_n, name));

  CREATE TABLE blobs (n INTEGER PRIMARY KEY, sha TEXT NOT NULL UNIQUE, size INTEGER NOT NULL);

  CREATE TABLE items (n INTEGER PRIMARY KEY, id TEXT NOT NULL, dataset_n INTEGER NOT NULL, type TEXT NOT NULL, hidden INTEGER NOT NULL,
    filename TEXT NOT NULL, dir TEXT NOT NULL, name TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL,
    creator TEXT NOT NULL, description TEXT, annotations_count INTEGER NOT NULL DEFAULT 0, blob_n INTEGER, src_item TEXT, src_dataset TEXT,
    metadata BLOB NOT NULL);
  CREATE UNIQUE INDEX items_id ON items (id);
  CREATE UNIQUE INDEX items_filename ON items (dataset_n, filename);
  CREATE INDEX items_kind ON items (dataset_n, type, hidden);
  CREATE INDEX items_dir ON items (dataset_n, dir);

  CREATE TABLE annotations (n INTEGER PRIMARY KEY, id TEXT NOT NULL, dataset_n INTEGER NOT NULL, item_n INTEGER NOT NULL, label TEXT NOT NULL,
    type TEXT NOT NULL, creator TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL, source TEXT,
    description TEXT, src_annotation TEXT, coordinates TEXT, attributes TEXT, metadata BLOB NOT NULL);
  CREATE UNIQUE INDEX annotations_id ON annotations (id);
  CREATE INDEX annotations_item ON annotations (item_n, label);
  CREATE INDEX annotations_label ON annotations (dataset_n, label, item_n);

  CREATE TABLE ontologies (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, creator TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    body BLOB NOT NULL, metadata BLOB NOT NULL);
  CREATE TABLE recipes (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, creator TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    body BLOB NOT NULL, metadata BLOB NOT NULL);

  CREATE TABLE tasks (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, project_n INTEGER NOT NULL, dataset_n INTEGER NOT NULL, name TEXT NOT NULL,
    type TEXT NOT NULL, parent_task TEXT, status TEXT NOT NULL, creator TEXT NOT NULL, owner TEXT NOT NULL, recipe_id TEXT, due_date REAL, priority INTEGER NOT NULL,
    query TEXT NOT NULL, actions BLOB NOT NULL, description BLOB, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL, metadata BLOB NOT NULL);
  CREATE INDEX tasks_dataset ON tasks (dataset_n);
  CREATE TABLE assignments (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, task_n INTEGER NOT NULL, project_n INTEGER NOT NULL, name TEXT NOT NULL, annotator TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL, metadata BLOB NOT NULL);
  CREATE INDEX assignments_task ON assignments (task_n);

  -- An item's place in a task: metadata.system.refs of the item shows it twice, as the task and as the assignment.
  CREATE TABLE work (task_n INTEGER NOT NULL, item_n INTEGER NOT NULL, assignment_n INTEGER, status TEXT, status_at TEXT, status_by TEXT,
    PRIMARY KEY (task_n, item_n)) WITHOUT ROWID;
  CREATE INDEX work_item ON work (item_n);
  CREATE INDEX work_assignment ON work (assignment_n, item_n);
  CREATE VIEW refs AS
    SELECT w.item_n, 'task' AS type, t.id, w.status, w.status_at, w.status_by, w.task_n, 0 AS side FROM work w JOIN tasks t ON t.n = w.task_n
    UNION ALL
    SELECT w.item_n, 'assignment' AS type, a.id, w.status, w.status_at, w.status_by, w.task_n, 1 AS side FROM work w JOIN assignments a ON a.n = w.assignment_n;

  CREATE TABLE commands (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, status TEXT NOT NULL, progress REAL NOT NULL, spec TEXT NOT NULL,
    error TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL);

  -- Metadata paths that hold, or ever held, an array anywhere: every other path is compared without looking for one.
  CREATE TABLE array_paths (path TEXT PRIMARY KEY) WITHOUT ROWID;
  `,
  `
  -- Small files stand in the database: a file of its own costs three times as much as all the rest of an upload.
  ALTER TABLE blobs ADD COLUMN data BLOB;
  `,
  `
  -- Bulk changes under way (bulk/journal.ts): what happens, to how many rows still; and which rows, apart, for they stay the same.
  CREATE TABLE bulk (n INTEGER PRIMARY KEY, owner TEXT NOT NULL, beat INTEGER NOT NULL, remaining INTEGER NOT NULL, change TEXT NOT NULL);
  CREATE TABLE bulk_rows (bulk_n INTEGER PRIMARY KEY, packed BLOB NOT NULL);
  `,
  `
  -- Indexes on metadata paths (store/path-indexes.ts): a table and triggers each, made when a path is asked for often.
  CREATE TABLE path_indexes (name TEXT PRIMARY KEY, of TEXT NOT NULL, path TEXT NOT NULL, remaining INTEGER NOT NULL) WITHOUT ROWID;
  -- A dataset's counts come from this index alone: items, annotations, annotated items.
  DROP INDEX items_kind;
  CREATE INDEX items_kind ON items (dataset_n, type, hidden, n, annotations_count);
  `,
]

export function migrate(db: DatabaseSync): void {
  const version = (): number => Number(db.prepare('PRAGMA user_version').get()?.['user_version'])
  if (version() > migrations.length)
    throw new Error(
      `this database was written by a newer loopbook (schema ${version()}, known here: ${migrations.length})`,
    )
  if (version() === migrations.length) return
  db.exec('BEGIN IMMEDIATE')
  try {
    for (let step = version(); step < migrations.length; step++) db.exec(migrations[step] ?? '')
    db.exec(`PRAGMA user_version = ${migrations.length}; COMMIT`)
  } catch (error) {
    db.exec('ROLLBACK')
    throw error
  }
}
