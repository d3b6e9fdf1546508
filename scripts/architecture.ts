// Who may import whom, as a table and a check. Read by `npm run check` and by test/architecture.test.ts; a run that saw no
// files is a failure, because a checker that sees nothing must not be green.
//
//   const problems = checkArchitecture(root)   // ["src/platform/x.ts:3 imports src/dataloop (platform may import: wire)"]
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { parseSync } from 'oxc-parser'

/** unit → units it may import besides itself. '*' may import everything, to wire it. */
export const allowed: Readonly<Record<string, readonly string[] | '*'>> = {
  'kernel/protocol': [],
  'kernel/zmtp': [],
  'src/text': [],
  'src/wire': [],
  'src/notebook': [],
  kernel: ['kernel/protocol', 'kernel/zmtp', 'src/text'],
  'src/dataloop': ['src/wire', 'src/text'],
  'src/platform': ['src/wire'],
  'src/client': ['kernel/protocol', 'kernel/zmtp'],
  'src/runner': ['src/client', 'src/notebook', 'src/text'],
  'src/cli': '*',
  'src/index.ts': '*',
  'src/display.ts': '*',
  'src/vitest.ts': '*',
}

interface Import {
  file: string
  line: number
  target: string
}

/** The longest unit of the table that holds the file; files are given relative to the root, with forward slashes. */
export function unitOf(file: string): string | undefined {
  return Object.keys(allowed)
    .filter((unit) => file === unit || file.startsWith(`${unit}/`))
    .sort((a, b) => b.length - a.length)[0]
}

/** Sentences, one a forbidden import; empty when all is well. Throws when it saw fewer files than any real tree has. */
export function checkArchitecture(root: string): string[] {
  const files = ['kernel', 'src'].flatMap((folder) => sources(join(root, folder)))
  if (files.length < 20) throw new Error(`architecture: only ${files.length} source files seen in ${root}`)
  const problems: string[] = []
  for (const path of files) {
    const file = relative(root, path).split(sep).join('/')
    const unit = unitOf(file)
    if (unit === undefined) {
      problems.push(`${file} belongs to no unit of the table in scripts/architecture.ts`)
      continue
    }
    const rule = allowed[unit]
    for (const found of imports(path, file, root)) {
      const target = unitOf(found.target)
      if (rule === '*' || target === unit || (target !== undefined && rule?.includes(target))) continue
      const list = rule?.length ? rule.join(', ') : 'nothing of ours'
      problems.push(`${found.file}:${found.line} imports ${found.target} (${unit} may import ${list})`)
    }
  }
  return [...problems, ...files.flatMap((path) => tooLong(path, relative(root, path)))]
}

const limit = 400

function tooLong(path: string, file: string): string[] {
  const lines = readFileSync(path, 'utf8').split('\n').length
  return lines > limit ? [`${file} has ${lines} lines (a file has one noun and at most ${limit} lines)`] : []
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.m?tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

function imports(path: string, file: string, root: string): Import[] {
  const text = readFileSync(path, 'utf8')
  const { module } = parseSync(path, text)
  const specifiers = [
    ...module.staticImports.map((node) => ({ at: node.start, name: node.moduleRequest.value })),
    ...module.staticExports.flatMap((node) =>
      node.entries.flatMap((entry) =>
        entry.moduleRequest ? [{ at: node.start, name: entry.moduleRequest.value }] : [],
      ),
    ),
    ...module.dynamicImports.map((node) => ({
      at: node.start,
      name: text.slice(node.moduleRequest.start, node.moduleRequest.end).replaceAll(/^['"`]|['"`]$/g, ''),
    })),
  ]
  return specifiers
    .filter(({ name }) => name.startsWith('.'))
    .map(({ at, name }) => ({
      file,
      line: text.slice(0, at).split('\n').length,
      target: relative(root, resolve(path, '..', name))
        .split(sep)
        .join('/'),
    }))
}
