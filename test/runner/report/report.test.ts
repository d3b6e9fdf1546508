import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { DestinationOptions } from '../../../src/runner/report/index.ts'
import { createReporters, describeFailure, reporterNames } from '../../../src/runner/report/index.ts'
import { cellSection } from '../../../src/runner/report/html-cell.ts'
import { cell, events } from './events.ts'

const root = mkdtempSync(join(tmpdir(), 'report-'))
afterAll(() => rmSync(root, { recursive: true }))

/** What the reporters write to standard output. */
async function report(specs: readonly string[], options: Partial<DestinationOptions> = {}): Promise<string> {
  const parts: string[] = []
  const stdout = { write: (text: string) => parts.push(text), columns: 90, ...options.stdout }
  const reporters = createReporters(specs, { directory: '/work', env: {}, now: () => 0, ...options, stdout })
  for (const event of events) for (const reporter of reporters) reporter.onEvent(event)
  await Promise.all(reporters.map((reporter) => reporter.finish()))
  return parts.join('')
}

describe('pretty', () => {
  test('one line a notebook, failures in full, slowest cells, totals', async () => {
    expect(await report(['pretty'])).toMatchInlineSnapshot(`
      " ✓ good.ipynb  1 cell  412 ms
       ✗ bad.ipynb  cell 1 [1] failed: OutputMismatch: the output differs from the recorded one, and 2 more  11.4 s
       ✗ no-kernel.ipynb  could not be run: NoSuchKernel: there is no kernel "julia-1.10"  3 ms
       ✓ flaky.ipynb  1 cell flaky (attempt 2)  900 ms
       ! bad.ipynb: the output of cell 1 was cut to 10 MB

       FAIL  bad.ipynb:11  cell 1 [1] const rows = await load()
        OutputMismatch: the output differs from the recorded one
        output 1 (text/plain) differs from the recorded one
          - 3 rows
          + 4 rows

       FAIL  bad.ipynb:43:7  cell 2 [2] rows.map((row) => row.id)
        TypeError: rows is not iterable
        Cell [2], line 2
        > 2 | rows.map((row) => row.id)
        stderr
          warn: <x>
        hint: add await

       FAIL  bad.ipynb:31  cell 3 [3] draw(<rows> & "all")
        Timeout: the cell did not end within 10 s

       FAIL  no-kernel.ipynb
        NoSuchKernel: there is no kernel "julia-1.10"
        hint: install it

      Slowest cells
          450 ms  bad.ipynb:31  cell 3 [3] draw(<rows> & "all")
          300 ms  bad.ipynb:21  cell 2 [2] rows.map((row) => row.id)
          150 ms  bad.ipynb:11  cell 1 [1] const rows = await load()
          150 ms  good.ipynb:11  cell 1 [1] const rows = await load()
          150 ms  flaky.ipynb:11  cell 1 [1] const rows = await load()

       Notebooks  1 failed, 1 infrastructure, 2 passed, 1 flaky (4)
           Cells  2 failed, 1 timeout, 2 passed, 1 skipped (6)
        Duration  12.3 s
      "
    `)
  })

  test('a hint that the traceback brought is not repeated', () => {
    const failure = {
      ename: 'E',
      evalue: 'no',
      traceback: ['E: no', 'hint: add \u001B[36mawait\u001B[39m'],
      hint: 'add await',
    }
    const text = describeFailure(cell('a.ipynb', 1, 'failed', { failure }), { color: false })
    expect(text).toBe('E: no\nhint: add await')
  })

  test('colours only if asked for, NO_COLOR and FORCE_COLOR obeyed', async () => {
    const terminal = { write: () => true, isTTY: true }
    expect(await report(['pretty'], { color: true })).toContain('\u001B[31m')
    expect(await report(['pretty'])).not.toContain('\u001B')
    expect(await report(['pretty'], { env: { FORCE_COLOR: '1' } })).toContain('\u001B[31m')
    const parts: string[] = []
    const [reporter] = createReporters(['dot'], {
      directory: '/work',
      env: { NO_COLOR: '1' },
      stdout: { ...terminal, write: (text) => parts.push(text) },
    })
    for (const event of events) reporter?.onEvent(event)
    await reporter?.finish()
    expect(parts.join('')).not.toContain('\u001B')
  })

  test('a live terminal shows what runs, and ends as if it had not been live', async () => {
    const parts: string[] = []
    let now = 0
    const stdout = { write: (text: string) => parts.push(text), isTTY: true, columns: 80 }
    const [reporter] = createReporters(['pretty'], {
      directory: '/work',
      env: {},
      stdout,
      color: false,
      now: () => (now += 100),
    })
    for (const event of events) reporter?.onEvent(event)
    await reporter?.finish()
    const text = parts.join('')
    expect(text).toContain(' ⠴ bad.ipynb  0/4')
    expect(text).toContain('0/4 notebooks')
    expect(screen(text)).toBe(await report(['pretty']))
  })
})

