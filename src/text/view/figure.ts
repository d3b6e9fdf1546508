// A picture with shapes drawn over it, as one SVG inside the page: an item with its annotations. The picture must be in the
// page already (data:); otherwise its frame is drawn and the words say where it is. Text says what is on it.
//
//   figure({ src: 'data:image/png;base64,…', alt: 'test1.jpg', width: 640, height: 480 }, [{ kind: 'box', left: 1, … }])
import { oneLine } from '../one-line.ts'
import type { Picture } from '../cell.ts'
import { escapeHtml, safePicture } from '../escape.ts'
import { wrap } from '../width.ts'
import { safeColour } from './chips.ts'
import type { Piece } from './view.ts'

type Point = readonly [x: number, y: number]

/** In pixels of the picture. */
export type Shape = { label?: string; colour?: string } & (
  | { kind: 'box'; left: number; top: number; right: number; bottom: number; angle?: number }
  | { kind: 'polygon' | 'line'; points: readonly Point[] }
  | { kind: 'point'; x: number; y: number }
  | { kind: 'ellipse'; x: number; y: number; rx: number; ry: number; angle?: number }
)

export interface FigureOptions {
  caption?: string
  /** Pixels on the page; 480 by default. */
  width?: number
  /** Most bytes of the picture; 262,144 by default: it is saved with the notebook. */
  bytes?: number
  /** Most shapes drawn; 200 by default. */
  shapes?: number
}

export function figure(picture: Picture, shapes: readonly Shape[] = [], options: FigureOptions = {}): Piece {
  const drawn = shapes.slice(0, options.shapes ?? 200)
  const words = describe(picture, shapes)
  const left = shapes.length - drawn.length
  const caption = [options.caption && oneLine(options.caption), left > 0 && `${left} more shapes not drawn`]
  return {
    text: (width) => wrap([`[${words}]`, ...caption.filter(Boolean)].join(' '), width).join('\n'),
    html: () => {
      const note = caption.filter(Boolean).join(' · ')
      const below = note ? `<figcaption class="lb-note">${escapeHtml(note)}</figcaption>` : ''
      return `<figure>${drawing(picture, drawn, words, options)}${below}</figure>`
    },
  }
}

/** Only the SVG: for contact sheets. */
export function drawing(
  picture: Picture,
  shapes: readonly Shape[],
  words: string,
  options: FigureOptions = {},
): string {
  const { width = 640, height = 480 } = picture
  const shown = Math.min(options.width ?? 480, Math.max(width, 64))
  const src = safePicture(picture.src)
  const inside =
    src && src.length <= (options.bytes ?? 262_144)
      ? `<image href="${src}" width="${width}" height="${height}"/>`
      : placeholder(width, height)
  // Lines keep their thickness on the page, whatever the picture's size.
  const scale = width / shown
  const marks = shapes.map((shape) => markOf(shape, scale))
  const size = `width="${Math.round(shown)}" height="${Math.round((shown * height) / width)}" viewBox="0 0 ${width} ${height}"`
  return `<svg class="lb-picture" role="img" aria-label="${escapeHtml(words)}" ${size}>${inside}${marks.join('')}</svg>`
}

export function describe(picture: Picture, shapes: readonly Shape[]): string {
  const size = picture.width && picture.height ? `, ${picture.width} × ${picture.height}` : ''
  const counts = new Map<string, number>()
  for (const shape of shapes) counts.set(shape.label ?? shape.kind, (counts.get(shape.label ?? shape.kind) ?? 0) + 1)
  const labels = [...counts]
    .slice(0, 20)
    .map(([label, count]) => (count > 1 ? `${oneLine(label, 60)} ×${count}` : oneLine(label, 60)))
  return `${oneLine(picture.alt)}${size}${labels.length > 0 ? `: ${labels.join(', ')}` : ''}`
}

function placeholder(width: number, height: number): string {
  const frame = `<rect width="${width}" height="${height}" fill="currentColor" fill-opacity=".06" stroke="currentColor" stroke-opacity=".4"/>`
  const size = Math.max(8, width / 24)
  return `${frame}<text x="${width / 2}" y="${height / 2}" font-size="${size}" fill="currentColor" text-anchor="middle">picture not embedded</text>`
}

function markOf(shape: Shape, scale: number): string {
  const outline = outlineOf(shape, scale)
  if (!outline) return ''
  const colour = safeColour(shape.colour) ?? 'white'
  // Over a photograph, not over the page: a dark halo under a light line is seen on every picture.
  const halo = `<g fill="none" stroke="black" stroke-opacity=".55" stroke-width="${round(4 * scale)}">${outline.path}</g>`
  const line = `<g fill="${colour}" fill-opacity=".12" stroke="${colour}" stroke-width="${round(2 * scale)}">${outline.path}</g>`
  const name = shape.label === undefined ? '' : escapeHtml(oneLine(shape.label, 40))
  const text = name
    ? `<text x="${round(outline.x)}" y="${round(outline.y)}" font-size="${round(14 * scale)}" font-family="sans-serif" font-weight="600" fill="white" stroke="black" stroke-opacity=".8" stroke-width="${round(2.5 * scale)}" paint-order="stroke">${name}</text>`
    : ''
  return `<g>${name ? `<title>${name}</title>` : ''}${halo}${line}${text}</g>`
}

/** The outline, and where its label starts. Undefined for numbers that are none. */
function outlineOf(shape: Shape, scale: number): { path: string; x: number; y: number } | undefined {
  if (shape.kind === 'box') {
    const { left, top, right, bottom, angle } = shape
    if (![left, top, right, bottom].every(Number.isFinite)) return undefined
    const [x, y, wide, high] = [
      Math.min(left, right),
      Math.min(top, bottom),
      Math.abs(right - left),
      Math.abs(bottom - top),
    ]
    const turned = turn(angle, x + wide / 2, y + high / 2)
    const path = `<rect x="${round(x)}" y="${round(y)}" width="${round(wide)}" height="${round(high)}"${turned}/>`
    return { path, x, y: y > 18 * scale ? y - 4 * scale : y + 14 * scale }
  }
  if (shape.kind === 'ellipse') {
    const { x, y, rx, ry, angle } = shape
    if (![x, y, rx, ry].every(Number.isFinite)) return undefined
    const radii = `rx="${round(Math.abs(rx))}" ry="${round(Math.abs(ry))}"`
    return {
      path: `<ellipse cx="${round(x)}" cy="${round(y)}" ${radii}${turn(angle, x, y)}/>`,
      x: x - rx,
      y: y - ry - 4 * scale,
    }
  }
  if (shape.kind === 'point') {
    if (![shape.x, shape.y].every(Number.isFinite)) return undefined
    return {
      path: `<circle cx="${round(shape.x)}" cy="${round(shape.y)}" r="${round(4 * scale)}"/>`,
      x: shape.x + 7 * scale,
      y: shape.y,
    }
  }
  const points = shape.points.filter((point) => point.every(Number.isFinite)).slice(0, 2_000)
  const [first] = points
  if (!first) return undefined
  const list = points.map(([x, y]) => `${round(x)},${round(y)}`).join(' ')
  const path = shape.kind === 'polygon' ? `<polygon points="${list}"/>` : `<polyline fill="none" points="${list}"/>`
  return { path, x: first[0], y: first[1] - 4 * scale }
}

function turn(angle: number | undefined, x: number, y: number): string {
  return angle && Number.isFinite(angle) ? ` transform="rotate(${round(angle)} ${round(x)} ${round(y)})"` : ''
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
