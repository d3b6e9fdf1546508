// The picture of an item, in the output itself: a saved notebook has no platform to ask. Nothing for what is no picture or
// too large for an output; never an error, for the rest of the view must show.
//
//   const picture = await pictureOf(item, 200_000)
//   const small = await thumbnailsOf(items, { width: 96, height: 64, bytes: 36_000 })
import type { Picture } from '../../text/index.ts'
import type { Item } from '../resources/item.ts'

const shown = /^image\/(png|jpeg|gif|webp|svg\+xml)$/

export async function pictureOf(item: Item, largest: number): Promise<Picture | undefined> {
  const { mimetype = '', size = Infinity, width, height } = item
  if (!shown.test(mimetype) || size > largest) return undefined
  const bytes = await item.download().catch(() => undefined)
  if (!bytes) return undefined
  const extent = width && height ? { width, height } : mimetype === 'image/svg+xml' ? sizeOfSvg(bytes) : undefined
  return { src: addressOf(bytes, mimetype), alt: item.name, ...extent }
}

export interface Small {
  /** Pixels on the page. */
  width: number
  height: number
  /** Of all of them together, as they stand in the page. */
  bytes: number
}

/** Each is a request. */
const mostThumbnails = 50
/** Pixels that the platform on this machine decodes for one output: a tenth of a second's work. */
const mostPixels = 3_000_000

/** Small pictures as the platform makes them, all at the same time; those that are no pictures, or too much, are left out. */
export async function thumbnailsOf(items: readonly Item[], small: Small): Promise<(Picture | undefined)[]> {
  const local = await items[0]?.via.http.where().then(
    (platform) => platform.local,
    () => true,
  )
  let pixels = local ? mostPixels : Infinity
  const wanted = items.map(({ mimetype = '', width = 0, height = 0 }, at) => {
    if (at >= mostThumbnails || !shown.test(mimetype)) return false
    return mimetype !== 'image/jpeg' || (pixels -= width * height) >= 0
  })
  const found = await Promise.all(items.map(async (item, at) => (wanted[at] ? thumbnailOf(item, small) : undefined)))
  let room = small.bytes
  return found.map((picture) => (picture && (room -= picture.src.length) >= 0 ? picture : undefined))
}

async function thumbnailOf(item: Item, { width, height }: Small): Promise<Picture | undefined> {
  // Twice as fine as it is shown, for screens that are.
  const { bytes, type } = (await smallBytes(item, width, height).catch(() => undefined)) ?? {}
  if (!bytes || bytes.length === 0) return undefined
  const own = item.width && item.height ? { width: item.width, height: item.height } : sizeOfSvg(bytes)
  const scale = own ? Math.min(width / 2 / own.width, height / 2 / own.height) : 1
  const extent = own
    ? { width: own.width * scale, height: own.height * scale }
    : { width: width / 2, height: height / 2 }
  return { src: addressOf(bytes, type ?? ''), alt: item.name, ...extent }
}

/** As the platform makes it, which may be of another type than the item; never worth a long wait. */
async function smallBytes(
  { id, via, mimetype = '' }: Item,
  width: number,
  height: number,
): Promise<{ bytes: Buffer; type: string }> {
  const signal = AbortSignal.timeout(3_000)
  const { data, headers } = await via.http.stream({
    method: 'GET',
    path: `/items/${id}/thumbnail`,
    query: { width, height },
    signal,
  })
  const chunks: Buffer[] = []
  for await (const chunk of data) chunks.push(Buffer.from(chunk as Uint8Array))
  const said = headers['content-type'] ?? ''
  return { bytes: Buffer.concat(chunks), type: shown.test(said) ? said : mimetype }
}

function addressOf(bytes: Buffer, mimetype: string): string {
  return `data:${mimetype};base64,${bytes.toString('base64')}`
}

/** The platform measures pictures of pixels; a drawing says its size itself. */
function sizeOfSvg(bytes: Buffer): { width: number; height: number } | undefined {
  const head = bytes.subarray(0, 2000).toString('utf8')
  const [width, height] = ['width', 'height'].map((name) =>
    Number(new RegExp(`<svg[^>]*\\b${name}="(\\d+(?:\\.\\d+)?)`).exec(head)?.[1]),
  )
  return width && height ? { width, height } : undefined
}
