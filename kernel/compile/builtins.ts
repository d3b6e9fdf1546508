// Names of JavaScript's and Node's own that a cell declares: `const URL = 'https://…'`, `import { setTimeout } from
// 'node:timers/promises'`. V8 keeps what cells declare before the globals, for every library and the kernel too, which then call
// a text or wait for ever. So such a variable has a name of its own in V8, which differs by a character that nobody sees:
// in messages and stacks it reads as it was written.
//
//   ownName('URL')   // 'URL' and a zero width joiner
const mark = '\u200D'

/** Those of this thread are those of the other one; a cell that declares the last three is refused. */
const builtins: ReadonlySet<string> = new Set(
  Object.getOwnPropertyNames(globalThis).filter((name) => !/^(?:undefined|NaN|Infinity)$/.test(name)),
)

/** The name by which V8 knows a cell's variable. */
export function ownName(name: string): string {
  return builtins.has(name) ? name + mark : name
}

/** The name as it was written. */
export function writtenName(name: string): string {
  return name.endsWith(mark) ? name.slice(0, -mark.length) : name
}

/** A text of V8's, such as an error's message, with names as they were written. Pictures of people have joiners that stay. */
export function writtenNames(text: string): string {
  return text.includes(mark) ? text.replaceAll(/(?<=[\w$])\u200D/g, '') : text
}
