// debug_request: what of it needs no debugger. `debugInfo` says that none is started, `inspectVariables` lists what is alive, for
// variable panels; breakpoints and steps are answered as not supported.
import type { Handler } from './context.ts'

export const debug: Handler = async ({ variables }, { content }) => {
  const { command, seq } = content
  const reply = { type: 'response', request_seq: seq, seq: 1, command }
  if (command === 'debugInfo') {
    const body = {
      isStarted: false,
      hashMethod: 'Murmur2',
      hashSeed: 0,
      tmpFilePrefix: '',
      tmpFileSuffix: '.ts',
      breakpoints: [],
      stoppedThreads: [],
      richRendering: false,
      exceptionPaths: [],
      copyToGlobals: false,
    }
    return { ...reply, success: true, body }
  }
  if (command === 'inspectVariables') {
    const found = await variables()
    const list = found.map(({ name, preview = '' }) => ({
      name,
      value: preview,
      type: '',
      evaluateName: name,
      variablesReference: 0,
    }))
    return { ...reply, success: true, body: { variables: list } }
  }
  return { ...reply, success: false, message: `This kernel has no debugger: ${String(command)} is not supported.` }
}
