// The names that the kernel preloads, as a TypeScript module that declares them globally with their types.
// A cell that declares such a name itself shadows it, as at run time.
//
//   preloadsText({ dl: "typeof import('loopbook').dl" })   // declare global { var dl: typeof import('loopbook').dl }

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u

export function preloadsText(preloads: Readonly<Record<string, string>>): string {
  const lines = Object.entries(preloads)
    .filter(([name]) => identifier.test(name))
    .map(([name, type]) => `  var ${name}: ${type}`)
  return `export {}\ndeclare global {\n${lines.join('\n')}\n}\n`
}
