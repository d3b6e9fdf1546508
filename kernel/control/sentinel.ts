// SIGINT while the user's thread computes: JavaScript handlers run only when it is free, and Jupyter's message comes by another
// way. A thread that does nothing but wait in a script which Node breaks off at SIGINT notices every one, and tells.
// Started when a cell has run for a moment: before that nobody stops one, and most sessions get by without its 10 MB.
// It waits twice, one script within the other: were there none for a moment, Node would give the signal its default meaning.
//
//   const stop = startSentinel(() => interrupter.interrupt())
import { Worker } from 'node:worker_threads'

const source = `
const { parentPort } = require('node:worker_threads')
const { Script } = require('node:vm')
globalThis.wait = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
const inner = new Script('wait()')
globalThis.loop = () => {
  for (;;) {
    try { inner.runInThisContext({ breakOnSigint: true }) } catch { parentPort.postMessage('SIGINT') }
  }
}
for (;;) try { new Script('loop()').runInThisContext({ breakOnSigint: true }) } catch { parentPort.postMessage('SIGINT') }
`

export function startSentinel(onSignal: () => void): () => void {
  const worker = new Worker(source, {
    eval: true,
    execArgv: [],
    stdout: false,
    stderr: false,
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, codeRangeSizeMb: 1, stackSizeMb: 1 },
  })
  worker.on('message', onSignal)
  worker.on('error', () => {})
  worker.unref()
  return () => void worker.terminate()
}
