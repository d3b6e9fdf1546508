/** Notebooks of test/fixtures/notebooks by their sentence, and arbitrary valid notebooks for properties. */
import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'

export const folder: string = fileURLToPath(new URL('../fixtures/notebooks/', import.meta.url))

export function fixturePath(sentence: string): string {
  return `${folder}${sentence.replaceAll(' ', '-')}.ipynb`
}

export function fixture(sentence: string): string {
  return readFileSync(fixturePath(sentence), 'utf8')
}

export function allFixtures(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ipynb'))
    .map((name) => name.slice(0, -'.ipynb'.length))
}

const line = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('x = 1', '"q\\', '日本 🎉', '\t', ''),
)
const text = fc.array(line, { maxLength: 4 }).map((lines) => lines.join('\n'))
const multiline = fc.oneof(
  text,
  text.map((value) => value.match(/[^\n]*\n|[^\n]+$/g) ?? []),
)
const json = fc.jsonValue({ maxDepth: 2 })
const metadata = fc.dictionary(fc.constantFrom('custom', 'vscode', 'a b', 'z', 'deep'), json, {
  maxKeys: 3,
  noNullPrototype: true,
})
const bundle = fc.record(
  { 'text/plain': multiline, 'text/html': multiline, 'application/json': json, 'image/png': fc.constant('aGk=') },
  { requiredKeys: ['text/plain'], noNullPrototype: true },
)
const count = fc.option(fc.nat(50), { nil: null })
export const rawOutput: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  fc.record(
    { name: fc.constantFrom('stdout', 'stderr'), output_type: fc.constant('stream'), text: multiline },
    { noNullPrototype: true },
  ),
  fc.record({ data: bundle, metadata, output_type: fc.constant('display_data') }, { noNullPrototype: true }),
  fc.record(
    { data: bundle, execution_count: count, metadata, output_type: fc.constant('execute_result') },
    { noNullPrototype: true },
  ),
  fc.record(
    { ename: line, evalue: line, output_type: fc.constant('error'), traceback: fc.array(line, { maxLength: 3 }) },
    { noNullPrototype: true },
  ),
)
const id = fc.stringMatching(/^[a-zA-Z0-9_-]{1,12}$/)
const cell = fc.oneof(
  fc.record(
    {
      cell_type: fc.constant('code'),
      execution_count: count,
      metadata,
      outputs: fc.array(rawOutput, { maxLength: 3 }),
      source: multiline,
    },
    { noNullPrototype: true },
  ),
  fc.record({ cell_type: fc.constantFrom('markdown', 'raw'), metadata, source: multiline }, { noNullPrototype: true }),
)

/** The JSON value of a valid notebook of version 4.0 to 4.5. */
export const rawNotebook: fc.Arbitrary<Record<string, unknown>> = fc
  .tuple(
    fc.array(cell, { maxLength: 5 }),
    metadata,
    fc.integer({ min: 0, max: 5 }),
    fc.uniqueArray(id, { minLength: 5, maxLength: 5 }),
  )
  .map(([cells, meta, minor, ids]) => ({
    cells: cells.map((entry, index) => (minor >= 5 ? { ...entry, id: ids[index] } : entry)),
    metadata: meta,
    nbformat: 4,
    nbformat_minor: minor,
  }))

/** The same notebook as different tools would write it. */
export const notebookText: fc.Arbitrary<string> = fc
  .tuple(
    rawNotebook,
    fc.constantFrom(undefined, 1, 2, 4, '\t'),
    fc.boolean(),
    fc.boolean(),
    fc.constantFrom('', '\n', '\n\n'),
  )
  .map(([raw, indent, windows, ascii, end]) => {
    const written = JSON.stringify(raw, null, indent) + end
    const escaped = ascii
      ? written.replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      : written
    return windows ? escaped.replaceAll('\n', '\r\n') : escaped
  })
