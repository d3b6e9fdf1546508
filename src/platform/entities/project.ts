// Projects and their members as the platform's answers show them.
//
//   const answer = project(store, projectById(store, id), base, user)
import type { WireMember, WireProject } from '../../wire/index.ts'
import { notFound } from '../http/errors.ts'
import type { Row } from '../store/database.ts'
import type { Store } from '../store/store.ts'
import { jsonOf, numberOf, textOf } from './row.ts'

export const projectColumns = 'n, id, name, creator, created_at, updated_at, json(metadata) AS metadata'

export function projectById(store: Store, id: string): Row {
  const row = store.database.get(`SELECT ${projectColumns} FROM projects WHERE id = ?`, id)
  if (!row) throw notFound(`project ${id} not found`)
  return row
}

export function project(store: Store, row: Row, base: string, user: string): WireProject {
  const members = membersOf(store, numberOf(row, 'n'))
  return {
    id: textOf(row, 'id'),
    url: `${base}/projects/${textOf(row, 'id')}`,
    name: textOf(row, 'name'),
    org: 'loopbook',
    account: { id: 'loopbook', name: 'This computer' },
    creator: textOf(row, 'creator'),
    createdAt: textOf(row, 'created_at'),
    updatedAt: textOf(row, 'updated_at'),
    role: members.find(({ email }) => email === user)?.role ?? 'owner',
    contributors: members,
    isBlocked: false,
    archived: false,
    featureConstraints: [],
    metadata: jsonOf(row, 'metadata'),
  }
}

export function membersOf(store: Store, projectN: number): WireMember[] {
  return store.database
    .all('SELECT email, role FROM members WHERE project_n = ? ORDER BY email', projectN)
    .map((row) => member(row))
}

export function member(row: Row): WireMember {
  const email = textOf(row, 'email')
  const name = email.split('@')[0] ?? email
  return { id: email, email, username: email, firstName: name, lastName: '', role: textOf(row, 'role'), type: 'user' }
}