/** A terminal that knows the two sequences of the live view. */
function screen(text: string): string {
  let lines = ['']
  // oxlint-disable-next-line no-control-regex -- escape sequences begin with a control character
  for (const [part, up] of text.matchAll(/\u001B\[(\d+)A\u001B\[0J|\n|[^\u001B\n]+/g)) {
    if (up !== undefined) lines = [...lines.slice(0, lines.length - 1 - Number(up)), '']
    else if (part === '\n') lines.push('')
    else lines[lines.length - 1] += part
  }
  return lines.join('\n')
}

describe('for CI', () => {
  test('dot', async () => {
    const text = await report(['dot'])
    expect(text.split('\n')[0]).toBe('F.FTsK.')
    expect(text).toContain(' FAIL  bad.ipynb:43:7  cell 2 [2] rows.map((row) => row.id)')
  })

  test('junit', async () => {
    const xml = await report(['junit'])
    expect(xml).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="loopbook" tests="7" failures="3" errors="1" skipped="1" time="12.345">
        <testsuite name="good.ipynb" tests="1" failures="0" errors="0" skipped="0" time="0.412" timestamp="2026-11-24T04:00:00.000Z" file="good.ipynb">
          <properties>
            <property name="kernel" value="loopbook"/>
            <property name="attempts" value="1"/>
          </properties>
          <testcase name="[1] const rows = await load()" classname="good.ipynb" file="good.ipynb" line="11" id="c1" time="0.150">
            <system-out>&lt;b&gt;bold&lt;/b&gt; &amp; �green
      </system-out>
          </testcase>
        </testsuite>
        <testsuite name="bad.ipynb" tests="4" failures="3" errors="0" skipped="1" time="11.400" timestamp="2026-11-24T04:00:00.000Z" file="bad.ipynb">
          <properties>
            <property name="kernel" value="loopbook"/>
            <property name="attempts" value="1"/>
            <property name="saved" value="out/bad.ipynb"/>
          </properties>
          <testcase name="[1] const rows = await load()" classname="bad.ipynb" file="bad.ipynb" line="11" id="c1" time="0.150">
            <failure message="OutputMismatch: the output differs from the recorded one" type="failed">OutputMismatch: the output differs from the recorded one
      output 1 (text/plain) differs from the recorded one
        - 3 rows
        + 4 rows</failure>
          </testcase>
          <testcase name="[2] rows.map((row) =&gt; row.id)" classname="bad.ipynb" file="bad.ipynb" line="43" id="c2" time="0.300">
            <failure message="TypeError: rows is not iterable" type="failed">TypeError: rows is not iterable
      Cell [2], line 2
      &gt; 2 | rows.map((row) =&gt; row.id)
      stderr
        warn: &lt;x&gt;
      hint: add await</failure>
            <system-err>warn: &lt;x&gt;
      </system-err>
          </testcase>
          <testcase name="[3] draw(&lt;rows&gt; &amp; &quot;all&quot;)" classname="bad.ipynb" file="bad.ipynb" line="31" id="c3" time="0.450">
            <failure message="Timeout: the cell did not end within 10 s" type="timeout">Timeout: the cell did not end within 10 s</failure>
          </testcase>
          <testcase name="cell 4 rest()" classname="bad.ipynb" file="bad.ipynb" line="41" id="c4" time="0.000">
            <skipped message="cell 3 timed out"/>
          </testcase>
        </testsuite>
        <testsuite name="no-kernel.ipynb" tests="1" failures="0" errors="1" skipped="0" time="0.003" timestamp="2026-11-24T04:00:00.000Z" file="no-kernel.ipynb">
          <properties>
            <property name="attempts" value="1"/>
          </properties>
          <testcase name="notebook" classname="no-kernel.ipynb" file="no-kernel.ipynb" time="0.003">
            <error message="NoSuchKernel: there is no kernel &quot;julia-1.10&quot;" type="infrastructure">NoSuchKernel: there is no kernel "julia-1.10"
      hint: install it</error>
          </testcase>
        </testsuite>
        <testsuite name="flaky.ipynb" tests="1" failures="0" errors="0" skipped="0" time="0.900" timestamp="2026-11-24T04:00:00.000Z" file="flaky.ipynb">
          <properties>
            <property name="kernel" value="loopbook"/>
            <property name="attempts" value="2"/>
          </properties>
          <testcase name="[1] const rows = await load()" classname="flaky.ipynb" file="flaky.ipynb" line="11" id="c1" time="0.150">
            <flakyFailure message="KernelDied: the kernel died" type="kernel-died">KernelDied: the kernel died
      the kernel ended with signal SIGKILL: out of memory</flakyFailure>
          </testcase>
        </testsuite>
      </testsuites>
      "
    `)
  })

  test('github: annotations at the exact line, paths from the root of the repository', async () => {
    const text = await report(['github'], { env: { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: '/' } })
    expect(text.split('\n').map((line) => line.slice(0, 110))).toMatchInlineSnapshot(`
      [
        "::error file=work/bad.ipynb,line=11,title=cell 1 [1] #c1::OutputMismatch: the output differs from the recorded",
        "::error file=work/bad.ipynb,line=43,col=7,title=cell 2 [2] #c2::TypeError: rows is not iterable%0A%0ATypeError",
        "::error file=work/bad.ipynb,line=31,title=cell 3 [3] #c3::Timeout: the cell did not end within 10 s%0A%0ATimeo",
        "::error file=work/no-kernel.ipynb,line=1,title=NoSuchKernel::there is no kernel "julia-1.10"%0Ahint: install i",
        "::warning file=work/flaky.ipynb,line=11,title=cell 1 [1] #c1::flaky: KernelDied: the kernel died%0A%0AKernelDi",
        "::warning file=work/bad.ipynb,title=loopbook::the output of cell 1 was cut to 10 MB",
        "",
      ]
    `)
  })

  test('within GitHub Actions annotations come by themselves, and the summary goes to its file', async () => {
    const summary = join(root, 'summary.md')
    writeFileSync(summary, 'before\n')
    const text = await report([], { env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary } })
    expect(text).toContain(
      '::error file=bad.ipynb,line=43,col=7,title=cell 2 [2] #c2::TypeError: rows is not iterable%0A',
    )
    expect(text).toContain(' FAIL  bad.ipynb:43:7')
    expect(readFileSync(summary, 'utf8')).toMatchInlineSnapshot(`
      "before
      ## 2 notebooks of 4 failed

      | notebook | verdict | time | cell | error |
      | --- | --- | ---: | --- | --- |
      | \`good.ipynb\` | ✅ passed | 412 ms |  |  |
      | \`bad.ipynb\` | ❌ failed | 11.4 s | cell 1 \\[1\\] const rows = await load() | OutputMismatch: the output differs from the recorded one |
      | \`no-kernel.ipynb\` | ❌ infrastructure | 3 ms |  | NoSuchKernel: there is no kernel "julia-1.10" |
      | \`flaky.ipynb\` | ✅ flaky | 900 ms |  |  |

      <details open><summary>bad.ipynb</summary>

      **cell 1 \\[1\\] const rows = await load()**, line 11

      \`\`\`diff
      OutputMismatch: the output differs from the recorded one
      output 1 (text/plain) differs from the recorded one
      - 3 rows
      + 4 rows
      \`\`\`

      **cell 2 \\[2\\] rows.map((row) =\\> row.id)**, line 43

      \`\`\`
      TypeError: rows is not iterable
      Cell [2], line 2
      > 2 | rows.map((row) => row.id)
      stderr
        warn: <x>
      hint: add await
      \`\`\`

      **cell 3 \\[3\\] draw(\\<rows\\> & "all")**, line 31

      \`\`\`
      Timeout: the cell did not end within 10 s
      \`\`\`

      Executed notebook: \`out/bad.ipynb\`

      </details>

      <details open><summary>no-kernel.ipynb</summary>

      \`\`\`
      NoSuchKernel: there is no kernel "julia-1.10"
      hint: install it
      \`\`\`

      </details>
      "
    `)
  })
})

describe('for programs', () => {
  test('json: notebooks in the order of the plan', async () => {
    const json = JSON.parse(await report(['json'])) as {
      results: { file: string; cells: { verdict: string; line: number }[] }[]
      exitCode: number
    }
    expect(json.exitCode).toBe(3)
    expect(json.results.map(({ file }) => file)).toEqual(['good.ipynb', 'bad.ipynb', 'no-kernel.ipynb', 'flaky.ipynb'])
    expect(json.results[1]?.cells.map(({ verdict, line }) => [verdict, line])).toEqual([
      ['failed', 11],
      ['failed', 21],
      ['timeout', 31],
      ['skipped', 41],
    ])
  })

  test('events: each as it came', async () => {
    const lines = (await report(['events'])).trim().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(events)
  })

  test('tap', async () => {
    expect(await report(['tap'])).toMatchInlineSnapshot(`
      "TAP version 14
      1..4
      # Subtest: good.ipynb
          1..1
          ok 1 - cell 1 [1] const rows = await load() # time=150.0ms
      ok 1 - good.ipynb
      # Subtest: bad.ipynb
          1..4
          not ok 1 - cell 1 [1] const rows = await load()
            ---
            message: "OutputMismatch: the output differs from the recorded one"
            kind: "failed"
            line: 11
            file: "bad.ipynb"
            details: |
              OutputMismatch: the output differs from the recorded one
              output 1 (text/plain) differs from the recorded one
                - 3 rows
                + 4 rows
            ...
          not ok 2 - cell 2 [2] rows.map((row) => row.id)
            ---
            message: "TypeError: rows is not iterable"
            kind: "failed"
            line: 43
            file: "bad.ipynb"
            details: |
              TypeError: rows is not iterable
              Cell [2], line 2
              > 2 | rows.map((row) => row.id)
              stderr
                warn: <x>
              hint: add await
            ...
          not ok 3 - cell 3 [3] draw(<rows> & "all")
            ---
            message: "Timeout: the cell did not end within 10 s"
            kind: "timeout"
            line: 31
            file: "bad.ipynb"
            details: "Timeout: the cell did not end within 10 s"
            ...
          ok 4 - cell 4 rest() # SKIP cell 3 timed out
      not ok 2 - bad.ipynb
      not ok 3 - no-kernel.ipynb
        ---
        message: "NoSuchKernel: there is no kernel \\"julia-1.10\\""
        kind: "infrastructure"
        ...
      # Subtest: flaky.ipynb
          1..1
          ok 1 - cell 1 [1] const rows = await load() # time=150.0ms
      ok 4 - flaky.ipynb # flaky
      "
    `)
  })
})

describe('html', () => {
  test('one file, nothing to load, no script, and outputs that cannot break out', async () => {
    const path = join(root, 'deep', 'er', 'report.html')
    await report([`html=${path}`])
    const html = readFileSync(path, 'utf8')
    expect(html).not.toMatch(/<script|<link|src="(?!data:)|href="(?!#)/)
    expect(html).toContain('<h1>2 notebooks of 4 failed</h1>')
    expect(html).toContain('<figcaption>recorded</figcaption><pre>3 rows</pre>')
    expect(html).toContain('<figcaption>now</figcaption><pre>4 rows</pre>')
    expect(html).toContain('<mark>rows.map((row) =&gt; row.id)</mark>')
    expect(html).toContain('<span class="c-red">TypeError</span>')
    expect(html).toContain('draw(&lt;rows&gt; &amp; &quot;all&quot;)')
  })
})

describe('a failure', () => {
  test('whose traceback is that of the interrupt says first that time ran out', () => {
    const traceback = ['KeyboardInterrupt: the cell was interrupted', '  Cell [1], line 2']
    const failure = { ename: 'Timeout', evalue: 'The cell ran longer than 10 s.', traceback }
    const end = cell('slow.ipynb', 1, 'timeout', { failure })
    expect(describeFailure(end, { color: false }).split('\n')).toEqual([
      'Timeout: The cell ran longer than 10 s.',
      ...traceback,
    ])
  })

  test('of an assertion: expected beside actual in HTML, and not the data for programs', () => {
    const assertion = { expected: '{ a: <1> }', actual: '{ a: 2 }' }
    const data = { 'application/vnd.loopbook.assertion+json': assertion }
    const html = cellSection(
      cell('a.ipynb', 1, 'failed', {
        failure: { ename: 'AssertionError', evalue: 'no', traceback: [], assertion },
        outputs: [{ output_type: 'display_data', data, metadata: {} }],
      }),
    )
    expect(html).toContain('<figcaption>expected</figcaption><pre>{ a: &lt;1&gt; }</pre>')
    expect(html).toContain('<figcaption>actual</figcaption><pre>{ a: 2 }</pre>')
    expect(html).not.toContain('&quot;expected&quot;')
  })
})

describe('choosing', () => {
  test('an unknown reporter says which there are, or what was meant', () => {
    const options = { directory: '/work', env: {}, stdout: { write: () => true } }
    expect(() => createReporters(['junti'], options)).toThrow(
      'there is no reporter "junti"\nhint: did you mean "junit"?',
    )
    expect(() => createReporters(['xyz'], options)).toThrow(`the reporters are ${reporterNames.join(', ')}`)
  })

  test('several at once, each to its place', async () => {
    const path = join(root, 'report.xml')
    const text = await report(['dot', `junit=${path}`])
    expect(text).toContain('F.FTsK.')
    expect(readFileSync(path, 'utf8')).toBe(await report(['junit']))
  })

  test('a report that cannot be written is an error of the infrastructure', async () => {
    await expect(report([`junit=${join(root, 'report.xml', 'below-a-file.xml')}`])).rejects.toMatchObject({
      exitCode: 3,
    })
  })
})
