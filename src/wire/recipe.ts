// Recipes and ontologies: how annotators work, and which labels they have. Types only.
//
//   const ontology: WireOntology = await patch(`/ontologies/${id}/labels`, { labelsNode: [{ tag: 'Adult' }], upsert: true })
import type { WireStamps } from './common.ts'

export interface WireRecipe extends WireStamps {
  title: string
  ontologyIds?: string[]
  projectIds?: string[]
  description?: string | null
  instructions?: unknown
  examples?: unknown
  customActions?: unknown
  uiSettings?: Record<string, unknown>
}

export interface WireLabel {
  value: { tag: string; color?: string; displayLabel?: string; attributes?: unknown[]; displayData?: object }
  children?: WireLabel[]
}

export interface WireAttribute {
  key: string
  title?: string
  type?: string
  scope?: string[]
  values?: string[]
  range?: unknown
  optional?: boolean
  multi?: boolean
  [key: string]: unknown
}

export interface WireOntology extends WireStamps {
  title?: string
  roots: WireLabel[]
  attributes?: unknown[]
}
