// What stands behind the numbers by which clients ask for the inside of things: scopes of a frame, objects, ranges of long
// arrays. Looked up when asked for, a piece at a time, without running the user's code.
//
//   const reference = variables.ofScopes([{ objectId, … }]);  await variables.list(reference, {})
import type { Runtime } from 'node:inspector'
import { writtenName } from '../compile/index.ts'
import type { ControlInspector } from '../control/inspector.ts'
import type { Evaluation } from './evaluation.ts'
import { DebugError } from './protocol.ts'
import { accessorOf, pathTo, sizeOf, valueText, variableOf } from './values.ts'
import type { Variable } from './values.ts'

/** One of V8's scopes; several of them may be one for people. */
export interface ScopeObject {
  objectId: string
  type: string
  /** V8's number of it in its frame, by which it is written to. */
  number: number
  callFrameId: string
  /** Scopes further inside, whose names hide its own. */
  inner: readonly string[]
}

/** Where a variable is written to. */
export type Owner = { scope: ScopeObject } | { objectId: string }

export type Holder =
  | { kind: 'scopes'; scopes: readonly ScopeObject[]; first: readonly Variable[]; hidden(name: string): boolean }
  | {
      kind: 'object'
      objectId: string
      subtype: string | undefined
      size: number
      path: string | undefined
      /** Of a value whose properties don't tell it, such as a date's. */
      text: Variable | undefined
    }
  | { kind: 'range'; objectId: string; subtype: string | undefined; from: number; to: number; path: string | undefined }

export interface Page {
  start?: number | undefined
  count?: number | undefined
  filter?: string | undefined
}

/** More are shown in ranges. */
const pageSize = 1000

export class Variables {
  readonly #control: ControlInspector
  readonly #evaluation: Evaluation
  readonly #group: string
  /** V8 gives a stop's scopes as they were when it came. */
  #changed = false
  readonly #holders = new Map<number, Holder>()
  #last: number

  /** @param first the references begin there: two of these have none in common. */
  constructor(control: ControlInspector, evaluation: Evaluation, { group, first }: { group: string; first: number }) {
    this.#control = control
    this.#evaluation = evaluation
    this.#group = group
    this.#last = first
  }

  /** Something was evaluated that may have given other values to the variables of scopes. */
  change(): void {
    this.#changed = true
  }

  has(reference: number): boolean {
    return this.#holders.has(reference)
  }

  clear(): void {
    this.#holders.clear()
    this.#changed = false
  }

  ofScopes(
    scopes: readonly ScopeObject[],
    first: readonly Variable[] = [],
    hidden: (name: string) => boolean = () => false,
  ): number {
    return this.#add({ kind: 'scopes', scopes, first, hidden })
  }

  /** The variable for a value, with a reference if it has an inside. */
  variable(name: string, value: Runtime.RemoteObject, path?: string): Variable {
    const { objectId, subtype } = value
    const size = sizeOf(value) ?? 0
    const told = tellsNothing.has(subtype ?? '')
    const text = told ? { name: '(text)', value: valueText(value), type: 'str', variablesReference: 0 } : undefined
    const reference = objectId === undefined ? 0 : this.#add({ kind: 'object', objectId, subtype, size, path, text })
    return variableOf(name, value, { reference, evaluateName: path })
  }

  /** @throws DebugError */
  holder(reference: number): Holder {
    const holder = this.#holders.get(reference)
    if (holder) return holder
    throw new DebugError('These variables are gone: the program has run on since they were shown.')
  }

