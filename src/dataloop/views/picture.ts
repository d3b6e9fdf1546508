// The picture of an item, in the output itself: a saved notebook has no platform to ask. Nothing for what is no picture or
// too large for an output; never an error, for the rest of the view must show.
//
//   const picture = await pictureOf(item, 200_000)
import type { Picture } from '../../text/index.ts'
import type { Item } from '../resources/item.ts'

export async function pictureOf(item: Item, largest: number): Promise<Picture | undefined> {
  const { mimetype = '', size = Infinity, width, height } = item
  if (!/^image\/(png|jpeg|gif|webp|svg\+xml)$/.test(mimetype) || size > largest) return undefined
  const bytes = await item.download().catch(() => undefined)
  if (!bytes) return undefined
  const src = `data:${mimetype};base64,${bytes.toString('base64')}`
  const extent = width && height ? { width, height } : mimetype === 'image/svg+xml' ? sizeOfSvg(bytes) : undefined
  return { src, alt: item.name, ...extent }
}

/** The platform measures pictures of pixels; a drawing says its size itself. */
function sizeOfSvg(bytes: Buffer): { width: number; height: number } | undefined {
  const head = bytes.subarray(0, 2000).toString('utf8')
  const [width, height] = ['width', 'height'].map((name) =>
    Number(new RegExp(`<svg[^>]*\\b${name}="(\\d+(?:\\.\\d+)?)`).exec(head)?.[1]),
  )
  return width && height ? { width, height } : undefined
}
