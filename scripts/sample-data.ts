// Draws the sample pictures: people and animals of plain shapes, so that they belong to nobody, with annotations that fit them
// because both come from the same numbers. Writes src/platform/sample/pictures.json.
//
//   node scripts/sample-data.ts
import { writeFileSync } from 'node:fs'
import jpeg from 'jpeg-js'

interface Point {
  x: number
  y: number
}

interface Drawn {
  type: string
  label: string
  coordinates?: unknown
}

const width = 480
const height = 320

/** Shapes are painted at twice the size and averaged, for smooth edges. */
class Canvas {
  readonly pixels = new Float32Array(width * 2 * height * 2 * 3)

  paint(
    inside: (x: number, y: number) => boolean,
    [r, g, b]: readonly number[],
    box: readonly number[] = [0, 0, width, height],
  ): void {
    const [left = 0, top = 0, right = 0, bottom = 0] = box
    for (let y = Math.max(0, Math.floor(top * 2)); y < Math.min(height * 2, bottom * 2); y++)
      for (let x = Math.max(0, Math.floor(left * 2)); x < Math.min(width * 2, right * 2); x++)
        if (inside((x + 0.5) / 2, (y + 0.5) / 2)) this.pixels.set([r ?? 0, g ?? 0, b ?? 0], (y * width * 2 + x) * 3)
  }

  ellipse(x: number, y: number, rx: number, ry: number, color: readonly number[]): void {
    this.paint((px, py) => ((px - x) / rx) ** 2 + ((py - y) / ry) ** 2 <= 1, color, [
      x - rx,
      y - ry,
      x + rx + 1,
      y + ry + 1,
    ])
  }

  polygon(points: readonly Point[], color: readonly number[]): void {
    const xs = points.map(({ x }) => x)
    const ys = points.map(({ y }) => y)
    this.paint((x, y) => within(points, x, y), color, [
      Math.min(...xs),
      Math.min(...ys),
      Math.max(...xs) + 1,
      Math.max(...ys) + 1,
    ])
  }

  jpeg(): Buffer {
    const data = Buffer.alloc(width * height * 4, 255)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let channel = 0; channel < 3; channel++) {
          const at = (dx: number, dy: number): number =>
            this.pixels[((y * 2 + dy) * width * 2 + x * 2 + dx) * 3 + channel] ?? 0
          data[(y * width + x) * 4 + channel] = Math.round((at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) / 4)
        }
    return jpeg.encode({ width, height, data }, 72).data
  }
}

function within(points: readonly Point[], x: number, y: number): boolean {
  let inside = false
  points.forEach((a, index) => {
    const b = points[(index + points.length - 1) % points.length] ?? a
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside
  })
  return inside
}

const box = (left: number, top: number, right: number, bottom: number): Point[] => [
  { x: Math.round(left), y: Math.round(top) },
  { x: Math.round(right), y: Math.round(bottom) },
]
const rectangle = (left: number, top: number, right: number, bottom: number): Point[] => [
  { x: left, y: top },
  { x: right, y: top },
  { x: right, y: bottom },
  { x: left, y: bottom },
]