  async list(reference: number, page: Page): Promise<Variable[]> {
    const holder = this.holder(reference)
    switch (holder.kind) {
      case 'scopes':
        return paged(await this.#scopes(holder), page)
      case 'range':
        return await this.#elements(holder, holder.from, holder.to)
      case 'object':
        return await this.#object(holder, page)
    }
  }

  /** @throws DebugError */
  async owner(reference: number, name: string): Promise<Owner> {
    const holder = this.holder(reference)
    if (holder.kind === 'scopes') {
      for (const scope of holder.scopes) {
        const found = await this.#properties(scope.objectId)
        if (found.some((property) => writtenName(property.name) === name)) return { scope }
      }
      throw new DebugError(`There is no variable ${name}.`)
    }
    if (holder.subtype === 'map' || holder.subtype === 'set')
      throw new DebugError('Entries of a Map or Set can not be set; evaluate an expression that does.')
    return { objectId: holder.objectId }
  }

  async #scopes({ scopes, first, hidden }: Holder & { kind: 'scopes' }): Promise<Variable[]> {
    const lists = await Promise.all(
      scopes.map((scope) => (this.#changed ? this.#fresh(scope) : this.#properties(scope.objectId))),
    )
    const found = new Map(first.map((variable) => [variable.name, variable]))
    for (const property of lists.flat()) {
      const { value } = property
      const name = writtenName(property.name)
      if (found.has(name) || hidden(name)) continue
      // What is declared further below has no value yet.
      if (value) found.set(name, this.variable(name, value, pathTo(undefined, name)))
      else if (property.get) found.set(name, accessorOf(name, property))
    }
    return [...found.values()]
  }

  async #fresh(scope: ScopeObject): Promise<Runtime.PropertyDescriptor[]> {
    const { objectId, type, inner, callFrameId } = scope
    if (type === 'global') return await this.#properties(objectId)
    const evaluation = this.#evaluation
    const group = this.#group
    if (type === 'script') {
      const names = (await evaluation.names()).map((name) => ({ name }))
      return await this.#valued(names, (name) => evaluation.look(name, undefined, group))
    }
    const hidden = new Set(
      (await Promise.all(inner.map((one) => this.#properties(one)))).flat().map(({ name }) => name),
    )
    const known = await this.#properties(objectId)
    return await this.#valued(known, async (name) =>
      hidden.has(name) ? known.find((one) => one.name === name)?.value : evaluation.look(name, callFrameId, group),
    )
  }

  async #valued(
    properties: readonly { name: string }[],
    look: (name: string) => Promise<Runtime.RemoteObject | undefined>,
  ): Promise<Runtime.PropertyDescriptor[]> {
    return await Promise.all(
      properties.map(async ({ name }) => {
        const value = await look(name)
        return { name, configurable: true, enumerable: true, ...(value ? { value } : {}) }
      }),
    )
  }

  async #object(holder: Holder & { kind: 'object' }, page: Page): Promise<Variable[]> {
    const { size, objectId } = holder
    const { start = 0, count = 0, filter } = page
    if (filter === 'indexed') return await this.#elements(holder, start, Math.min(size, start + (count || pageSize)))
    if (filter === undefined && (start > 0 || count > 0) && size > 0)
      return await this.#elements(holder, start, Math.min(size, start + (count || size)))
    const named = paged(await this.#named(objectId, holder), filter === 'named' ? page : {})
    if (filter === 'named' || size === 0) return named
    return [...(await this.#elements(holder, 0, size)), ...named]
  }

  async #elements(
    { objectId, subtype, path }: { objectId: string; subtype: string | undefined; path: string | undefined },
    from: number,
    to: number,
  ): Promise<Variable[]> {
    if (to - from > pageSize) return this.#ranges({ objectId, subtype, path }, from, to)
    const keyed = subtype === 'map' || subtype === 'set'
    const { result } = await this.#control.call<Runtime.CallFunctionOnReturnType>('Runtime.callFunctionOn', {
      objectId,
      functionDeclaration: keyed ? entries : elements,
      arguments: [{ value: from }, { value: to }],
      silent: true,
    })
    if (result.objectId === undefined) return []
    const found = (await this.#properties(result.objectId)).filter(({ enumerable }) => enumerable)
    if (!keyed) {
      return found.flatMap(({ name, value }) =>
        value ? [this.variable(name, value, path === undefined ? undefined : `${path}[${name}]`)] : [],
      )
    }
    const values = found.flatMap(({ value }) => value ?? [])
    if (subtype === 'set') return values.map((value, at) => this.variable(String(from + at), value))
    const pairs = Array.from({ length: values.length / 2 }, (_, at) => [values[2 * at]!, values[2 * at + 1]!] as const)
    return pairs.map(([key, value]) => this.variable(key.type === 'string' ? String(key.value) : valueText(key), value))
  }

  #ranges(
    part: { objectId: string; subtype: string | undefined; path: string | undefined },
    from: number,
    to: number,
  ): Variable[] {
    const step = pageSize ** Math.ceil(Math.log(to - from) / Math.log(pageSize) - 1 - 1e-9)
    return Array.from({ length: Math.ceil((to - from) / step) }, (_, index) => {
      const start = from + index * step
      const end = Math.min(to, start + step)
      const reference = this.#add({ kind: 'range', ...part, from: start, to: end })
      return { name: `[${start} … ${end - 1}]`, value: '', type: 'range', variablesReference: reference }
    })
  }

  async #named(objectId: string, { subtype, size, path, text }: Holder & { kind: 'object' }): Promise<Variable[]> {
    // A typed array's million elements would all be told.
    const counted = size > 0 && subtype?.endsWith('array') === true
    const { result, internalProperties, privateProperties } = await this.#lookInto(objectId, counted)
    const own = result.flatMap((property) => {
      const { name, value, get, set } = property
      if (name === '__proto__' || (name === 'length' && size > 0)) return []
      if (value) return [this.variable(name, value, pathTo(path, name))]
      return (get ?? set) ? [accessorOf(name, property)] : []
    })
    const hidden = (privateProperties ?? []).flatMap(({ name, value }) => (value ? [this.variable(name, value)] : []))
    const internal = (internalProperties ?? []).flatMap(({ name, value }) =>
      value && shownInternals.has(name) ? [this.variable(name, value)] : [],
    )
    const all = [...(text === undefined ? [] : [text]), ...own, ...hidden, ...internal]
    if (all.length <= pageSize) return all
    const more = { name: '…', value: `${all.length - pageSize} more`, type: '', variablesReference: 0 }
    return [...all.slice(0, pageSize), more]
  }

