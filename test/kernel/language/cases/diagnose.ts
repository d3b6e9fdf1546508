// Type errors: each expected one as [line, column, code, part of the message, part of the suggestion].
// No `errors` means that the cell is clean.

export interface DiagnoseCase {
  code: string
  errors?: readonly (readonly [line: number, column: number, code: number, message: string, suggestion?: string])[]
}

export const diagnoseCases: readonly DiagnoseCase[] = [
  { code: 'ann.age.toFixed(1)' },
  { code: 'const n: number = "s"', errors: [[1, 6, 2322, "Type 'string' is not assignable to type 'number'."]] },
  {
    code: '\n\n  ann.agee',
    errors: [[3, 6, 2551, "Property 'agee' does not exist on type 'User'.", "did you mean 'age'?"]],
  },
  { code: "'😀'; ann.nothing", errors: [[1, 10, 2339, "Property 'nothing' does not exist"]] },
  { code: 'ann = ann', errors: [[1, 0, 2588, "Cannot assign to 'ann' because it is a constant.", 'with let']] },
  { code: 'add = 1 as never', errors: [[1, 0, 2588, 'because it is a function']] },
  { code: 'const one = 1; one = 2', errors: [[1, 15, 2588, 'because it is a constant']] },
  { code: "count = 'ok'" },
  { code: 'count = 3', errors: [[1, 0, 2322, "Type 'number' is not assignable to type 'string'."]] },
  { code: 'const ann = 1; let add = 2; class Box {}; ann + add' },
  { code: 'interface User { other: 1 }\nconst other: User = { other: 1 }' },
  { code: 'pending.rows', errors: [[1, 8, 2339, "Property 'rows' does not exist on type 'Promise<", 'await']] },
  { code: '(await pending).rows.length' },
  { code: 'const rows: { rows: number[] } = pending', errors: [[1, 6, 2741, 'missing', 'await']] },
  { code: 'add("x")', errors: [[1, 4, 2345, "Argument of type 'string'"]] },
  { code: 'add()', errors: [[1, 0, 2554, 'Expected 1-2 arguments, but got 0.']] },
  { code: 'ad(1)', errors: [[1, 0, 2304, "Cannot find name 'ad'.", "'add'"]] },
  { code: 'nowhereDefined', errors: [[1, 0, 2304, "Cannot find name 'nowhereDefined'."]] },
  {
    code: 'createHash("md5")',
    errors: [[1, 0, 2304, "Cannot find name 'createHash'.", "import { createHash } from 'node:crypto'"]],
  },
  {
    code: "import x from 'not-installed'",
    errors: [[1, 14, 2307, "Cannot find module 'not-installed'", 'npm install not-installed']],
  },
  { code: "import { serve } from 'https://deno.land/std/http/mod.ts'; import ms from 'npm:ms'\nserve(ms)" },
  { code: "import { nope } from 'node:fs'", errors: [[1, 9, 2305, "has no exported member 'nope'"]] },
  { code: "import { helperValue } from './helper.ts'\nhelperValue.toFixed()" },
  { code: "import { helperValue } from './helper'\nhelperValue.toFixed()" },
  { code: "import data from './data.json'\ndata.answer.toFixed()" },
  { code: "openFile('x', { mode: 'append' })", errors: [[1, 16, 2322, '"append"']] },
  {
    code: "openFile('x', { mode: 'read', wrong: 1 })",
    errors: [[1, 30, 2353, "'wrong' does not exist in type 'Options'"]],
  },
  { code: 'const o: Options = {}', errors: [[1, 6, 2741, "Property 'mode' is missing"]] },
  { code: 'const u: User = { ...ann, age: "old" }', errors: [[1, 26, 2322, "Type 'string' is not assignable"]] },
  { code: 'function f(x) { return x }', errors: [[1, 11, 7006, "implicitly has an 'any' type"]] },
  { code: 'byName.get("ann").age', errors: [[1, 0, 2532, 'possibly']] },
  { code: 'anything.whatever.goes()' },
  { code: 'for await (const n of [load()]) n.total' },
  { code: 'await load(); enum Local { A } namespace N { export const x = 1 }; N.x + Local.A' },
  { code: 'let later\nlater = 1' },
  { code: 'const unused = 1' },
  { code: '// @ts-expect-error\nann.nothing' },
  { code: '// @ts-expect-error\nann.age', errors: [[1, 0, 2578, 'Unused']] },
  { code: '// @ts-nocheck\nann.nothing' },
  { code: 'export const shown = 1; shown.toFixed()' },
  { code: 'const element = <b title="x">{ann.firstName}</b>' },
  { code: 'import React = require("node:path")\nReact.join("a")' },
  { code: 'tree.left?.right?.value?.toFixed(); loop.length' },
  { code: 'beforeThrow.kept.toFixed()' },
  { code: 'const = 1', errors: [[1, 6, 1134, 'Variable declaration expected.']] },
  { code: 'DateTime.now().toISO()' },
  { code: 'DateTime.utcc()', errors: [[1, 9, 2551, 'utcc', "'utc'"]] },
  { code: "import ms from 'npm:ms@2'\nms('1 day')" },
  { code: 'using resource = { [Symbol.dispose]() {} }' },
  { code: 'import.meta.url; require("node:os"); __dirname' },
]