function person(
  canvas: Canvas,
  x: number,
  ground: number,
  size: number,
  shirt: readonly number[],
  skin: readonly number[],
): { box: Point[]; ears: Point[]; torso: Point[] } {
  const head = size * 0.13
  const top = ground - size
  const torso = [
    { x: x - size * 0.15, y: top + head * 2 },
    { x: x + size * 0.15, y: top + head * 2 },
    { x: x + size * 0.12, y: ground - size * 0.4 },
    { x: x - size * 0.12, y: ground - size * 0.4 },
  ]
  canvas.polygon(rectangle(x - size * 0.11, ground - size * 0.42, x - size * 0.02, ground), [52, 60, 84])
  canvas.polygon(rectangle(x + size * 0.02, ground - size * 0.42, x + size * 0.11, ground), [52, 60, 84])
  canvas.polygon(rectangle(x - size * 0.22, top + head * 2, x - size * 0.15, ground - size * 0.4), skin)
  canvas.polygon(rectangle(x + size * 0.15, top + head * 2, x + size * 0.22, ground - size * 0.4), skin)
  canvas.polygon(torso, shirt)
  canvas.ellipse(x - head * 0.85, top + head, head * 0.2, head * 0.3, skin)
  canvas.ellipse(x + head * 0.85, top + head, head * 0.2, head * 0.3, skin)
  canvas.ellipse(x, top + head, head * 0.85, head, skin)
  canvas.paint(
    (px, py) => ((px - x) / (head * 0.9)) ** 2 + ((py - top - head) / (head * 1.02)) ** 2 <= 1 && py < top + head * 0.7,
    [70, 45, 30],
    [x - head, top, x + head, top + head],
  )
  for (const side of [-1, 1]) canvas.ellipse(x + side * head * 0.32, top + head, head * 0.09, head * 0.11, [30, 30, 40])
  canvas.ellipse(x, top + head * 1.5, head * 0.3, head * 0.07, [170, 70, 70])
  const ear = (side: number): Point => ({ x: Math.round(x + side * head * 0.85), y: Math.round(top + head) })
  return {
    box: box(x - size * 0.22, top, x + size * 0.22, ground),
    ears: [ear(-1), ear(1)],
    torso: torso.map((point) => ({ x: Math.round(point.x), y: Math.round(point.y) })),
  }
}

function animal(
  canvas: Canvas,
  kind: 'Dog' | 'Cat' | 'Horse',
  x: number,
  ground: number,
  size: number,
  color: readonly number[],
): { box: Point[]; head: { center: Point; rx: number; ry: number } } {
  const leg = kind === 'Horse' ? 0.5 : 0.32
  const body = size * 0.22
  const middle = ground - size * leg - body * 0.7
  for (const place of [-0.36, -0.24, 0.22, 0.34])
    canvas.polygon(rectangle(x + size * place, ground - size * (leg + 0.12), x + size * (place + 0.07), ground), color)
  canvas.ellipse(x, middle, size * 0.45, body, color)
  const center = { x: Math.round(x + size * 0.5), y: Math.round(middle - size * (kind === 'Horse' ? 0.45 : 0.22)) }
  const radius = size * (kind === 'Horse' ? 0.15 : 0.18)
  canvas.polygon(
    [
      { x: x + size * 0.25, y: middle },
      { x: x + size * 0.3, y: middle - size * 0.1 },
      { x: center.x - radius * 0.5, y: center.y },
      { x: center.x + radius * 0.4, y: center.y + radius * 0.6 },
      { x: x + size * 0.42, y: middle },
    ],
    color,
  )
  canvas.ellipse(center.x, center.y, radius, radius * 0.85, color)
  const dark = color.map((channel) => channel * 0.65)
  for (const side of [-1, 1]) {
    if (kind === 'Dog') canvas.ellipse(center.x + side * radius * 0.8, center.y, radius * 0.28, radius * 0.6, dark)
    else
      canvas.polygon(
        [
          { x: center.x + side * radius * 0.2, y: center.y - radius * 0.6 },
          { x: center.x + side * radius * 0.9, y: center.y - radius * 0.4 },
          { x: center.x + side * radius * 0.75, y: center.y - radius * 1.35 },
        ],
        dark,
      )
    canvas.ellipse(center.x + side * radius * 0.35, center.y - radius * 0.1, radius * 0.12, radius * 0.14, [25, 25, 30])
  }
  canvas.ellipse(center.x, center.y + radius * 0.3, radius * 0.18, radius * 0.13, [25, 20, 20])
  const tail = kind === 'Cat' ? 0.75 : 0.35
  canvas.polygon(
    [
      { x: x - size * 0.4, y: middle },
      { x: x - size * 0.6, y: middle - size * tail },
      { x: x - size * 0.53, y: middle - size * tail },
      { x: x - size * 0.33, y: middle - size * 0.1 },
    ],
    color,
  )
  return {
    box: box(x - size * 0.6, Math.min(center.y - radius * 1.35, middle - size * tail), center.x + radius * 1.1, ground),
    head: { center, rx: Math.round(radius), ry: Math.round(radius * 0.85) },
  }
}

function scene(sky: readonly number[], grass: readonly number[], horizon: number): Canvas {
  const canvas = new Canvas()
  canvas.paint((_, y) => y < horizon, sky)
  canvas.paint((_, y) => y >= horizon, grass)
  canvas.ellipse(width - 60, 50, 26, 26, [250, 222, 120])
  return canvas
}

