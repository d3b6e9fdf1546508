// Projects and the people in them. Types only.
//
//   const [project]: WireProject[] = await get('/projects/Tutorial/name')
import type { WireStamps } from './common.ts'

export type MemberRole = 'owner' | 'engineer' | 'annotator' | 'annotationManager'

export interface WireProject extends WireStamps {
  name: string
  org?: string
  account?: { id: string; name: string }
  role?: string
  contributors?: WireMember[]
  isBlocked?: boolean
  archived?: boolean
  featureConstraints?: unknown[]
}

export interface WireMember {
  id?: string
  email: string
  username?: string
  role?: string
  firstName?: string
  lastName?: string
  type?: string
}
