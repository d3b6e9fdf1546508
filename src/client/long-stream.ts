// A cell that prints 50 MB at once is one message, and read as a whole it stands in memory three times: as frame, as JSON, as text.
// Here a long `stream` message becomes several shorter ones, each read from its own part of the frame.
//
//   for (const message of decodeParts(frames, signer)) listener.onMessage(message)
import type { Message, Signer } from '../../kernel/protocol/index.ts'
import { decode, ProtocolError } from '../../kernel/protocol/index.ts'

/**
 * @param partSize bytes of a part; what is shorter than sixteen is read as it is.
 * @throws ProtocolError as `decode`.
 */
export function* decodeParts(
  frames: readonly Uint8Array[],
  signer: Signer,
  partSize: number = 65_536,
): Generator<Message> {
  let long: LongStream | undefined
  const message = decode(frames, signer, (content) => {
    long = content.length < 16 * partSize ? undefined : findText(content)
    return long && { name: long.name, text: '' }
  })
  if (long === undefined) return yield message
  for (const text of textParts(long.json, partSize)) yield { ...message, content: { name: long.name, text } }
}

interface LongStream {
  readonly name: string
  /** The JSON of the text, without its quotes. */
  readonly json: Buffer
}

/** Where the text begins and ends in the content of a stream message, if that is all there is in it. */
function findText(content: Uint8Array): LongStream | undefined {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.length)
  const start = bytes.toString('latin1', 0, 200)
  const end = bytes.toString('latin1', bytes.length - 200)
  // A quote within the text has a backslash before it: at the end only the text's own closing quote fits.
  const nameFirst = /^\{\s*"name":\s*"(\w+)",\s*"text":\s*"/.exec(start)
  const nameLast = /^\{\s*"text":\s*"/.exec(start)
  const closing = (nameFirst ? /"\s*\}\s*$/ : /",\s*"name":\s*"(\w+)"\s*\}\s*$/).exec(end)
  const [opening, name] = [nameFirst ?? nameLast, nameFirst?.[1] ?? closing?.[1]]
  if (opening === null || closing === null || name === undefined) return undefined
  return { name, json: bytes.subarray(opening[0].length, bytes.length - closing[0].length) }
}

function* textParts(json: Buffer, partSize: number): Generator<string> {
  for (let start = 0; start < json.length;) {
    let end = Math.min(start + partSize, json.length)
    while (end < json.length && !isBetweenCharacters(json, start, end)) end++
    let text: string
    try {
      text = JSON.parse(`"${json.toString('utf8', start, end)}"`) as string
    } catch (cause) {
      throw new ProtocolError('bad-json', 'The text of a stream is not JSON.', { cause })
    }
    yield text
    start = end
  }
}

/** Whether neither an escape (\n, \u00e9) nor a character of several bytes is cut at `at`; `start` is between two. */
function isBetweenCharacters(json: Buffer, start: number, at: number): boolean {
  if ((json[at]! & 0xc0) === 0x80) return false
  if (escapeEndsAt(json, start, at)) return false
  for (let back = 1; back <= 4; back++) {
    if (json[at - back] === 0x75 && escapeEndsAt(json, start, at - back)) return false
  }
  return true
}

/** Whether the byte at `at` is the one that a backslash before it escapes. */
function escapeEndsAt(json: Buffer, start: number, at: number): boolean {
  let first = at
  while (first > start && json[first - 1] === 0x5c) first--
  return (at - first) % 2 === 1
}
