// Errors that a client sees: an HTTP status and a sentence. Whatever else is thrown is a fault of the platform.
//
//   throw badRequest('pageSize must be an integer from 1 to 1000')
import { STATUS_CODES } from 'node:http'
import type { WireError } from '../../wire/index.ts'

export class HttpError extends Error {
  readonly status: number
  readonly headers: Record<string, string>

  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message)
    this.name = 'HttpError'
    this.status = status
    this.headers = headers
  }
}

export function errorResponse(status: number, message: string, headers: Record<string, string> = {}): Response {
  const body: WireError = { statusCode: status, error: STATUS_CODES[status] ?? 'Error', message }
  return Response.json(body, { status, headers })
}

export const badRequest = (message: string): HttpError => new HttpError(400, message)
export const unauthorized = (message: string): HttpError =>
  new HttpError(401, message, { 'www-authenticate': 'Bearer' })
export const forbidden = (message: string): HttpError => new HttpError(403, message)
export const notFound = (message: string): HttpError => new HttpError(404, message)
export const conflict = (message: string): HttpError => new HttpError(409, message)
export const tooLarge = (message: string): HttpError => new HttpError(413, message)
export const unsupported = (message: string): HttpError => new HttpError(415, message)
