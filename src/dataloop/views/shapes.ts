// Annotations as shapes to be drawn over their item's picture; the same label has the same colour everywhere. What has no
// place on the picture (a class) or no sound coordinates is left out. Pure.
//
//   figure(picture, shapesOf(annotations))
import type { Shape } from '../../text/index.ts'

interface Drawable {
  label: string
  type: string
  coordinates: unknown
}

interface Point {
  x: number
  y: number
}

export function shapesOf(annotations: readonly Drawable[]): Shape[] {
  return annotations.flatMap((annotation) => {
    const named = { label: annotation.label, colour: colourOf(annotation.label) }
    return shapeOf(annotation, named)
  })
}

function shapeOf({ type, coordinates }: Drawable, named: { label: string; colour: string }): Shape[] {
  if (type === 'point')
    return isPoint(coordinates) ? [{ ...named, kind: 'point', x: coordinates.x, y: coordinates.y }] : []
  if (type === 'ellipse') return ellipse(coordinates, named)
  const lists = (
    Array.isArray(coordinates) ? (Array.isArray(coordinates[0]) ? coordinates : [coordinates]) : []
  ) as unknown[][]
  const paths = lists.map((list) => list.filter(isPoint)).filter((list) => list.length > 1)
  if (type === 'box') return paths.slice(0, 1).map((corners) => box(corners, named))
  const kind = type === 'polyline' ? 'line' : 'polygon'
  return paths.map((list) => ({ ...named, kind, points: list.map(({ x, y }) => [x, y] as const) }))
}

function box(corners: readonly Point[], named: { label: string; colour: string }): Shape {
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)]
  return {
    ...named,
    kind: 'box',
    left: Math.min(...xs),
    top: Math.min(...ys),
    right: Math.max(...xs),
    bottom: Math.max(...ys),
  }
}

function ellipse(value: unknown, named: { label: string; colour: string }): Shape[] {
  const { center, rx, ry, angle = 0 } = (value ?? {}) as { center?: unknown; rx?: number; ry?: number; angle?: number }
  if (!isPoint(center) || ![rx, ry, angle].every(Number.isFinite)) return []
  return [{ ...named, kind: 'ellipse', x: center.x, y: center.y, rx: rx!, ry: ry!, angle }]
}

function isPoint(value: unknown): value is Point {
  if (typeof value !== 'object' || value === null) return false
  const { x, y } = value as Partial<Point>
  return Number.isFinite(x) && Number.isFinite(y)
}

function colourOf(label: string): string {
  let hash = 7
  for (const character of label) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0
  return `hsl(${(hash * 47) % 360} 90% 45%)`
}
