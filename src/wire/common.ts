// What every payload of the platform shares: stamps, metadata, pages, errors. Types only. Fields that some platform versions
// leave out are optional: a client must bear their absence, a server must give them.
//
//   const page: WirePage<WireItem> = await response.json()

/** Metadata of any entity: `user` is the client's, `system` the platform's. */
export interface WireMetadata {
  user?: Record<string, unknown>
  system?: Record<string, unknown>
  [key: string]: unknown
}

/** Who made an entity and when, in ISO 8601 with milliseconds, UTC. */
export interface WireStamps {
  id: string
  creator?: string
  createdAt?: string
  updatedAt?: string
  updatedBy?: string
  url?: string
  metadata?: WireMetadata
}

/** One page of a list. */
export interface WirePage<T> {
  items: T[]
  totalItemsCount?: number
  totalPagesCount?: number
  hasNextPage?: boolean
}

/** The body of every answer from 400 on. */
export interface WireError {
  statusCode: number
  /** The HTTP status in words: 'Not Found'. */
  error: string
  message: string
}
