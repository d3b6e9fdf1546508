// What the language service believes of the preloaded names (preloads.ts), as TypeScript; apart, because it is asked on the other
// thread.
//
//   preloadTypes.dl   // "typeof import('loopbook').dl"

const options = '{ metadata?: Record<string, unknown>; buffers?: Uint8Array[] }'
const message = '{ data: any; metadata: Record<string, unknown>; buffers: Uint8Array[] }'
const comm = `{
  readonly id: string; readonly target: string; readonly closed: boolean
  onMessage: ((message: ${message}) => unknown) | undefined; onClose: ((message: ${message}) => unknown) | undefined
  send(data: unknown, options?: ${options}): void; close(data?: unknown, options?: ${options}): void
}`
/** jupyter.ts, which the published package doesn't export. */
const jupyter = `{
  /** How type errors of cells are treated: a warning, no run, or nothing. */
  types: 'default' | 'strict' | 'off'
  readonly comms: {
    open(target: string, data?: unknown, options?: ${options} & { id?: string }): ${comm}
    /** What happens when the front end opens a comm to this name. */
    register(target: string, opened: (comm: ${comm}, message: ${message}) => unknown): void
    unregister(target: string): void; list(): ${comm}[]
  }
  /** Publishes a message of the Jupyter protocol. */
  broadcast(messageType: string, content: Record<string, unknown>, extra?: ${options}): void | Promise<void>
  readonly version: string
  /** The notebook's folder. */
  readonly directory: string
}`

/** Types of the preloaded names, as TypeScript. */
export const preloadTypes: Readonly<Record<string, string>> = {
  dl: "typeof import('loopbook').dl",
  Filters: "typeof import('loopbook').Filters",
  $: "typeof import('zx').$",
  DateTime: "typeof import('luxon').DateTime",
  display: "typeof import('loopbook/display').display",
  html: "typeof import('loopbook/display').html",
  md: "typeof import('loopbook/display').md",
  svg: "typeof import('loopbook/display').svg",
  plot: "typeof import('loopbook/display').plot",
  clearOutput: "typeof import('loopbook/display').display.clearOutput",
  Jupyter: jupyter,
  expect: "typeof import('vitest').expect",
  test: '(name: string, check: () => unknown) => Promise<boolean>',
  help: '(value?: unknown) => void',
  prompt: '(question?: string, defaultValue?: string) => string | null',
  confirm: '(question?: string) => boolean',
  alert: '(message?: string) => void',
  input: '(question?: string, options?: { password?: boolean }) => Promise<string>',
}
