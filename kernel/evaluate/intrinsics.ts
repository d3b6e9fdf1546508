// JavaScript's own objects, which the kernel shares with the cells. A cell that breaks one (`Array.prototype.push = …`, `delete
// globalThis.Promise`) would be the last one: so what then no longer does what it should is put back, and the cell is told.
// Replacements that work, such as polyfills and spies, stay.
//
//   const mend = watchIntrinsics((names) => outbox.write('stderr', …));  mend()   // 3 µs when nothing has changed
import { AsyncLocalStorage } from 'node:async_hooks'
import { Session } from 'node:inspector'
import { MessageChannel, MessagePort, receiveMessageOnPort } from 'node:worker_threads'

interface Watched {
  name: string
  holder: Record<PropertyKey, unknown>
  key: PropertyKey
  value: unknown
  descriptor: PropertyDescriptor
}

const { ownKeys, defineProperty, deleteProperty, getPrototypeOf } = Reflect

const { iterator } = Symbol
const iteratorOf = (list: Iterable<unknown>): object => getPrototypeOf(list[Symbol.iterator]())!
const ofLists = ownKeys(Array.prototype).filter((key) => key !== 'length')
/** What is looked at, by holder: what `works` tries, and whatever else of lists. */
const needed: readonly (readonly [name: string, holder: object, keys: readonly PropertyKey[]])[] = [
  [
    '',
    globalThis,
    'Object Array Map Set Error TypeError String Number Promise Symbol Reflect JSON Atomics Int32Array AbortController globalThis'.split(
      ' ',
    ),
  ],
  ['Array', Array, ['isArray', 'from']],
  ['Array.prototype', Array.prototype, ofLists],
  ['ArrayIterator.prototype', iteratorOf([]), ['next']],
  ['Map.prototype', Map.prototype, ['get', 'set', 'has', 'delete', 'keys', iterator]],
  ['MapIterator.prototype', iteratorOf(new Map()), ['next']],
  ['Set.prototype', Set.prototype, ['add', 'has', 'delete', iterator]],
  ['SetIterator.prototype', iteratorOf(new Set()), ['next']],
  [
    'String.prototype',
    String.prototype,
    'trim replace replaceAll split includes startsWith endsWith slice padStart toLowerCase indexOf match'.split(' '),
  ],
  ['RegExp.prototype', RegExp.prototype, ['exec', 'test']],
  ['Function.prototype', Function.prototype, ['apply', 'bind', 'call']],
  ['Object', Object, 'assign defineProperty keys entries fromEntries hasOwn freeze'.split(' ')],
  ['Promise', Promise, ['withResolvers', 'race', 'all', 'resolve']],
  ['Promise.prototype', Promise.prototype, ['then', 'finally', 'constructor']],
  ['Symbol', Symbol, ['for']],
  ['Reflect', Reflect, ['apply', 'get']],
  ['JSON', JSON, ['stringify', 'parse']],
  ['Atomics', Atomics, ['load', 'store', 'add', 'sub', 'wait']],
  ['MessagePort.prototype', MessagePort.prototype, ['postMessage']],
  ['AsyncLocalStorage.prototype', AsyncLocalStorage.prototype, ['run', 'getStore']],
  ['Session.prototype', Session.prototype, ['connect', 'post', 'disconnect']],
]

/** @param tell gets the names of what was put back. */
export function watchIntrinsics(tell: (names: readonly string[]) => void): () => void {
  let mend: (() => void) | undefined
  // While the first cell is still on its way.
  setImmediate(() => (mend ??= mender(tell)))
  return () => (mend ??= mender(tell))()
}

function mender(tell: (names: readonly string[]) => void): () => void {
  const watched = needed.flatMap(([name, holder, keys]) => keys.map((key) => watch(name, holder, key)))
  const root = Object.prototype
  const rootKeys = ownKeys(root)
  // No method, iterator or global in here: any of them may be the broken one.
  return () => {
    let changed = ownKeys(root).length !== rootKeys.length
    for (let index = 0; index < watched.length && !changed; index++) changed = isChanged(watched[index]!)
    if (!changed) return
    if (works()) return accept(watched)
    const names: string[] = []
    for (let index = 0; index < watched.length; index++) {
      const each = watched[index]!
      if (!isChanged(each)) continue
      defineProperty(each.holder, each.key, each.descriptor)
      names[names.length] = each.name
    }
    if (!works()) removeAdded(root, rootKeys, names)
    tell(names)
  }
}

function watch(name: string, holder: object, key: PropertyKey): Watched {
  const full =
    typeof key === 'symbol' ? `${name}[${key.description}]` : `${name}${name === '' ? '' : '.'}${String(key)}`
  const record = holder as Record<PropertyKey, unknown>
  return {
    name: full,
    holder: record,
    key,
    value: record[key],
    descriptor: Object.getOwnPropertyDescriptor(holder, key)!,
  }
}

