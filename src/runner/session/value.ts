// Values in and out of a kernel as JSON, and functions in as source: what `get` and `patch` of an opened notebook are made of.
//
//   await evaluateExpression(kernel, 'rows.length', 'typescript')   // 3
import type { Kernel } from '../../client/index.ts'
import { RunnerError } from '../error.ts'

/** Stands around the JSON in the output: whatever the kernel prints beside it does no harm. */
const mark = '\u0002loopbook\u0003'

export async function evaluateExpression(
  kernel: Kernel,
  expression: string,
  language: string,
  signal?: AbortSignal,
): Promise<unknown> {
  const code =
    language === 'python'
      ? `print(${JSON.stringify(mark)} + __import__("json").dumps(${expression}) + ${JSON.stringify(mark)})`
      : `console.log(${JSON.stringify(mark)} + JSON.stringify(await (${expression})) + ${JSON.stringify(mark)})`
  const { status, error, outputs, death } = await kernel.execute(code, { storeHistory: false, signal })
  if (status !== 'ok') {
    const why = error === undefined ? (death?.message ?? status) : `${error.ename}: ${error.evalue}`
    throw new RunnerError(`${expression} could not be read: ${why}`)
  }
  const printed = outputs.map((output) => (output.output_type === 'stream' ? output.text : '')).join('')
  const json = printed.split(mark)[1]
  return json === undefined || json === 'undefined' ? undefined : (JSON.parse(json) as unknown)
}

export function patchStatement(name: string, value: unknown, language: string): string {
  if (!/^[\p{ID_Start}_$][\p{ID_Continue}$.]*$/u.test(name))
    throw new RunnerError(`"${name}" is no name that can be patched`)
  if (typeof value === 'function') {
    if (language === 'python') {
      throw new RunnerError('a JavaScript function cannot be patched into a Python notebook', {
        hint: 'execute("def name(): …") defines one there',
      })
    }
    return `${name} = (${String(value)})`
  }
  const json = JSON.stringify(value) as string | undefined
  if (json === undefined) throw new RunnerError(`the value for ${name} can't be said in JSON`)
  return language === 'python' ? `${name} = __import__("json").loads(${JSON.stringify(json)})` : `${name} = ${json}`
}
