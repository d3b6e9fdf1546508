import { describe, expect, test } from 'vitest'
import { findVitest, vitestProject } from './vitest-project.ts'

interface FileCoverage {
  readonly statementMap: Readonly<Record<string, { readonly start: { readonly line: number } }>>
  readonly s: Readonly<Record<string, number>>
}

/** Line → hits of what begins there. */
function lines({ statementMap, s }: FileCoverage): Record<number, number> {
  return Object.fromEntries(Object.entries(statementMap).map(([key, { start }]) => [start.line, s[key]!]))
}

const lib = `// What comes before moves every line of the compiled text.
interface Row {
  readonly a: number
}
enum Size { Small, Big }

export function size(row: Row): Size {
  if (row.a > 10) {
    return Size.Big
  }
  return Size.Small
}

export function never(): string {
  return 'never'
}
`
const files = {
  'a.ipynb': ["import { size } from './lib/size.ts'\nsize({ a: 20 })", "await import('./lib/late.ts')"],
  'b.ipynb': ["import { size } from './lib/size.ts'\nsize({ a: 30 })"],
  'plain.test.ts':
    "import { test } from 'vitest'\nimport { size } from './lib/size.ts'\ntest('small', () => { size({ a: 1 }) })\n",
  'lib/size.ts': lib,
  'lib/late.ts': 'export type T = number\nexport const late: T = 1\n',
  'lib/untested.ts': 'export const untested = (): number => 1\n',
}
const coverage = (more = ''): string =>
  `coverage: { enabled: true, include: ['lib/**'], reporter: ['json', 'text'], ${more} },`

for (const major of [4, 5] as const) {
  const packages = await findVitest(major)

  describe.skipIf(packages === undefined)(`vitest ${major}`, () => {
    test('what cells import counts in vitest’s own coverage, at the lines of the TypeScript', async () => {
      using made = vitestProject(packages!, files, '{}', coverage("provider: 'v8'"))
      const { success, printed } = await made.run()
      expect({ success, printed }).toMatchObject({ success: true })
      const report = JSON.parse(made.work.read('coverage/coverage-final.json')) as Record<string, FileCoverage>
      const of = (name: string): Record<number, number> => lines(report[made.work.path(name)]!)
      // Twice by the notebooks, once by the ordinary test, never by anyone.
      expect(of('lib/size.ts')).toEqual({ 5: 3, 8: 3, 9: 2, 11: 1, 15: 0 })
      expect(of('lib/late.ts')).toEqual({ 2: 1 })
      expect(of('lib/untested.ts')).toEqual({ 1: 0 })
      expect(
        Object.keys(report)
          .map((path) => path.slice(made.work.directory.length + 1))
          .sort(),
      ).toEqual(['lib/late.ts', 'lib/size.ts', 'lib/untested.ts'])
    })

    test('thresholds are judged by the merged coverage; the command line turns it on too', async () => {
      using made = vitestProject(
        packages!,
        files,
        '{}',
        `coverage: { include: ['lib/size.ts'], thresholds: { lines: 80 } },`,
      )
      const merged = await made.start('--coverage').done
      expect({ code: merged.code, printed: merged.stdout + merged.stderr }).toMatchObject({ code: 0 })
      const alone = await made.start('--coverage', 'plain.test.ts').done
      expect(alone.code).toBe(1)
      expect(alone.stdout + alone.stderr).toContain('does not meet global threshold')
    })
  })
}