  async #lookInto(objectId: string, nonIndexed: boolean): Promise<Properties> {
    return await this.#control.call('Runtime.getProperties', {
      objectId,
      ownProperties: true,
      generatePreview: true,
      nonIndexedPropertiesOnly: nonIndexed,
    })
  }

  async #properties(objectId: string): Promise<Runtime.PropertyDescriptor[]> {
    return (await this.#lookInto(objectId, false)).result
  }

  #add(holder: Holder): number {
    this.#holders.set(++this.#last, holder)
    return this.#last
  }
}

const tellsNothing: ReadonlySet<string> = new Set(['date', 'regexp'])

/** With what Node's own types leave out. */
type Properties = Runtime.GetPropertiesReturnType & {
  privateProperties?: { name: string; value?: Runtime.RemoteObject }[]
}

const shownInternals: ReadonlySet<string> = new Set([
  '[[PromiseState]]',
  '[[PromiseResult]]',
  '[[PrimitiveValue]]',
  '[[Target]]',
  '[[Handler]]',
  '[[TargetFunction]]',
  '[[BoundThis]]',
  '[[GeneratorState]]',
])

/** Values only: a getter in an array stays unrun. Kept sparse. */
const elements = `function (from, to) {
  const found = Object.create(null)
  for (let index = from; index < to; index++) {
    const property = Object.getOwnPropertyDescriptor(this, index)
    if (property && 'value' in property) found[index] = property.value
  }
  return found
}`

const entries = `function (from, to) {
  const map = this instanceof Map
  const found = []
  let index = 0
  for (const entry of (map ? Map : Set).prototype.entries.call(this)) {
    if (index >= to) break
    if (index++ >= from) found.push(...(map ? entry : [entry[0]]))
  }
  return found
}`

function paged(variables: readonly Variable[], { start = 0, count = 0 }: Page): Variable[] {
  return variables.slice(start, count > 0 ? start + count : undefined)
}
