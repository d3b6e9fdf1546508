// `using` at the top of a cell, on the user's thread: V8's REPL mode takes the declaration but never disposes. A cell with
// resources stands in a try block that closes them, the last one first, as the standard's DisposableStack does (Node 24).
//
//   const r = createResources(); try { a = r.use(file) } catch (e) { r.fail(e) } finally { r.close() }

type Disposal = (() => unknown) | undefined

export interface Resources {
  use(resource: unknown): unknown
  /** An asynchronous one. */
  use(asynchronous: true, resource: unknown): unknown
  fail(error: unknown): void
  /** @throws what the cell threw, or what a disposal threw. */
  close(): void
  closeAsync(): Promise<void>
}

export function createResources(): Resources {
  const disposals: Disposal[] = []
  let failure: { error: unknown } | undefined

  const fail = (error: unknown): void => {
    failure = { error: failure ? suppressed(error, failure.error) : error }
  }
  const end = (): void => {
    if (failure) throw failure.error
  }
  return {
    use(...given: unknown[]) {
      const resource = given.at(-1)
      if (resource !== null && resource !== undefined) disposals.push(disposalOf(resource, given.length > 1))
      return resource
    },
    fail,
    close() {
      for (const dispose of disposals.toReversed()) {
        try {
          dispose?.()
        } catch (error) {
          fail(error)
        }
      }
      end()
    },
    async closeAsync() {
      for (const dispose of disposals.toReversed()) {
        try {
          await dispose?.()
        } catch (error) {
          fail(error)
        }
      }
      end()
    },
  }
}

function disposalOf(resource: unknown, asynchronous: boolean): Disposal {
  const methods = Object(resource) as Partial<Record<symbol, unknown>>
  const found = (asynchronous ? methods[Symbol.asyncDispose] : undefined) ?? methods[Symbol.dispose]
  if (typeof found === 'function') return () => Reflect.apply(found, resource, []) as unknown
  const symbol = asynchronous ? 'Symbol.asyncDispose' : 'Symbol.dispose'
  throw Object.assign(new TypeError(`The resource of \`using\` has no method [${symbol}].`), {
    hint: `give it one, or declare it with const.`,
  })
}

function suppressed(error: unknown, before: unknown): Error {
  if (typeof SuppressedError === 'function')
    return new SuppressedError(error, before, 'An error was suppressed during disposal.')
  return new AggregateError([error, before], 'An error was suppressed during disposal.')
}
