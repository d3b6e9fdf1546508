// The kernel's logo, drawn here: an SVG and the two PNG sizes that Jupyter's launchers ask for. No picture files to ship.
//
//   logoPng(64)   // Buffer
import { crc32, deflateSync } from 'node:zlib'

const blue = [49, 120, 198] as const

export const logoSvg: string = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="12" fill="rgb(${blue.join(',')})"/><g fill="none" stroke="#fff" stroke-width="6"><circle cx="22" cy="32" r="11"/><circle cx="42" cy="32" r="11"/></g></svg>\n`

/** White rings on blue with round corners, each point covered by sixteen samples. */
export function logoPng(size: number): Buffer {
  const rows: Buffer[] = []
  for (let y = 0; y < size; y++) {
    const row = Buffer.alloc(1 + size * 4)
    for (let x = 0; x < size; x++) {
      let inside = 0
      let white = 0
      for (let sample = 0; sample < 16; sample++) {
        const u = ((x + ((sample % 4) + 0.5) / 4) * 64) / size
        const v = ((y + (Math.floor(sample / 4) + 0.5) / 4) * 64) / size
        if (!inRoundSquare(u, v)) continue
        inside++
        if (onRing(u - 22, v - 32) || onRing(u - 42, v - 32)) white++
      }
      const share = inside === 0 ? 0 : white / inside
      const at = 1 + x * 4
      for (const [channel, value] of blue.entries()) row[at + channel] = Math.round(value + (255 - value) * share)
      row[at + 3] = Math.round((inside * 255) / 16)
    }
    rows.push(row)
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 6, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function inRoundSquare(u: number, v: number): boolean {
  const dx = Math.max(12 - u, u - 52, 0)
  const dy = Math.max(12 - v, v - 52, 0)
  return Math.hypot(dx, dy) <= 12
}

function onRing(dx: number, dy: number): boolean {
  return Math.abs(Math.hypot(dx, dy) - 11) <= 3
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body) >>> 0)
  return Buffer.concat([length, body, check])
}
