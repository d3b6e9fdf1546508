// Width and height of a picture, read from the first bytes of PNG, JPEG, GIF, BMP and WebP; undefined for all else.
//
//   imageSize(bytes)   // { width: 640, height: 480 }
export interface Size {
  width: number
  height: number
}

export function imageSize(bytes: Uint8Array): Size | undefined {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    return read(data)
  } catch {
    // Cut off within the header: a file that is no picture, whatever its name says.
    return undefined
  }
}

function read(data: Buffer): Size | undefined {
  if (data.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex')))
    return { width: data.readUInt32BE(16), height: data.readUInt32BE(20) }
  if (data.toString('latin1', 0, 3) === 'GIF') return { width: data.readUInt16LE(6), height: data.readUInt16LE(8) }
  if (data.toString('latin1', 0, 2) === 'BM')
    return { width: data.readInt32LE(18), height: Math.abs(data.readInt32LE(22)) }
  if (data.toString('latin1', 8, 12) === 'WEBP') return webp(data)
  if (data.readUInt16BE(0) === 0xffd8) return jpeg(data)
  return undefined
}

function jpeg(data: Buffer): Size | undefined {
  let at = 2
  while (at < data.length) {
    if (data[at] !== 0xff) return undefined
    const marker = data[at + 1] ?? 0
    if (marker === 0xff) at++
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { height: data.readUInt16BE(at + 5), width: data.readUInt16BE(at + 7) }
    else at += 2 + data.readUInt16BE(at + 2)
  }
  return undefined
}

function webp(data: Buffer): Size | undefined {
  const kind = data.toString('latin1', 12, 16)
  if (kind === 'VP8 ') return { width: data.readUInt16LE(26) & 0x3fff, height: data.readUInt16LE(28) & 0x3fff }
  if (kind === 'VP8X') return { width: data.readUIntLE(24, 3) + 1, height: data.readUIntLE(27, 3) + 1 }
  if (kind !== 'VP8L') return undefined
  const bits = data.readUInt32LE(21)
  return { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 }
}
