// The frames in which the TypeScript process speaks: `Content-Length: n`, a blank line, n bytes of JSON, as in the
// Language Server Protocol. Knows nothing of what the JSON says.
//
//   const read = createFrameReader((message) => …);  stdout.on('data', read);  stdin.write(encodeFrame({ id: 1 }))

const separator = Buffer.from('\r\n\r\n')

export function encodeFrame(message: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(message))
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body])
}

/** A function to feed chunks to; it calls `onMessage` once a whole message, however the bytes were cut. */
export function createFrameReader(onMessage: (message: unknown) => void): (chunk: Buffer) => void {
  // Chunks are joined only when enough of them are there: joining at every chunk is quadratic for a 1 MB answer.
  let chunks: Buffer[] = []
  let size = 0
  let wanted = 0
  return (chunk) => {
    chunks.push(chunk)
    size += chunk.length
    while (size > 0 && size >= wanted) {
      const joined = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
      chunks = [joined]
      const header = joined.indexOf(separator)
      if (header < 0) return
      const length = Number(/content-length: *(\d+)/i.exec(joined.toString('latin1', 0, header))?.[1] ?? 0)
      const end = header + separator.length + length
      wanted = end
      if (size < end) return
      const rest = joined.subarray(end)
      chunks = rest.length > 0 ? [rest] : []
      size = rest.length
      wanted = 0
      onMessage(JSON.parse(joined.toString('utf8', end - length, end)))
    }
  }
}
