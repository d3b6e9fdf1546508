// MurmurHash2, 32 bits, by which Jupyter's clients name the text of a cell: they and the kernel work out the same path for it
// without asking each other.
//
//   murmur2('const a = 1', 0)   // 3879889379

const m = 0x5b_d1_e9_95
const encoder = new TextEncoder()

/** Of the text's UTF-8 bytes; a number of 32 bits, never negative. */
export function murmur2(text: string, seed: number): number {
  const bytes = encoder.encode(text)
  const words = bytes.length >> 2
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let hash = seed ^ bytes.length
  for (let word = 0; word < words; word++) {
    let k = Math.imul(view.getUint32(4 * word, true), m)
    k = Math.imul(k ^ (k >>> 24), m)
    hash = Math.imul(hash, m) ^ k
  }
  const rest = bytes.subarray(4 * words)
  if (rest.length > 0) {
    for (const [at, byte] of rest.entries()) hash ^= byte << (8 * at)
    hash = Math.imul(hash, m)
  }
  hash = Math.imul(hash ^ (hash >>> 13), m)
  return (hash ^ (hash >>> 15)) >>> 0
}
