// Ctrl-C and SIGTERM for a command that runs notebooks: the first ends the run with its reports and partial notebooks, the second
// ends the process now (the guard ends the kernels).
//
//   const signal = stopSignal()
export function stopSignal(): AbortSignal {
  const stop = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (stop.signal.aborted) process.exit(name === 'SIGINT' ? 130 : 143)
      process.stderr.write(`\n${name}: ending the run and writing its reports; once more ends it now.\n`)
      stop.abort(name)
    })
  }
  return stop.signal
}
