// Annotations and the shapes of their coordinates. Types only.
//
//   const box: BoxCoordinates = [{ x: 10, y: 20 }, { x: 110, y: 220 }]
import type { WireStamps } from './common.ts'

/** Kinds of annotations; the platform takes others too. */
export type AnnotationType =
  | 'class'
  | 'point'
  | 'box'
  | 'segment'
  | 'polyline'
  | 'ellipse'
  | 'binary'
  | 'note'
  | 'cube'
  | 'pose'
  | 'subtitle'
  | 'text_mark'

export interface Point {
  x: number
  y: number
  z?: number
}

/** Left top and right bottom. */
export type BoxCoordinates = readonly Point[]
/** Rings of a polygon (type 'segment') or parts of a polyline. */
export type PathCoordinates = readonly (readonly Point[])[]

export interface EllipseCoordinates {
  center: Point
  rx: number
  ry: number
  angle?: number
}

export interface WireAnnotation extends WireStamps {
  itemId: string
  datasetId: string
  label: string
  type: string
  coordinates?: unknown
  attributes?: unknown
  description?: string | null
  source?: string
  hash?: string
  /** Addresses. */
  item?: string
  dataset?: string
  srcAnnotation?: string | null
}
