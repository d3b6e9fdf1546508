// An annotation as SVG over its item's picture: outline in a colour of its label, and the label beside it. Coordinates are
// numbers or nothing is drawn.
//
//   drawn(annotation, 640)
import { escapeHtml, visible } from '../../text/index.ts'

interface Drawable {
  label: string
  type: string
  coordinates: unknown
}

interface Point {
  x: number
  y: number
}

/** `extent`: the longer side of the picture, for the width of lines. */
export function drawn({ label, type, coordinates }: Drawable, extent: number): string {
  const line = Math.max(1.5, extent / 250)
  const color = colorOf(label)
  const shape = shapeOf(type, coordinates, line)
  if (!shape) return ''
  const text = escapeHtml(visible(label).slice(0, 40))
  const size = Math.max(10, extent / 32).toFixed(1)
  const mark = `<text x="${n(shape.at.x)}" y="${n(shape.at.y - line * 2)}" font-size="${size}" fill="${color}" stroke="#000" stroke-width=".3">${text}</text>`
  return `<g fill="none" stroke="${color}" stroke-width="${n(line)}"><title>${text} (${escapeHtml(type)})</title>${shape.svg}</g>${mark}`
}

/** The same label always has the same colour, everywhere. */
export function colorOf(label: string): string {
  let hash = 7
  for (const character of label) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0
  return `hsl(${(hash * 47) % 360} 90% 55%)`
}

function shapeOf(type: string, coordinates: unknown, line: number): { svg: string; at: Point } | undefined {
  if (type === 'point') {
    const [at] = points([coordinates])
    return at && { svg: `<circle cx="${n(at.x)}" cy="${n(at.y)}" r="${n(line * 2.5)}"/>`, at }
  }
  if (type === 'ellipse') return ellipse(coordinates)
  const lists = Array.isArray(coordinates) ? (Array.isArray(coordinates[0]) ? coordinates : [coordinates]) : []
  const paths = (lists as unknown[][]).map((list) => points(list)).filter((list) => list.length > 1)
  const first = paths[0]?.[0]
  if (!first) return undefined
  if (type === 'box') {
    const [start, end] = [paths[0]![0]!, paths[0]!.at(-1)!]
    const at = { x: Math.min(start.x, end.x), y: Math.min(start.y, end.y) }
    const size = `width="${n(Math.abs(end.x - start.x))}" height="${n(Math.abs(end.y - start.y))}"`
    return { svg: `<rect x="${n(at.x)}" y="${n(at.y)}" ${size}/>`, at }
  }
  const close = type === 'polyline' ? '' : 'Z'
  const path = paths.map((list) => `M${list.map(({ x, y }) => `${n(x)} ${n(y)}`).join('L')}${close}`).join('')
  return { svg: `<path d="${path}"/>`, at: first }
}

function ellipse(value: unknown): { svg: string; at: Point } | undefined {
  const {
    center,
    rx,
    ry,
    angle = 0,
  } = (value ?? {}) as { center?: unknown; rx?: unknown; ry?: unknown; angle?: unknown }
  const [at] = points([center])
  if (!at || ![rx, ry, angle].every(Number.isFinite)) return undefined
  const turned = `transform="rotate(${n(Number(angle))} ${n(at.x)} ${n(at.y)})"`
  return {
    svg: `<ellipse cx="${n(at.x)}" cy="${n(at.y)}" rx="${n(Number(rx))}" ry="${n(Number(ry))}" ${turned}/>`,
    at: { x: at.x, y: at.y - Number(ry) },
  }
}

function points(values: readonly unknown[]): Point[] {
  return values.filter(
    (value): value is Point =>
      typeof value === 'object' &&
      value !== null &&
      Number.isFinite((value as Point).x) &&
      Number.isFinite((value as Point).y),
  )
}

function n(value: number): string {
  return String(Math.round(value * 10) / 10)
}
