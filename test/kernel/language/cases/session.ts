// The cells that the cases build on. They run: the same table goes through a real kernel.
// Names are redeclared with other types on purpose; `failing` throws after declaring something.

export const session: readonly string[] = [
  `/** A person. */
interface User {
  firstName: string
  lastName?: string
  /** In years. */
  age: number
  address: { city: string; zip: number }
}
const ann: User = { firstName: 'Ann', age: 36, address: { city: 'Rome', zip: 100 } }
let count = 1`,
  `/**
 * Adds two numbers.
 * @param a the first
 * @param b the second
 * @returns the sum
 * @example
 * add(1, 2) // 3
 */
function add(a: number, b = 2): number {
  return a + b
}
/** Finds something. */
function find(id: number): User
function find(name: string, exact: boolean): User
function find(key: number | string, exact?: boolean): User {
  return ann
}`,
  `/** Holds a value. */
class Box<T> {
  static made = 0
  #secret = 1
  constructor(public value: T, readonly label = 'box') {}
  /** Opens it. */
  open(): T {
    return this.value
  }
  get size() {
    return this.#secret
  }
}
enum Colour { Red = 'red', Blue = 'blue' }
type Mode = 'read' | 'write'
interface Options { mode: Mode; encoding?: 'utf8' | 'hex'; retries?: number; 'dry-run'?: boolean }
function openFile(path: string, options: Options): void {}
const box = new Box(ann)`,
  `import * as path from 'node:path'
import { readFileSync } from 'node:fs'
const list = [ann]
const byName = new Map<string, User>([['ann', ann]])
async function load() {
  return { rows: [1, 2, 3], total: 3 }
}
const pending = load()`,
  `let count = 'redeclared'
const { city, zip: postcode } = ann.address
const [first, ...others] = list
var hoisted = true
namespace Geo {
  export const origin = { x: 0, y: 0 }
}
const anything: any = { dynamic: 1 }
const grüße = { herzlich: 1 }
type Tree = { left?: Tree; right?: Tree; value: number }
const tree: Tree = { value: 1 }
interface Span { gte?: number; lt?: number }
function between(options: { when: Date | Span }): void {}
interface Loop<T> extends Array<Loop<Loop<T>>> {}
const loop: Loop<string> = [] as never`,
]

/** Throws at run time; what it declared before stays. */
export const failing = `const beforeThrow = { kept: 1 }
throw new Error('on purpose')
const afterThrow = 2`

/** A cell that doesn't compile: nothing of it remains. */
export const broken = 'const neverThere = '
