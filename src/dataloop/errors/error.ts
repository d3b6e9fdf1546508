// The base of every error of the library, and the classes by cause. An error says what failed in one sentence, which
// request it was, and what to do next (`hint`). It never holds a token, a header or a body that was sent.
//
//   try { await dataset.items.get(id) } catch (error) { if (error instanceof NotFoundError) console.log(error.hint) }

/** What an error knows besides its message. */
export interface ErrorDetails {
  /** HTTP status, when the platform answered. */
  status?: number
  /** 'GET /items/63ce…': method and path, without host, query values or headers. */
  request?: string
  /** The next step, as a sentence. */
  hint?: string
  /** The platform's id of the request, for a support question. */
  requestId?: string
  cause?: unknown
}

/**
 * Base class of everything the library throws.
 * @example
 * try { await dl.projects.get({ name: 'Nope' }) } catch (error) { console.log(error instanceof NotFoundError, error.hint) }
 */
export class DataloopError extends Error {
  /** The class's name. */
  override readonly name: string = 'DataloopError'
  /** HTTP status, when the platform answered. */
  declare readonly status?: number
  /** 'GET /items/63ce…': method and path, without host, query values or headers. */
  declare readonly request?: string
  /** The next step, as a sentence. */
  declare readonly hint?: string
  /** The platform’s id of the request, for a support question. */
  declare readonly requestId?: string

  constructor(message: string, { cause, ...details }: ErrorDetails = {}) {
    super(message, cause === undefined ? {} : { cause })
    for (const [key, value] of Object.entries(details)) {
      if (value !== undefined) Object.defineProperty(this, key, { value, enumerable: true, configurable: true })
    }
    // A name on every instance would show up in console.log beside the class's own.
    Object.defineProperty(this, 'name', { value: new.target.name, enumerable: false, configurable: true })
  }

  /** What JSON.stringify and loggers see: never more than the message, status, request and hint. */
  toJSON(): Record<string, unknown> {
    const { name, message, status, request, hint, requestId } = this
    return { name, message, ...defined({ status, request, hint, requestId }) }
  }
}

/** 400 and 422: the platform refused what was sent. */
export class BadRequestError extends DataloopError {}
/** 401: no token, or one that expired or is not valid here. */
export class UnauthorizedError extends DataloopError {}
/** 403: the account may not do this. */
export class ForbiddenError extends DataloopError {}
/** 404: nothing has that id or name. */
export class NotFoundError extends DataloopError {}
/** 409: something with that name exists already, or the entity was changed meanwhile. */
export class ConflictError extends DataloopError {}
/** 424, or a command of the platform that ended in failure. */
export class FailedDependencyError extends DataloopError {}
/** 429, after the retries. */
export class RateLimitError extends DataloopError {}
/** 5xx, after the retries. */
export class ServerError extends DataloopError {}
/** 408, or no answer within the timeout. */
export class RequestTimeoutError extends DataloopError {}
/** The platform could not be reached, or the connection broke. */
export class ConnectionError extends DataloopError {}
/** The answer is not what the protocol promises: broken JSON, a page without items. */
export class BrokenResponseError extends DataloopError {}
/** The request was cancelled by an AbortSignal, or by interrupting the cell. */
export class CancelledError extends DataloopError {}
/** A value that cannot be right; thrown before anything is sent. */
export class InvalidArgumentError extends DataloopError {}

function defined(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))
}
