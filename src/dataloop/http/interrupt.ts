// The signal of the running cell, by which an interrupt reaches requests and waits. Long work takes it when it begins: what
// one cell started must not go on under the next one's signal.
//
//   const signal = withCell(options.signal)

/** The given signal, the cell's, or either of both; undefined outside of a notebook. */
export function withCell(signal: AbortSignal | undefined): AbortSignal | undefined {
  const hook = (globalThis as Record<symbol, unknown>)[Symbol.for('loopbook.interrupt')]
  const cell = typeof hook === 'function' ? (hook as () => AbortSignal | undefined)() : undefined
  return signal && cell && signal !== cell ? AbortSignal.any([signal, cell]) : (signal ?? cell)
}
