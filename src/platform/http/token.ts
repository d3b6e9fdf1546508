// Who may talk to a home's platform: whoever can read its secret. Tokens are JWTs signed with it (HS256), because the Python
// SDK reads e-mail and expiry from its token. The files are readable by their owner only.
//
//   const { token, password } = readCredentials('/home/ann/.loopbook')
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Credentials {
  secret: Buffer
  /** For the owner, valid for ten years. */
  token: string
  /** For logins by e-mail and password, as any of the people in a project. */
  password: string
}

export interface Claims {
  email: string
  exp: number
}

/** Deterministic, for it stands in committed notebooks' outputs. */
export const owner = 'learner@loopbook.local'
const tenYears = 3650 * 86_400

export function readCredentials(directory: string, now: () => Date): Credentials {
  const secret = readSecret(join(directory, 'secret'))
  const password = createHmac('sha256', secret).update('password').digest('base64url').slice(0, 20)
  writePrivate(join(directory, 'password'), password)
  const path = join(directory, 'token')
  try {
    const token = readFileSync(path, 'utf8').trim()
    if (verify(token, secret, now())) return { secret, token, password }
  } catch {
    // Not written yet, or not readable: a new one is made below.
  }
  const token = sign({ email: owner, exp: Math.floor(now().getTime() / 1000) + tenYears }, secret)
  writePrivate(path, token)
  return { secret, token, password }
}

/** A file that only its owner reads, complete before its name exists. */
function writePrivate(path: string, text: string): void {
  const partial = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(partial, `${text}\n`, { mode: 0o600 })
  renameSync(partial, path)
}

/** The same secret for all processes, though several may start at once: link() fails when the name exists. */
function readSecret(path: string): Buffer {
  try {
    return Buffer.from(readFileSync(path, 'utf8').trim(), 'hex')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const partial = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(partial, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 })
  try {
    linkSync(partial, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(partial, { force: true })
  }
  return Buffer.from(readFileSync(path, 'utf8').trim(), 'hex')
}

export function sign(claims: Claims, secret: Buffer): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const content = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: claims.email, ...claims })}`
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`
}

/** What the token says, if the secret's owner said it and it is still valid. */
export function verify(token: string, secret: Buffer, now: Date): Claims | undefined {
  const [header, payload, signature, ...rest] = token.split('.')
  if (!header || !payload || !signature || rest.length > 0) return undefined
  const expected = createHmac('sha256', secret).update(`${header}.${payload}`).digest()
  if (!sameBytes(Buffer.from(signature, 'base64url'), expected)) return undefined
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims
  return claims.exp > now.getTime() / 1000 ? claims : undefined
}

export function sameText(given: string, expected: string): boolean {
  return sameBytes(Buffer.from(given), Buffer.from(expected))
}

function sameBytes(given: Buffer, expected: Buffer): boolean {
  return given.length === expected.length && timingSafeEqual(given, expected)
}
