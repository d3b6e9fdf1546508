// New annotations in the words of people (`left`, `top`, a list of points) and as the platform stores them. Coordinates are
// checked: a NaN or a box inside out is found here and not in training. Pure.
//
//   annotationPayload({ label: 'Adult', type: 'box', coordinates: { left: 1, top: 2, right: 3, bottom: 4 } })
import { InvalidArgumentError } from '../errors/error.ts'
import { didYouMean } from '../errors/nearest.ts'
import { annotationTypes } from '../query/field-names.ts'
import type { AnnotationType } from '../query/fields.ts'
import { isRecord } from '../values/diff.ts'
import { say } from '../values/id.ts'
import { toJson } from '../values/json.ts'

/** A point of the picture, in pixels from the left top. */
export interface Point {
  x: number
  y: number
  z?: number
}

interface Common {
  label: string
  description?: string
  /** Values of the recipe's attributes, by their keys. */
  attributes?: Readonly<Record<string, unknown>>
  metadata?: { user?: Readonly<Record<string, unknown>>; system?: Readonly<Record<string, unknown>> }
}

/** An annotation to be uploaded. */
export type NewAnnotation =
  | (Common & { type: 'class'; coordinates?: undefined })
  | (Common & {
      type: 'box'
      coordinates: { left: number; top: number; right: number; bottom: number; angle?: number }
    })
  | (Common & { type: 'point'; coordinates: Point })
  | (Common & { type: 'segment' | 'polyline'; coordinates: readonly Point[] | readonly (readonly Point[])[] })
  | (Common & { type: 'ellipse'; coordinates: { center: Point; rx: number; ry: number; angle?: number } })
  | (Common & {
      type: Exclude<AnnotationType, 'class' | 'box' | 'point' | 'segment' | 'polyline' | 'ellipse'>
      coordinates: unknown
    })

/** The platform's form of a new annotation. */
export function annotationPayload(annotation: NewAnnotation): Record<string, unknown> {
  if (!isRecord(annotation)) throw new InvalidArgumentError(`An annotation is an object, not ${say(annotation)}`)
  const { label, type, description, attributes, metadata } = annotation
  if (typeof label !== 'string' || label.trim() === '') throw new InvalidArgumentError('An annotation needs a label')
  const types: readonly string[] = [...annotationTypes, 'note']
  if (!types.includes(type)) {
    const hint = didYouMean(type, types) ?? `types are ${types.join(', ')}`
    throw new InvalidArgumentError(`There is no annotation type '${type as string}'`, { hint })
  }
  const coordinates = coordinatesOf(annotation)
  const system = {
    automated: true,
    attributes: toJson(attributes ?? {}, 'attributes'),
    ...(toJson(metadata?.system ?? {}, 'metadata.system') as object),
  }
  return {
    label,
    type,
    ...(coordinates === undefined ? {} : { coordinates }),
    attributes: null,
    source: 'sdk',
    ...(description === undefined ? {} : { description }),
    metadata: { system, ...(metadata?.user ? { user: toJson(metadata.user, 'metadata.user') } : {}) },
  }
}

function coordinatesOf(annotation: NewAnnotation): unknown {
  const { label, type } = annotation
  const coordinates: unknown = annotation.coordinates
  const name = `The ${type} '${label}'`
  if (type === 'class') {
    if (coordinates !== undefined)
      throw new InvalidArgumentError(`${name} has coordinates, but a class is of the whole item`)
    return undefined
  }
  if (coordinates === undefined) throw new InvalidArgumentError(`${name} has no coordinates`)
  if (type === 'box') return box(coordinates, name)
  if (type === 'point') return { ...point(coordinates, name), z: (coordinates as Point).z ?? 0 }
  if (type === 'segment' || type === 'polyline') return paths(coordinates, name, type === 'segment' ? 3 : 2)
  if (type === 'ellipse') return ellipse(coordinates, name)
  return toJson(coordinates, `${name}: coordinates`)
}

function box(value: unknown, name: string): unknown {
  if (Array.isArray(value) && value.length >= 2) return value.map((entry) => ({ ...point(entry, name), z: 0 }))
  if (!isRecord(value)) throw new InvalidArgumentError(`${name} needs { left, top, right, bottom }`)
  const [left, top, right, bottom] = ['left', 'top', 'right', 'bottom'].map((side) =>
    finite(value[side], `${name}: ${side}`),
  ) as [number, number, number, number]
  if (left > right || top > bottom) {
    throw new InvalidArgumentError(
      `${name} is inside out (left ${left}, right ${right}, top ${top}, bottom ${bottom})`,
      {
        hint: 'left < right and top < bottom, in pixels from the left top',
      },
    )
  }
  const corners = [
    { x: left, y: top, z: 0 },
    { x: right, y: bottom, z: 0 },
  ]
  return value.angle === undefined
    ? corners
    : corners.map((corner) => ({ ...corner, angle: finite(value.angle, `${name}: angle`) }))
}

function paths(value: unknown, name: string, least: number): unknown {
  if (!Array.isArray(value) || value.length === 0) throw new InvalidArgumentError(`${name} needs a list of points`)
  const lists = (Array.isArray(value[0]) ? value : [value]) as unknown[][]
  return lists.map((list) => {
    if (list.length < least)
      throw new InvalidArgumentError(`${name} needs at least ${least} points, not ${list.length}`)
    return list.map((entry) => point(entry, name))
  })
}

function ellipse(value: unknown, name: string): unknown {
  if (!isRecord(value)) throw new InvalidArgumentError(`${name} needs { center, rx, ry }`)
  const [rx, ry] = [finite(value.rx, `${name}: rx`), finite(value.ry, `${name}: ry`)]
  const angle = value.angle === undefined ? 0 : finite(value.angle, `${name}: angle`)
  return { angle, center: { ...point(value.center, name), z: 0 }, rx, ry }
}

function point(value: unknown, name: string): Point {
  if (!isRecord(value)) throw new InvalidArgumentError(`${name} needs points { x, y }, not ${say(value)}`)
  return { x: finite(value.x, `${name}: x`), y: finite(value.y, `${name}: y`) }
}

function finite(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new InvalidArgumentError(`${name} is ${say(value)}, not a number of pixels`)
}
