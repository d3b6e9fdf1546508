/**
 * The official JSON schemas of nbformat 4.0 to 4.5, as the PyPI package nbformat 5.11.1 ships them (BSD, see LICENSE).
 * A later minor version is read with the newest schema; the validator then allows what it doesn't know.
 *
 *     schemaFor(4).definitions.code_cell
 */
import v0 from './nbformat.v4.0.schema.json' with { type: 'json' }
import v1 from './nbformat.v4.1.schema.json' with { type: 'json' }
import v2 from './nbformat.v4.2.schema.json' with { type: 'json' }
import v3 from './nbformat.v4.3.schema.json' with { type: 'json' }
import v4 from './nbformat.v4.4.schema.json' with { type: 'json' }
import v5 from './nbformat.v4.5.schema.json' with { type: 'json' }

/** The part of JSON Schema draft 4 that these schemas use. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly oneOf?: readonly Schema[]
  readonly not?: Schema
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly uniqueItems?: boolean
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly definitions?: Readonly<Record<string, unknown>>
}

export const newestMinor = 5

const schemas = [v0, v1, v2, v3, v4, v5] as readonly unknown[] as readonly Schema[]

export function schemaFor(minor: number): Schema {
  return schemas[Math.max(0, Math.min(minor, newestMinor))] ?? {}
}
