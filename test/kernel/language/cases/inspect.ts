// Inspection: `¦` marks the cursor. `says` are parts of the plain text (of the Markdown, for `markdown`), in any order;
// without them nothing must be found.

export interface InspectCase {
  at: string
  detail?: 0 | 1
  says?: readonly string[]
  markdown?: readonly string[]
}

export const inspectCases: readonly InspectCase[] = [
  { at: 'ann¦', says: ['const ann: User'] },
  { at: 'a¦nn', says: ['const ann: User'] },
  { at: 'ann.age¦', says: ['(property) User.age: number', 'In years.'] },
  { at: 'ann.lastName¦', says: ['(property) User.lastName?: string'] },
  { at: 'ann.address¦', says: ['(property) User.address: { city: string; zip: number; }'] },
  { at: 'count¦', says: ['let count: string'] },
  { at: 'city¦', says: ['const city: string'] },
  { at: 'postcode¦', says: ['const postcode: number'] },
  { at: 'hoisted¦', says: ['var hoisted: boolean'] },
  {
    at: 'add¦',
    says: [
      'function add(a: number, b?: number): number',
      'Adds two numbers.',
      'a  the first',
      'the sum',
      'add(1, 2) // 3',
    ],
    markdown: [
      '```ts\nfunction add(a: number, b?: number): number\n```',
      '- `a` — the first',
      '```ts\nadd(1, 2) // 3\n```',
    ],
  },
  { at: 'find¦', says: ['function find(id: number): User (+1 overload)', 'Finds something.'] },
  { at: 'Box¦', says: ['class Box', 'Holds a value.'] },
  { at: 'new Box¦(1)', says: ['class Box'] },
  { at: 'box¦', says: ['const box: Box<User>'] },
  { at: 'box.open¦', says: ['(method) Box.open(): User', 'Opens it.'] },
  { at: 'box.size¦', says: ['(accessor) Box.size: number'] },
  { at: 'Colour¦', says: ['enum Colour'] },
  { at: 'Colour.Red¦', says: ['(enum member) Colour.Red = "red"'] },
  { at: 'let m: Mode¦', says: ['type Mode = "read" | "write"'] },
  { at: 'let u: User¦', says: ['interface User', 'A person.'] },
  { at: 'User¦', says: ['interface User', 'A person.'] },
  { at: 'Geo¦', says: ['namespace Geo'] },
  { at: 'path.join¦', says: ['join(...paths: string[]): string'] },
  {
    at: 'readFileSync¦',
    says: ['function readFileSync<T extends NodeJS.ArrayBufferView>(path: PathOrFileDescriptor', '(+3 overloads)'],
  },
  { at: 'console.log¦', says: ['log(message?: any, ...optionalParams: any[]): void'] },
  { at: 'pending¦', says: ['const pending: Promise<{ rows: number[]; total: number; }>'] },
  { at: 'list.map¦', says: ['(method) Array.map<U>(', 'callbackfn'] },
  { at: 'list.map((user¦) => user.age)', says: ['(parameter) user: User'] },
  { at: 'tree.left¦', says: ['(property) left?: Tree'] },
  { at: 'loop¦', says: ['const loop: Loop<string>'] },
  { at: 'DateTime¦', says: ['class DateTime'] },
  { at: 'const own = 1; own¦', says: ['const own: 1'] },
  { at: 'let own = 1; own¦', says: ['let own: number'] },
  { at: "'😀'; ann.age¦", says: ['(property) User.age: number'] },
  // in calls
  { at: 'add(¦', says: ['add(a: number, b?: number): number', 'Argument 1: a: number — the first'] },
  {
    at: 'add(1, ¦',
    says: ['Argument 2: b?: number — the second'],
    markdown: ['Argument 2: **`b?: number`** — the second'],
  },
  { at: 'add(1, ¦)', says: ['Argument 2: b?: number'] },
  { at: 'add(add(1, 2), ¦', says: ['Argument 2: b?: number'] },
  { at: "find('x', ¦", says: ['find(name: string, exact: boolean): User', '2 of 2', 'Argument 2: exact: boolean'] },
  { at: 'new Box(¦', says: ['new Box', 'Argument 1: value: '] },
  { at: "openFile('x', { ¦", says: ['openFile(path: string, options: Options): void', 'Argument 2: options: Options'] },
  { at: 'box.open(¦', says: ['open(): User', 'Opens it.'] },
  { at: 'Math.max(1, 2, ¦', says: ['Argument 3: ...values: number[]'] },
  // detail 1
  { at: 'add¦', detail: 1, says: ['Source', 'return a + b'] },
  { at: 'ann¦', detail: 1, says: ["const ann: User = { firstName: 'Ann'"] },
  { at: 'User¦', detail: 1, says: ['interface User {', 'lastName?: string'] },
  { at: 'count¦', detail: 1, says: ["let count = 'redeclared'"] },
  // nothing there
  { at: '¦' },
  { at: '// ann¦' },
  { at: '   ¦   ' },
  { at: 'undefinedName¦' },
]
