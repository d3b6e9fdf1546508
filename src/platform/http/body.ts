// Request bodies: JSON objects and lists of a bounded size, and their fields with the types they must have. What is wrong
// becomes a 400, 413 or 415 with a sentence.
//
//   const body = await readObject(context); const name = text(body, 'name')
import type { HonoRequest } from 'hono'
import { badRequest, tooLarge, unsupported } from './errors.ts'
import { isObject } from '../query/dql.ts'

export type Body = Record<string, unknown>

const largestJson = 32 * 1024 * 1024
const deepest = 100

export async function readJson(request: HonoRequest, options: { optional?: boolean } = {}): Promise<unknown> {
  const type = request.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  const bytes = await readBytes(request, largestJson)
  if (bytes.byteLength === 0) {
    if (options.optional) return {}
    throw badRequest('the request has no body: send JSON')
  }
  if (type !== undefined && type !== 'application/json' && type !== 'text/plain')
    throw unsupported(`send application/json, not ${type}`)
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw badRequest('the body is not valid JSON')
  }
  checkDepth(value, 0)
  return value
}

export async function readObject(request: HonoRequest, options: { optional?: boolean } = {}): Promise<Body> {
  const value = await readJson(request, options)
  if (!isObject(value)) throw badRequest('the body must be a JSON object')
  return value
}

/** The whole body, refused as soon as it is too long. */
export async function readBytes(request: HonoRequest, limit: number): Promise<Uint8Array> {
  const stream = request.raw.body
  const announced = Number(request.header('content-length') ?? 0)
  if (announced > limit) throw tooLarge(`the body may have at most ${limit} bytes`)
  if (!stream) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > limit) throw tooLarge(`the body may have at most ${limit} bytes`)
    chunks.push(chunk)
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
}

// SQLite's JSON has a depth limit, and so has every recursion over a document.
function checkDepth(value: unknown, depth: number): void {
  if (depth > deepest) throw badRequest(`the JSON is nested more than ${deepest} deep`)
  if (value !== null && typeof value === 'object')
    for (const inner of Object.values(value)) checkDepth(inner, depth + 1)
}

export function text(body: Body, key: string, longest = 4096): string {
  const value = body[key]
  if (typeof value !== 'string' || value === '') throw badRequest(`'${key}' must be a string that is not empty`)
  return checkText(value, key, longest)
}

export function checkText(value: string, key: string, longest = 4096): string {
  if (value.length > longest) throw badRequest(`'${key}' may have at most ${longest} characters`)
  // SQLite would cut text at a NUL, and could not give back half a surrogate pair.
  if (value.includes('\0') || !value.isWellFormed()) throw badRequest(`'${key}' holds characters that are no text`)
  return value
}

export function optionalText(body: Body, key: string, longest = 65_536): string | undefined {
  const value = body[key]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw badRequest(`'${key}' must be a string`)
  return checkText(value, key, longest)
}

export function optionalNumber(body: Body, key: string, least: number, most: number): number | undefined {
  const value = body[key]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'number' || !(value >= least && value <= most))
    throw badRequest(`'${key}' must be a number from ${least} to ${most}`)
  return value
}

export function optionalObject(body: Body, key: string): Body | undefined {
  const value = body[key]
  if (value === undefined || value === null) return undefined
  if (!isObject(value)) throw badRequest(`'${key}' must be an object`)
  return value
}

export function texts(value: unknown, key: string, most = 100_000): string[] {
  if (!Array.isArray(value) || value.some((element) => typeof element !== 'string'))
    throw badRequest(`'${key}' must be a list of strings`)
  if (value.length > most) throw badRequest(`'${key}' may have at most ${most} elements`)
  return value as string[]
}
