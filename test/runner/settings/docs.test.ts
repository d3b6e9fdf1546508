import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { builtIn } from '../../../src/runner/compare/index.ts'
import { reporterNames } from '../../../src/runner/report/index.ts'
import { fields } from '../../../src/runner/settings/index.ts'

const docs = new URL('../../../docs/runner.md', import.meta.url)
const text = readFileSync(docs, 'utf8')

test('every ✓ of the feature table has a test of that name', () => {
  const links = [...text.matchAll(/\[✓\]\((\S+) "([^"]+)"\)/g)]
  const missing = links.flatMap(([, path = '', title = '']) => {
    const source = readFileSync(fileURLToPath(new URL(path, docs)), 'utf8')
    const quoted = [`'${title.replaceAll("'", String.raw`\'`)}'`, JSON.stringify(title), `\`${title}\``]
    return quoted.some((name) => source.includes(`(${name}`) || source.includes(`  ${name},`))
      ? []
      : [`${path}: ${title}`]
  })
  expect(missing).toEqual([])
  const rows = text.slice(text.indexOf('## Beside other tools')).match(/^\| [^|]+ \|/gm) ?? []
  // One row is the heading.
  expect(links).toHaveLength(rows.length)
  expect(links.length).toBeGreaterThan(30)
})

test('every setting stands in the documentation with its help', () => {
  const missing = Object.entries(fields).filter(([name, { help }]) => !text.includes(`| \`${name}\` | ${help} |`))
  expect(missing.map(([name]) => name)).toEqual([])
})

test('so does every sanitizer and every reporter', () => {
  const inner = reporterNames.filter((name) => name !== 'summary')
  expect([...Object.keys(builtIn), ...inner].filter((name) => !text.includes(`\`${name}\``))).toEqual([])
})
