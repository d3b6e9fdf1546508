// Reads what a JSON Web Token says about itself. Does not check the signature: that is the platform's business.
//
//   claimsOf(token)?.email

export interface Claims {
  email?: string
  /** Seconds since 1970. */
  exp?: number
}

/** The claims of a token; undefined for an opaque key. */
export function claimsOf(token: string): Claims | undefined {
  const payload = token.split('.')[1]
  if (!payload) return undefined
  try {
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown> | null
    if (typeof claims !== 'object' || claims === null) return undefined
    const { email, exp } = claims
    return {
      ...(typeof email === 'string' ? { email } : {}),
      ...(typeof exp === 'number' && Number.isFinite(exp) ? { exp } : {}),
    }
  } catch {
    return undefined
  }
}
