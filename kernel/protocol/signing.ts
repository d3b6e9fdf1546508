// Signatures of messages: HMAC over the four JSON frames, compared in constant time. An empty key means that nothing is
// signed (Jupyter messaging 5.4, "The Wire Protocol").
//
//   const signer = createSigner('hmac-sha256', key)
import { crypto } from './crypto.ts'
import { ProtocolError } from './errors.ts'

export interface Signer {
  /** Hex text; empty when messages aren't signed. */
  sign(frames: readonly Uint8Array[]): string
  /** Whether the signature is that of the frames. Takes as long for a wrong signature as for a right one. */
  verify(signature: Uint8Array, frames: readonly Uint8Array[]): boolean
}

const unsigned: Signer = { sign: () => '', verify: () => true }

/** @throws ProtocolError `unknown-scheme` when the scheme isn't `hmac-` and a hash that this Node has. */
export function createSigner(scheme: string, key: string): Signer {
  if (key === '') return unsigned
  const hash = scheme.replace(/^hmac-/, '')
  if (!scheme.startsWith('hmac-') || !crypto().getHashes().includes(hash)) {
    throw new ProtocolError('unknown-scheme', `The signature scheme "${scheme}" is not known.`, {
      hint: 'Jupyter uses "hmac-sha256".',
    })
  }
  const { createHmac, timingSafeEqual } = crypto()
  const digest = (frames: readonly Uint8Array[]): string => {
    const hmac = createHmac(hash, key)
    for (const frame of frames) hmac.update(frame)
    return hmac.digest('hex')
  }
  return {
    sign: digest,
    verify(signature, frames) {
      const expected = Buffer.from(digest(frames))
      return signature.length === expected.length && timingSafeEqual(signature, expected)
    },
  }
}
