// HTTP status → class of error.
//
//   classOf(404)      // NotFoundError
import {
  BadRequestError,
  ConflictError,
  DataloopError,
  FailedDependencyError,
  ForbiddenError,
  NotFoundError,
  RateLimitError,
  RequestTimeoutError,
  ServerError,
  UnauthorizedError,
} from './error.ts'

/** Class of an HTTP status. */
export function classOf(status: number): typeof DataloopError {
  if (status >= 500) return ServerError
  return byStatus[status] ?? (status >= 400 ? BadRequestError : DataloopError)
}

const byStatus: Readonly<Record<number, typeof DataloopError>> = {
  400: BadRequestError,
  401: UnauthorizedError,
  403: ForbiddenError,
  404: NotFoundError,
  408: RequestTimeoutError,
  409: ConflictError,
  422: BadRequestError,
  424: FailedDependencyError,
  429: RateLimitError,
}
