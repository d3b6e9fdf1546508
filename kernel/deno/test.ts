// Deno.test in a notebook: what a cell registers runs when the cell's own code has ended, and the cell waits for it. Each test
// prints a line, failures follow with their reasons, then one line for all.
//
//   const test = createTest({ print: console.log, hold });  test('adds', () => { assertEquals(1 + 1, 2) })
import { inspect } from 'node:util'

interface TestContext {
  readonly name: string
  step(...definition: Definition): Promise<boolean>
}

type TestBody = (context: TestContext) => unknown

interface TestOptions {
  name?: string
  fn?: TestBody
  ignore?: boolean
  only?: boolean
}

type Definition =
  | [TestOptions]
  | [TestBody]
  | [string, TestBody]
  | [string, TestOptions, TestBody]
  | [TestOptions, TestBody]

interface Registered {
  name: string
  body: TestBody
  ignore: boolean
  only: boolean
}

export interface DenoTest {
  (...definition: Definition): void
  ignore(...definition: Definition): void
  only(...definition: Definition): void
}

export interface TestParts {
  print(line: string): void
  /** The cell isn't over before this is. */
  hold(work: Promise<unknown>): void
}

export function createTest({ print, hold }: TestParts): DenoTest {
  const waiting: Registered[] = []
  const register = (definition: Definition, more: Partial<Registered> = {}): void => {
    const test = { ...understood(definition), ...more }
    if (waiting.length === 0) hold(later().then(() => run(waiting.splice(0), print)))
    waiting.push(test)
  }
  return Object.assign((...definition: Definition) => register(definition), {
    ignore: (...definition: Definition) => register(definition, { ignore: true }),
    only: (...definition: Definition) => register(definition, { only: true }),
  })
}

/** After the statements that follow in the cell. */
function later(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function understood(definition: Definition): Registered {
  const parts: readonly (string | TestOptions | TestBody | undefined)[] = definition
  const body = parts.findLast((part) => typeof part === 'function')
  const options = parts.find((part) => typeof part === 'object') ?? {}
  const given = parts.find((part) => typeof part === 'string')
  const fn = body ?? options.fn
  const name = given ?? options.name ?? fn?.name ?? ''
  if (!fn) throw new TypeError('A test needs a function: Deno.test("name", () => { … }).')
  if (name === '') throw new TypeError("The test name can't be empty")
  return { name, body: fn, ignore: options.ignore ?? false, only: options.only ?? false }
}

async function run(tests: readonly Registered[], print: (line: string) => void): Promise<void> {
  const start = performance.now()
  const only = tests.some((test) => test.only)
  const chosen = tests.filter((test) => !only || test.only)
  const failures: { name: string; error: unknown }[] = []
  let [passed, failed, ignored] = [0, 0, 0]
  for (const { name, body, ignore } of chosen) {
    if (ignore) {
      ignored++
      print(`${name} ... ignored`)
    } else if (await runOne(name, body, '', print, failures)) passed++
    else failed++
  }
  for (const { name, error } of failures) print(`\n${name} => ${inspect(error)}`)
  const counts = `${passed} passed | ${failed} failed${ignored > 0 ? ` | ${ignored} ignored` : ''}`
  print(`\n${failed > 0 ? 'FAILED' : 'ok'} | ${counts} (${Math.round(performance.now() - start)}ms)`)
}

async function runOne(
  name: string,
  body: TestBody,
  indent: string,
  print: (line: string) => void,
  failures: { name: string; error: unknown }[],
): Promise<boolean> {
  const start = performance.now()
  let stepsFailed = false
  const context: TestContext = {
    name,
    async step(...definition) {
      const step = understood(definition)
      const ok = await runOne(`${name} ... ${step.name}`, step.body, `${indent}  `, print, failures)
      stepsFailed ||= !ok
      return ok
    },
  }
  const said = (result: string): void => {
    const shown = indent === '' ? name : name.slice(name.lastIndexOf(' ... ') + 5)
    print(`${indent}${shown} ... ${result} (${Math.round(performance.now() - start)}ms)`)
  }
  try {
    await body(context)
    said(stepsFailed ? 'FAILED' : 'ok')
    return !stepsFailed
  } catch (error) {
    failures.push({ name, error })
    said('FAILED')
    return false
  }
}
