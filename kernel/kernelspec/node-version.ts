// Which Node can run the kernel and the `loopbook` command: what package.json's `engines` say, for those whose npm only warned.
// Bundled for old versions too, so without anything that they don't have.
//
//   nodeProblem('20.20.2', '/usr/bin/node')?.message   // 'Loopbook needs Node 22.18 or later; /usr/bin/node is Node 20.20.2.'

/** Major and minor, of the first version that has all that is used. */
const least = [22, 18] as const

/** What is wrong with a Node, and where there is a better one; undefined when it will do. */
export function nodeProblem(version: string, path: string): { message: string; hint: string } | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > least[0] || (major === least[0] && minor >= least[1])) return undefined
  return {
    message: `Loopbook needs Node ${least.join('.')} or later; ${path} is Node ${version}.`,
    hint: 'get Node 24 from https://nodejs.org/download, or by  nvm install 24  or  conda install -c conda-forge nodejs=24,  and run this again.',
  }
}

/** Of the Node that runs. */
export const nodeMajor: number = Number(process.versions.node.split('.')[0])

/** Whether the debugger is offered: V8 stopped in other places before Node 24. */
export const hasDebugger: boolean = nodeMajor >= 24
