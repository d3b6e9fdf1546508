// Metadata given a shape: by a type alone, or by a schema that also checks at run time. Any library that speaks Standard
// Schema fits (zod, valibot, arktype); the interface is copied from its specification, as that invites to.
//
//   const typed = dataset.withMetadata(z.object({ dateTime: z.iso.datetime(), reviewed: z.boolean().optional() }))
import { InvalidArgumentError } from '../errors/error.ts'

/** Metadata of a shape nobody gave: any key, unchecked. */
// oxlint-disable-next-line typescript/no-explicit-any -- untyped metadata reads as the JSON it is, until a schema is given
export type AnyMetadata = Record<string, any>

/** https://standardschema.dev, version 1. */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined
  }
}

interface SchemaIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }

/** The metadata type of a schema. */
export type MetadataOf<S extends StandardSchema> = NonNullable<S['~standard']['types']>['output']

/**
 * Checks user metadata against a schema. `partial`: a bulk update gives only some keys, so that what the schema misses
 * elsewhere is not wrong.
 */
export async function checkMetadata(
  schema: StandardSchema | undefined,
  user: unknown,
  partial: boolean,
): Promise<void> {
  if (!schema) return
  const result = await schema['~standard'].validate(user)
  const issues = (result.issues ?? []).filter((issue) => !partial || isGiven(user, pathOf(issue)))
  const [first] = issues
  if (!first) return
  const lines = issues.slice(0, 5).map((issue) => `metadata.user${pathText(pathOf(issue))}: ${issue.message}`)
  throw new InvalidArgumentError(`The metadata does not fit its schema: ${lines.join('; ')}`, {
    hint: `the schema was given by withMetadata (${schema['~standard'].vendor})`,
  })
}

function pathOf(issue: SchemaIssue): PropertyKey[] {
  return (issue.path ?? []).map((segment) => (typeof segment === 'object' ? segment.key : segment))
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')
}

/** True when the value at the path was given; null there means "remove", which is always right for an update. */
function isGiven(value: unknown, path: readonly PropertyKey[]): boolean {
  let here: unknown = value
  for (const key of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return false
    here = (here as Record<PropertyKey, unknown>)[key]
  }
  return here !== null && here !== undefined
}