/** Until the next change. */
function accept(watched: readonly Watched[]): void {
  for (let index = 0; index < watched.length; index++) {
    const each = watched[index]!
    each.value = each.holder[each.key]
  }
}

function isChanged({ holder, key, value }: Watched): boolean {
  try {
    return holder[key] !== value
  } catch {
    return true
  }
}

function removeAdded(root: object, known: readonly PropertyKey[], names: string[]): void {
  const keys = ownKeys(root)
  for (let index = 0; index < keys.length; index++) {
    let own = false
    for (let at = 0; at < known.length; at++) own ||= known[at] === keys[index]
    if (own) continue
    deleteProperty(root, keys[index]!)
    names[names.length] = `Object.prototype.${String(keys[index])}`
  }
}

/** Does a little of all that the kernel does. */
function works(): boolean {
  try {
    return arrays() && texts() && keyed() && objects() && promises() && threads()
  } catch {
    return false
  }
}

function arrays(): boolean {
  const list = [3, 1]
  list.push(2)
  const [first, ...more] = list.map((each) => each + 1).filter((each) => each > 0)
  for (const each of list.entries()) if (each.length !== 2) return false
  if (!list.includes(3) || list.indexOf(1) !== 1 || list.at(-1) !== 2 || list.find((each) => each === 3) !== 3)
    return false
  if (
    !list.some((each) => each === 1) ||
    list.every((each) => each === 1) ||
    list.flatMap((each) => [each, each]).length !== 6
  )
    return false
  const sorted = list
    .slice(0, 2)
    .concat([5])
    .sort((a, b) => a - b)
    .join()
  return first === 4 && more.length === 2 && sorted === '1,3,5' && Array.isArray(list) && Array.from(list).shift() === 3
}

function texts(): boolean {
  const text = ' Ab,c '.trim().replace(/b/, 'd').replaceAll('c', 'e')
  const found = /(?<name>d),/.exec(text)
  return (
    text.split(',').length === 2 &&
    found?.groups?.['name'] === 'd' &&
    /[A-C]/.test(text) &&
    text.includes('e') &&
    text.startsWith('A') &&
    text.endsWith('e') &&
    text.slice(0, 1).padStart(2).toLowerCase() === ' a' &&
    text.indexOf('d') === 1 &&
    text.match(/e/) !== null &&
    String(5) === '5' &&
    Number('5') === 5
  )
}

function keyed(): boolean {
  const map = new Map([['a', 1]]).set('b', 2)
  for (const [key, value] of map) if (map.get(key) !== value) return false
  const set = new Set([1]).add(2)
  for (const each of set) if (!set.has(each)) return false
  return map.delete('a') && !map.has('a') && map.keys().next().value === 'b' && map.size === 1 && set.delete(1)
}

function objects(): boolean {
  const made: Record<string, unknown> = Object.assign({}, { a: 1 })
  Object.defineProperty(made, 'hidden', { value: 2 })
  if (made['then'] !== undefined || made['toJSON'] !== undefined) return false
  const call = function (this: unknown, add: number): unknown[] {
    return [this, add]
  }
  return (
    Object.keys(made).length === 1 &&
    Object.entries(made)[0]![1] === 1 &&
    Object.fromEntries([['x', 1]])['x'] === 1 &&
    Object.hasOwn(Object.freeze(made), 'hidden') &&
    JSON.stringify(made) === '{"a":1}' &&
    (JSON.parse('[1]') as unknown[]).length === 1 &&
    call.call(5, 1).length + call.apply(5, [1]).length + call.bind(5)(1).length === 6 &&
    Reflect.apply(call, 5, [2])[1] === 2 &&
    Symbol.for('a') === Symbol.for('a') &&
    typeof new Error('text').stack !== 'number' &&
    new TypeError('text') instanceof Error &&
    typeof globalThis === 'object'
  )
}

function promises(): boolean {
  const made = new Promise<number>(() => {})
  const both = [Promise.withResolvers<number>().promise, Promise.resolve(1)]
  const all = [Promise.race(both), Promise.all(both), made]
  for (const each of all)
    if (!(each instanceof Promise) || !(each.then(() => 1).finally(() => 1) instanceof Promise)) return false
  return !new AbortController().signal.aborted
}

function threads(): boolean {
  const numbers = new Int32Array(1)
  Atomics.store(numbers, 0, 2)
  const shared = Atomics.add(numbers, 0, 1) === 2 && Atomics.load(numbers, 0) === 3
  return shared && new AsyncLocalStorage().run(1, () => 4) === 4 && posts() && evaluates()
}

function posts(): boolean {
  const { port1, port2 } = new MessageChannel()
  try {
    port1.postMessage(5)
    return receiveMessageOnPort(port2)?.message === 5
  } finally {
    port1.close()
  }
}

function evaluates(): boolean {
  const session = new Session()
  session.connect()
  let answered = false
  session.post('Runtime.evaluate', { expression: '1' }, (error) => (answered = error === null))
  session.disconnect()
  return answered
}
