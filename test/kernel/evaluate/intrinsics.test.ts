// Whatever a cell does to JavaScript's own objects, the next one runs.
import { expect, test } from 'vitest'
import { startKernel } from '../start.ts'

test.each([
  ['Promise = undefined', 'Promise'],
  ['delete globalThis.Promise', 'Promise'],
  ['Promise.prototype.then = () => { throw 1 }', 'Promise.prototype.then'],
  ['Promise.race = Promise.resolve = () => { throw 1 }', 'Promise.race, Promise.resolve'],
  ['JSON.stringify = undefined', 'JSON.stringify'],
  ['delete globalThis.JSON', 'JSON'],
  ['Map = function () { throw 1 }; Set = Map', 'Map, Set'],
  ['Map.prototype.get = () => { throw 1 }', 'Map.prototype.get'],
  ['Array.prototype.map = Array.prototype.push = () => { throw 1 }', 'Array.prototype.push, Array.prototype.map'],
  ['delete Array.prototype[Symbol.iterator]', 'Array.prototype[Symbol.iterator]'],
  [
    'for (const key of Object.getOwnPropertyNames(Array.prototype)) if (key !== "length") Array.prototype[key] = () => { throw 1 }',
    'more',
  ],
  [
    `Object.defineProperty(Object.prototype, 'then', { get() { throw 1 }, configurable: true })`,
    'Object.prototype.then',
  ],
  ['Object.prototype.toJSON = () => { throw 1 }', 'Object.prototype.toJSON'],
  ['Object.prototype.get = () => 1', 'Object.prototype.get'],
  ['Object.entries = Object.defineProperty = () => { throw 1 }', 'Object.defineProperty, Object.entries'],
  ['Object = undefined', 'Object'],
  ['Error = undefined', 'Error'],
  ['Symbol.for = undefined', 'Symbol.for'],
  ['Reflect.apply = undefined', 'Reflect.apply'],
  ['Function.prototype.call = Function.prototype.bind = undefined', 'Function.prototype.bind, Function.prototype.call'],
  [
    'String.prototype.split = RegExp.prototype.exec = () => { throw 1 }',
    'String.prototype.split, RegExp.prototype.exec',
  ],
  ['Atomics.load = Atomics.add = Atomics.wait = () => { throw 1 }', 'Atomics.load, Atomics.add, Atomics.wait'],
  [`require('node:worker_threads').MessagePort.prototype.postMessage = () => {}`, 'MessagePort.prototype.postMessage'],
  [`require('node:inspector').Session.prototype.post = () => {}`, 'Session.prototype.post'],
  [`require('node:async_hooks').AsyncLocalStorage.prototype.run = () => {}`, 'AsyncLocalStorage.prototype.run'],
  ['delete globalThis.globalThis', 'globalThis'],
  [
    'setTimeout(() => { Array.prototype.push = undefined; throw new Error("late") }); await new Promise((r) => setTimeout(r, 50))',
    'Array.prototype.push',
  ],
])('%s', async (code, names) => {
  await using kernel = await startKernel()
  const { outputs, status } = await kernel.run(code)
  expect(status).toBe('ok')
  expect(outputs.find((output) => output.startsWith('stderr: Put back, ')) ?? 'nothing').toContain(names)
  expect((await kernel.run('[40, 2].map((n) => n + 1).join()')).outputs).toEqual([`execute_result: '41,3'`])
})

test.each([
  'delete globalThis.setTimeout; delete globalThis.setImmediate; delete globalThis.queueMicrotask; delete globalThis.performance',
  'delete process.nextTick; process.removeAllListeners(); process = undefined',
  'for (const key of Object.getOwnPropertyNames(globalThis)) try { delete globalThis[key] } catch {}',
  'for (const key of Object.getOwnPropertyNames(process)) try { delete process[key] } catch {}',
  `Object.defineProperty(globalThis, 'console', { value: null })`,
  'Object.freeze(Object.prototype); Object.freeze(Array.prototype); Object.preventExtensions(globalThis)',
  'Error.prepareStackTrace = () => { throw 1 }; Error.stackTraceLimit = 0; Error.captureStackTrace = undefined',
  'process.stdout.write = console.log = () => { throw 1 }',
  'delete globalThis.__loopbook',
  `process.on('uncaughtException', () => { throw new Error('handler') }); setTimeout(() => { throw new Error('timer') }); await new Promise((r) => setTimeout(r, 50))`,
  `process.removeAllListeners(); setTimeout(() => { throw new Error('timer') }); Promise.reject(1); await new Promise((r) => setTimeout(r, 50))`,
])('the kernel lives after: %s', async (code) => {
  await using kernel = await startKernel()
  await kernel.run(code)
  expect((await kernel.run('40 + 2')).outputs).toEqual(['execute_result: 42'])
  expect((await kernel.run('null.x')).status).toBe('error')
})

test('replacements that work stay', async () => {
  await using kernel = await startKernel()
  await kernel.run(`const calls = []
for (const [holder, name] of [[JSON, 'stringify'], [Array.prototype, 'map'], [Promise.prototype, 'then']]) {
  const original = holder[name]
  holder[name] = function (...all) { calls[name] = 1; return original.apply(this, all) }
}
globalThis.Promise = class extends Promise {}; Object.prototype.extra = 1`)
  const { outputs } = await kernel.run(`JSON.stringify([1].map(String)); Promise.resolve(1).then(String)
;[Object.keys(calls).join(), Promise.toString().slice(0, 5), ({}).extra]`)
  expect(outputs).toEqual([`execute_result: [ 'map,stringify,then', 'class', 1 ]`])
})

test('an error in the handler of errors is shown, too', async () => {
  await using kernel = await startKernel()
  const { outputs } = await kernel.run(
    `process.on('uncaughtException', ({ message }) => { throw new Error('handler of ' + message) }); setTimeout(() => { throw new Error('timer') }); await new Promise((r) => setTimeout(r, 100))`,
  )
  expect(outputs).toEqual(['error: Error: timer', 'error: Error: handler of timer'])
})
