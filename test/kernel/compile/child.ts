// The small end of CellSession: a process of its own that compiles cells and evaluates them as the kernel does, in V8's REPL
// mode on a same-thread inspector session. Speaks JSON over its parent's IPC channel.
import { Session } from 'node:inspector/promises'
import type { Runtime } from 'node:inspector'
import { inspect } from 'node:util'
import { writtenName } from '../../../kernel/compile/index.ts'
import type { CompiledCell } from '../../../kernel/compile/index.ts'
import { installRuntime } from '../../../kernel/compile/runtime.ts'
import { forgetThrown } from '../../../kernel/compile/thrown.ts'
import { createCellBook } from '../../../kernel/handlers/cells.ts'
import { describeError, describeSyntax, serializeError, withPlace } from '../../../kernel/traceback/index.ts'
import type { ChildOutcome, ChildRequest } from './cell-session.ts'

const directory = process.argv[2] ?? process.cwd()
let progress = ''
const runtime = installRuntime({ directory, onProgress: (text) => (progress += text) })
runtime.provideModule('tslab', { newDisplay: () => 'tslab display' })
const books = {
  typescript: createCellBook('typescript', directory),
  javascript: createCellBook('javascript', directory),
}
const session = new Session()
session.connect()
let thrown: unknown
Object.defineProperty(globalThis, '__caught', { value: (value: unknown) => void (thrown = value) })
process.on('unhandledRejection', () => {})

async function run({ code, id, language = 'typescript' }: ChildRequest): Promise<ChildOutcome> {
  progress = ''
  let cell: CompiledCell
  try {
    cell = books[language].compile(id, code)
  } catch (error) {
    if ((error as Error).name !== 'SyntaxError') throw error
    const described = describeSyntax(error as Parameters<typeof describeSyntax>[0], { id, code })
    return { value: undefined, error: described, declares: [], uses: [], progress, text: '' }
  }
  runtime.keep(cell.vars)
  forgetThrown()
  const evaluate = async (expression: string): Promise<Runtime.EvaluateReturnType> => {
    const parameters = { expression, replMode: true, awaitPromise: true }
    return (await session.post('Runtime.evaluate', parameters)) as unknown as Runtime.EvaluateReturnType
  }
  const imported = cell.imports === '' ? undefined : await evaluate(cell.imports)
  if (imported?.exceptionDetails) books[language].retract()
  const answer = imported?.exceptionDetails ? imported : await evaluate(cell.code)
  const taken = runtime.takeValue()
  const outcome = { declares: cell.declares, uses: cell.uses, progress, text: cell.code }
  if (!answer.exceptionDetails) {
    return { ...outcome, value: taken === undefined ? undefined : inspect(taken.value, { depth: 4 }) }
  }
  const remote = answer.exceptionDetails.exception
  if (remote?.objectId === undefined) thrown = remote?.value
  else {
    await session.post('Runtime.callFunctionOn', {
      functionDeclaration: 'function () { __caught(this) }',
      objectId: remote.objectId,
    })
  }
  const { names } = await session.post('Runtime.globalLexicalScopeNames', {})
  const error = describeError(
    withPlace(serializeError(thrown), answer.exceptionDetails, { url: cell.url, reached: runtime.reached(id) }),
    (url) => books[language].find(url),
    { names: names.map(writtenName) },
  )
  return { ...outcome, value: undefined, error }
}

process.on('message', (request: ChildRequest) => {
  if (request.interrupt === true) {
    runtime.interruptAwaits(Object.assign(new Error('the cell was interrupted'), { name: 'KeyboardInterrupt' }))
    return
  }
  run(request).then(
    (outcome) => process.send!({ id: request.id, outcome }),
    (error: unknown) => process.send!({ id: request.id, crash: inspect(error) }),
  )
})
process.send!('ready')
