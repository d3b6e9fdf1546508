// The names that the kernel preloads, as a TypeScript module that declares them globally with their types.
// A cell that declares such a name itself shadows it, as at run time. Says nothing about their values.
//
//   preloadsText({ dl: "typeof import('loopbook').dl" })   // declare global { var dl: typeof import('loopbook').dl }
import { isIdentifier } from '../compile/name.ts'

export function preloadsText(preloads: Readonly<Record<string, string>>): string {
  const lines = Object.entries(preloads)
    .filter(([name]) => isIdentifier(name))
    .map(([name, type]) => `  var ${name}: ${type}`)
  return `export {}\ndeclare global {\n${lines.join('\n')}\n}\n`
}

/** Where in that text the exported thing stands that a preloaded name is, so that its documentation is found. */
export function preloadPosition(preloads: Readonly<Record<string, string>>, name: string): number | undefined {
  const type = preloads[name]
  if (type === undefined || !/^typeof import\([^)]*\)\.[\w$]+$/.test(type)) return undefined
  const line = `  var ${name}: ${type}\n`
  const at = preloadsText(preloads).indexOf(line)
  return at < 0 ? undefined : at + line.length - 2
}

/** Modules and names that exist in a session without any declaration of theirs being installed. */
export function ambientText(options: { tslab: boolean; react: boolean }): string {
  return [
    // Installed by the kernel on first use; typed once they are, through `paths`.
    "declare module 'npm+*'",
    "declare module 'jsr+*'",
    // Modules of the web come without types.
    "declare module 'https://*'",
    "declare module 'http://*'",
    ...(options.tslab ? [`declare module 'tslab' { const tslab: any; export = tslab }`] : []),
    ...(options.react
      ? ['declare namespace JSX { interface IntrinsicElements { [name: string]: Record<string, unknown> } }']
      : []),
    '',
  ].join('\n')
}
