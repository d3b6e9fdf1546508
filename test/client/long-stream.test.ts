import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMessage, createSigner, encode } from '../../kernel/protocol/index.ts'
import { decodeParts } from '../../src/client/long-stream.ts'

const signer = createSigner('hmac-sha256', 'key')

/** As some kernel would send it: with its own order of keys and blanks. */
function frames(content: string): Uint8Array[] {
  const sent = encode(
    createMessage('stream', JSON.parse(content) as Record<string, unknown>, { session: 's' }),
    createSigner('', ''),
  )
  const parts = [...sent.slice(-4, -1), Buffer.from(content)]
  return [...sent.slice(0, -5), Buffer.from(signer.sign(parts)), ...parts]
}

const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({
    unit: fc.constantFrom('\\', 'u', '"', '\n', 'é', '🐈', '\u0000', '0', '", "name": "x"}'),
    maxLength: 60,
  }),
)

test('the parts of a long stream make up its text, wherever it is cut and however it was written', () => {
  const property = fc.property(texts, fc.integer({ min: 1, max: 20 }), fc.nat(3), (short, size, form) => {
    const text = short.repeat(10)
    const json = form % 2 === 0 ? JSON.stringify(text) : ascii(JSON.stringify(text))
    const content = form < 2 ? `{"name": "stderr", "text": ${json}}` : `{"text":${json},"name":"stderr"}`
    const messages = [...decodeParts(frames(content), signer, size)]
    expect(messages.map(({ content: { name } }) => name).every((name) => name === 'stderr')).toBe(true)
    expect(messages.map((message) => message.content['text']).join('')).toBe(text)
  })
  fc.assert(property, { numRuns: 1000 })
})

test('a short stream, and content that has more in it, is one message', () => {
  for (const content of ['{"name":"stdout","text":"abc"}', '{"name":"stdout","text":"abc","more":1}']) {
    const messages = [...decodeParts(frames(content), signer, content.includes('more') ? 1 : 100)]
    expect(messages.map((message) => message.content)).toEqual([JSON.parse(content)])
  }
})

test('a long stream that is no JSON, or is signed with another key, is refused', () => {
  const sent = frames(`{"name":"stdout","text":"${'a'.repeat(1000)}"}`)
  const broken = Buffer.from(`{"name":"stdout","text":"${'a\\q'.repeat(300)}"}`)
  const parts = [...sent.slice(-4, -1), broken]
  const signed = [...sent.slice(0, -5), Buffer.from(signer.sign(parts)), ...parts]
  expect(() => [...decodeParts(signed, signer, 10)]).toThrow('The text of a stream is not JSON.')
  expect(() => [...decodeParts(sent, createSigner('hmac-sha256', 'other'), 10)]).toThrow('signature')
})

/** Python's ensure_ascii. */
function ascii(json: string): string {
  return json.replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
