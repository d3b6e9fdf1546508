// Which fields a query may name, and which values fit them: the types that make a mistake not compile. Types only; the same
// names for run time stand in field-names.ts.
//
//   const conditions: ItemConditions<{ age: number }> = { 'metadata.user.age': { gte: 18 } }
import type { DateTime } from 'luxon'

/** A point in time: ISO 8601 text, Date or luxon DateTime; sent as ISO 8601 in UTC. */
export type DateValue = string | Date | DateTime

/** Operators of a condition, several of them all have to hold. */
export interface Operators<T> {
  /** Equal. */
  eq?: T
  /** Not equal. */
  ne?: T
  /** Greater than. */
  gt?: T
  /** Greater than or equal. */
  gte?: T
  /** Less than. */
  lt?: T
  /** Less than or equal. */
  lte?: T
  /** One of these. */
  in?: readonly T[]
  /** None of these. */
  nin?: readonly T[]
  /** Whether the field is there at all. */
  exists?: boolean
}

/** `T` itself (texts may hold `*`), several of them, or operators. */
export type Condition<T> = T | readonly T[] | Operators<T>

type Scalar = string | number | boolean | null

/** A condition on a field of unknown type: also arrays, objects, and `match` for one element that satisfies everything. */
export type AnyCondition =
  | Scalar
  | Date
  | DateTime
  | readonly unknown[]
  | (Operators<Scalar | Date | DateTime> & { match?: object })
  | { readonly [key: string]: unknown }

type Leaf = Scalar | undefined | Date | DateTime | readonly unknown[]
type Depth = [never, 0, 1, 2, 3, 4]

/** Dotted paths into `M` below `P`, five deep. */
export type Paths<M, P extends string, D extends number = 5> = [D] extends [never]
  ? never
  : {
      [K in keyof M & string]:
        | `${P}.${K}`
        | (NonNullable<M[K]> extends Leaf ? never : Paths<NonNullable<M[K]>, `${P}.${K}`, Depth[D]>)
    }[keyof M & string]

/** The value at a dotted path of `M`. */
export type PathValue<M, Path extends string> = Path extends `${infer Key}.${infer Rest}`
  ? Key extends keyof M
    ? PathValue<NonNullable<M[Key]>, Rest>
    : never
  : Path extends keyof M
    ? NonNullable<M[Path]>
    : never

type UserValue<M, Path extends string> = Path extends `metadata.user.${infer Rest}` ? PathValue<M, Rest> : never
type Untyped<M> = string extends keyof M ? true : false

/** A stored date is text; a condition on it may be any date. */
type Loose<T> = T extends string ? T | Date | DateTime : T extends readonly (infer E)[] ? E | T : T

type UserConditions<M> =
  Untyped<M> extends true
    ? { [Path in `metadata.user.${string}`]?: AnyCondition }
    : { [Path in Paths<M, 'metadata.user'>]?: Condition<Loose<UserValue<M, Path>>> }

type MetadataConditions<M> = UserConditions<M> & {
  [Path in `metadata.system.${string}`]?: AnyCondition
} & { 'metadata.user'?: { exists: boolean }; 'metadata.system'?: { exists: boolean } }

type Conditions<Fields, M> = { [Name in keyof Fields]?: Condition<Fields[Name]> } & MetadataConditions<M>

export interface ItemFields {
  id: string
  name: string
  /** Remote path; a folder ('/a') means all below it ('/a/**'). */
  filename: string
  dir: string
  type: 'file' | 'dir'
  hidden: boolean
  annotated: boolean | 'discarded'
  annotationsCount: number
  createdAt: DateValue
  updatedAt: DateValue
  creator: string
  updatedBy: string
  description: string
  datasetId: string
}

export interface AnnotationFields {
  id: string
  itemId: string
  datasetId: string
  label: string
  type: AnnotationType
  attributes: string
  creator: string
  updatedBy: string
  createdAt: DateValue
  updatedAt: DateValue
  source: string
  hash: string
}

/** Kinds of annotations, by their names on the wire. */
export type AnnotationType =
  | 'box'
  | 'cube'
  | 'cube_3d'
  | 'class'
  | 'comparison'
  | 'ellipse'
  | 'note'
  | 'point'
  | 'segment'
  | 'polyline'
  | 'pose'
  | 'binary'
  | 'subtitle'
  | 'text_mark'
  | 'gis'
  | 'ref_semantic_3d'
  | 'polyline_3d'
  | 'text'
  | 'ref_image'

export interface DatasetFields {
  id: string
  name: string
  creator: string
  createdAt: DateValue
  updatedAt: DateValue
  readonly: boolean
}

export interface TaskFields {
  id: string
  name: string
  status: string
  creator: string
  datasetId: string
  projectId: string
  recipeId: string
  priority: number
  /** Milliseconds since 1970, or a date. */
  dueDate: number | DateValue
  createdAt: DateValue
  updatedAt: DateValue
}

/** What `dataset.items.where` takes. */
export type ItemConditions<M = Record<string, unknown>> = Conditions<ItemFields, M>
/** What `whereAnnotation` and `dataset.annotations.where` take. */
export type AnnotationConditions<M = Record<string, unknown>> = Conditions<AnnotationFields, M>
/** What `project.datasets.where` takes. */
export type DatasetConditions<M = Record<string, unknown>> = Conditions<DatasetFields, M>
/** What `dataset.tasks.where` takes. */
export type TaskConditions<M = Record<string, unknown>> = Conditions<TaskFields, M>

/** Names that `sortBy` and `select` take. */
export type FieldName<Fields, M> =
  | (keyof Fields & string)
  | (Untyped<M> extends true ? `metadata.user.${string}` : Paths<M, 'metadata.user'>)
  | `metadata.system.${string}`

/** What a bulk update may set: user metadata, merged at depth; null removes a key. */
export interface MetadataUpdate<M> {
  user?: Untyped<M> extends true ? AnyValues : Changes<M>
  /** Only for values the platform lets accounts set; rarely needed. */
  system?: AnyValues
}

interface AnyValues {
  readonly [key: string]: unknown
}

/** Some of the keys of `M`, each a new value, or null to remove it. */
export type Changes<M> = {
  [K in keyof M]?: NonNullable<M[K]> extends Leaf ? Loose<NonNullable<M[K]>> | null : Changes<NonNullable<M[K]>> | null
}

export type Direction = 'ascending' | 'descending'