const skies = [
  [176, 212, 240],
  [205, 225, 240],
  [236, 206, 178],
  [160, 190, 225],
]
const meadows = [
  [124, 168, 96],
  [150, 178, 110],
  [196, 176, 128],
  [110, 150, 100],
]
const shirts = [
  [196, 64, 60],
  [60, 110, 190],
  [230, 170, 50],
  [90, 150, 110],
  [140, 90, 170],
]
const skins = [
  [236, 196, 164],
  [198, 144, 104],
  [128, 84, 58],
  [224, 178, 140],
]
const furs = [
  [150, 104, 64],
  [92, 84, 80],
  [222, 186, 140],
  [60, 52, 50],
  [200, 120, 60],
]
const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T

/** name → what stands in the picture, from left to right. */
const plan: readonly (readonly [name: string, figures: readonly string[], user: Record<string, unknown>])[] = [
  ['/test1.jpg', ['Adult'], {}],
  ['/people/walk.jpg', ['Adult', 'Child'], { place: 'park', season: 'summer' }],
  ['/people/family.jpg', ['Adult', 'Adult', 'Child', 'Child'], { place: 'park', season: 'spring' }],
  ['/people/playground.jpg', ['Child', 'Child', 'Child'], { place: 'school', season: 'autumn' }],
  ['/people/meeting.jpg', ['Adult', 'Adult', 'Adult'], { place: 'street', season: 'winter' }],
  ['/animals/dog.jpg', ['Dog'], { place: 'garden', tags: ['portrait'] }],
  ['/animals/cat.jpg', ['Cat'], { place: 'house', tags: ['portrait'] }],
  ['/animals/cat-and-dog.jpg', ['Cat', 'Dog'], { place: 'garden', tags: ['friends'] }],
  ['/animals/horse.jpg', ['Horse'], { place: 'farm', tags: ['portrait', 'large'] }],
  ['/together/dog-walk.jpg', ['Adult', 'Dog'], { place: 'park', tags: ['friends'] }],
  ['/together/child-and-cat.jpg', ['Child', 'Cat'], { place: 'house', tags: ['friends'] }],
  ['/together/farm.jpg', ['Adult', 'Horse'], { place: 'farm', tags: ['work', 'large'] }],
]

const pictures = plan.map(([filename, figures, user], number) => {
  const canvas = scene(pick(skies, number), pick(meadows, number), 190 + (number % 3) * 12)
  const annotations: Drawn[] = []
  figures.forEach((label, index) => {
    const x = (width / figures.length) * (index + 0.5) - (figures.length === 2 && index === 1 ? 20 : 0)
    const ground = 292 - ((index + number) % 2) * 8
    if (label === 'Adult' || label === 'Child') {
      const drawn = person(
        canvas,
        x,
        ground,
        label === 'Adult' ? 215 : 140,
        pick(shirts, number + index),
        pick(skins, number + index * 3),
      )
      if (filename === '/test1.jpg') {
        annotations.push(
          { type: 'class', label },
          ...drawn.ears.map((ear) => ({ type: 'point', label: 'Ear', coordinates: { ...ear, z: 0 } })),
        )
        return
      }
      annotations.push({ type: 'box', label, coordinates: drawn.box })
      if (index === 0) annotations.push({ type: 'segment', label: 'Shirt', coordinates: [drawn.torso] })
    } else {
      const drawn = animal(
        canvas,
        label as 'Dog',
        x - 20,
        ground,
        label === 'Horse' ? 190 : label === 'Dog' ? 140 : 105,
        pick(furs, number + index),
      )
      annotations.push({ type: 'box', label, coordinates: drawn.box })
      if (figures.length === 1)
        annotations.push({ type: 'ellipse', label: 'Head', coordinates: { ...drawn.head, angle: 0 } })
    }
  })
  return { filename, user, annotations, jpeg: canvas.jpeg().toString('base64') }
})

const path = new URL('../src/platform/sample/pictures.json', import.meta.url)
writeFileSync(path, `${JSON.stringify(pictures, null, 1)}\n`)
process.stdout.write(`${pictures.length} pictures, ${Math.round(JSON.stringify(pictures).length / 1024)} KiB\n`)
