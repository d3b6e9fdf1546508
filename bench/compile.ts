// What compiling a cell costs beside esbuild's transform of the same text, which neither keeps declarations across cells nor
// makes awaits interruptible. Medians in one process, after warming up.
//
//   npm run bench compile
import { transformSync } from 'esbuild'
import { compileCell } from '../kernel/compile/index.ts'

export const title = 'What does compiling a cell of 20 and of 300 lines cost?'

const cell = `interface User { id: number; name: string }
const users: User[] = [{ id: 1, name: 'Ann' }, { id: 2, name: 'Bob' }]
enum Role { Admin, Guest = 'guest' }
function greet<T extends User>(user: T): string {
  return \`Hello \${user.name} (\${user.id})\`
}
class Store<K, V> {
  private readonly map = new Map<K, V>()
  constructor(public name: string) {}
  get(key: K): V | undefined { return this.map.get(key) }
  set(key: K, value: V): this { this.map.set(key, value); return this }
}
const store = new Store<number, User>('users')
for (const user of users) store.set(user.id, user)
const names = users.map((user) => user.name).filter(Boolean)
const total: number = users.reduce((sum, { id }) => sum + id, 0)
const { length } = names
if (total > 2) console.log(greet(users[0]!), length)
const result = await Promise.resolve(total)
result satisfies number
`

function numbered(at: number): string {
  return cell.replaceAll(/\b(User|users|Role|greet|Store|store|names|total|length|result)\b/g, `$1${at}`)
}

function median(runs: number, work: () => unknown): number {
  for (let run = 0; run < runs / 3; run++) work()
  const times = Array.from({ length: runs }, () => {
    const start = performance.now()
    work()
    return performance.now() - start
  })
  return times.sort((a, b) => a - b)[runs >> 1]!
}

export async function run(): Promise<string> {
  const rows = ['lines  compileCell ms  esbuild ms  ratio']
  for (const [lines, runs] of [
    [20, 600],
    [300, 100],
  ] as const) {
    const code = lines === 20 ? cell : Array.from({ length: 15 }, (_, at) => numbered(at)).join('')
    const ours = median(runs, () => compileCell({ code, id: 1, language: 'typescript', directory: '/' }))
    const theirs = median(runs, () => transformSync(code, { loader: 'ts', sourcemap: 'external' }))
    rows.push(`${lines}     ${ours.toFixed(3)}  ${theirs.toFixed(3)}  ${(ours / theirs).toFixed(2)}`)
  }
  return await Promise.resolve(rows.join('\n'))
}
