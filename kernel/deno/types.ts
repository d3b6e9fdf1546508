// The types of `Deno` in cells: what this folder implements of Deno's namespace, no more, by Deno's own names; those for files
// are in file-types.ts. `createDeno` is checked against them, and the language service reads them once a cell names Deno. So
// they import nothing, and what isn't implemented isn't there: a cell that uses it has a warning.
//
//   const { stdout }: Deno.CommandOutput = await new Deno.Command('ls').output()

export declare namespace Deno {
  // ── programs

  export type Signal = NodeJS.Signals
  export interface CommandOptions {
    args?: string[]
    cwd?: string | URL
    env?: Record<string, string>
    /** Without the variables of this process. */
    clearEnv?: boolean
    uid?: number
    gid?: number
    signal?: AbortSignal
    stdin?: 'piped' | 'inherit' | 'null'
    stdout?: 'piped' | 'inherit' | 'null'
    stderr?: 'piped' | 'inherit' | 'null'
  }
  export interface CommandStatus {
    success: boolean
    code: number
    signal: Signal | null
  }
  export interface CommandOutput extends CommandStatus {
    readonly stdout: Uint8Array<ArrayBuffer>
    readonly stderr: Uint8Array<ArrayBuffer>
  }
  export interface SubprocessReadableStream extends ReadableStream<Uint8Array<ArrayBuffer>> {
    text(): Promise<string>
    json(): Promise<any>
    bytes(): Promise<Uint8Array<ArrayBuffer>>
    arrayBuffer(): Promise<ArrayBuffer>
  }
  /** A program that runs. */
  export interface ChildProcess extends AsyncDisposable {
    readonly pid: number
    readonly status: Promise<CommandStatus>
    readonly stdin: WritableStream<Uint8Array>
    readonly stdout: SubprocessReadableStream
    readonly stderr: SubprocessReadableStream
    output(): Promise<CommandOutput>
    kill(signal?: Signal): void
    ref(): void
    unref(): void
  }
  export const ChildProcess: abstract new (...parameters: never) => ChildProcess
  /** A program to run: `await new Deno.Command('git', { args: ['status'] }).output()`. */
  export class Command {
    constructor(command: string | URL, options?: CommandOptions)
    /** Runs it to its end. */
    output(): Promise<CommandOutput>
    /** Runs it to its end; nothing else happens meanwhile. */
    outputSync(): CommandOutput
    /** Starts it. */
    spawn(): ChildProcess
  }

  // ── a web server

  export interface NetAddr {
    transport: 'tcp'
    hostname: string
    port: number
  }
  export interface ServeHandlerInfo {
    remoteAddr: NetAddr
    completed: Promise<void>
  }
  export type ServeHandler = (request: Request, info: ServeHandlerInfo) => Response | Promise<Response>
  export interface ServeOptions {
    /** 8000 if not given; with 0 the system chooses one. */
    port?: number
    hostname?: string
    signal?: AbortSignal
    onListen?(address: NetAddr): void
    onError?(error: unknown): Response | Promise<Response>
  }
  export interface ServeInit extends ServeOptions {
    handler: ServeHandler
  }
  export interface HttpServer extends AsyncDisposable {
    readonly addr: NetAddr
    readonly finished: Promise<void>
    shutdown(): Promise<void>
    ref(): void
    unref(): void
  }
  /** Answers requests, beside the cells, until `shutdown()`. */
  export function serve(handler: ServeHandler): HttpServer
  export function serve(options: ServeOptions, handler: ServeHandler): HttpServer
  export function serve(options: ServeInit): HttpServer

  // ── the process, the machine, the environment

  export const version: { readonly deno: string; readonly v8: string; readonly typescript: string }
  export const build: {
    readonly target: string
    readonly arch: string
    readonly os: string
    readonly vendor: string
    readonly standalone: boolean
  }
  export const args: string[]
  export const pid: number
  export const ppid: number
  export const noColor: boolean
  export const mainModule: string
  /** The environment's variables. */
  export const env: {
    get(name: string): string | undefined
    set(name: string, value: string): void
    delete(name: string): void
    has(name: string): boolean
    toObject(): Record<string, string>
  }
  /** The current folder. */
  export function cwd(): string
  /** Makes another folder the current one. */
  export function chdir(path: string | URL): void
  export function execPath(): string
  /** Ends the kernel. */
  export function exit(code?: number): never
  export function kill(pid: number, signal?: Signal): void
  export function addSignalListener(signal: Signal, listener: () => void): void
  export function removeSignalListener(signal: Signal, listener: () => void): void
  export function hostname(): string
  export function osRelease(): string
  /** In seconds. */
  export function osUptime(): number
  export function loadavg(): number[]
  export function uid(): number | null
  export function gid(): number | null
  export function umask(mask?: number): number
  /** In bytes. */
  export function memoryUsage(): MemoryUsage
  /** In bytes. */
  export function systemMemoryInfo(): SystemMemoryInfo
  export function networkInterfaces(): NetworkInterfaceInfo[]
  export function consoleSize(): { columns: number; rows: number }
  /** A text of the value, as the console shows it. */
  export function inspect(value: unknown, options?: InspectOptions): string
  export function refTimer(timer: NodeJS.Timeout): void
  export function unrefTimer(timer: NodeJS.Timeout): void
  export interface MemoryUsage {
    rss: number
    heapTotal: number
    heapUsed: number
    external: number
  }
  export interface SystemMemoryInfo {
    total: number
    free: number
    available: number
    buffers: number
    cached: number
    swapTotal: number
    swapFree: number
  }
  export interface NetworkInterfaceInfo {
    name: string
    family: 'IPv4' | 'IPv6'
    address: string
    netmask: string
    scopeid?: number | null
    cidr: string | null
    mac: string
  }
  export interface InspectOptions {
    depth?: number
    colors?: boolean
    compact?: boolean
    sorted?: boolean
  }
  export interface PermissionDescriptor {
    name: 'run' | 'read' | 'write' | 'net' | 'env' | 'sys' | 'ffi' | 'import'
    [detail: string]: unknown
  }
  export interface PermissionStatus {
    readonly state: 'granted' | 'denied' | 'prompt'
    readonly partial: boolean
    onchange: ((event: Event) => unknown) | null
  }
  /** All are granted: a notebook may do what its user may. */
  export const permissions: {
    query(wanted: PermissionDescriptor): Promise<PermissionStatus>
    querySync(wanted: PermissionDescriptor): PermissionStatus
    request(wanted: PermissionDescriptor): Promise<PermissionStatus>
    requestSync(wanted: PermissionDescriptor): PermissionStatus
  }
  export interface OutputStream {
    write(bytes: Uint8Array): Promise<number>
    writeSync(bytes: Uint8Array): number
    readonly writable: WritableStream<Uint8Array>
    isTerminal(): boolean
    close(): void
  }
  export const stdout: OutputStream
  export const stderr: OutputStream
  /** Empty: a notebook asks by `prompt()`. */
  export const stdin: {
    read(into: Uint8Array): Promise<number | null>
    readSync(into: Uint8Array): number | null
    readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>
    isTerminal(): boolean
    setRaw(raw: boolean): void
    close(): void
  }

  // ── errors, tests, the notebook

  export namespace errors {
    export class NotFound extends Error {}
    export class PermissionDenied extends Error {}
    export class ConnectionRefused extends Error {}
    export class ConnectionReset extends Error {}
    export class ConnectionAborted extends Error {}
    export class NotConnected extends Error {}
    export class AddrInUse extends Error {}
    export class AddrNotAvailable extends Error {}
    export class BrokenPipe extends Error {}
    export class AlreadyExists extends Error {}
    export class InvalidData extends Error {}
    export class TimedOut extends Error {}
    export class Interrupted extends Error {}
    export class WriteZero extends Error {}
    export class WouldBlock extends Error {}
    export class UnexpectedEof extends Error {}
    export class BadResource extends Error {}
    export class Http extends Error {}
    export class Busy extends Error {}
    export class NotSupported extends Error {}
    export class FilesystemLoop extends Error {}
    export class IsADirectory extends Error {}
    export class NetworkUnreachable extends Error {}
    export class NotADirectory extends Error {}
    export class NotCapable extends Error {}
  }

  export interface TestContext {
    readonly name: string
    /** A part of the test, with a line of its own; false: it failed. */
    step(name: string, fn: TestBody): Promise<boolean>
    step(fn: TestBody): Promise<boolean>
    step(definition: TestDefinition): Promise<boolean>
  }
  export type TestBody = (t: TestContext) => void | Promise<void>
  export interface TestOptions {
    ignore?: boolean
    only?: boolean
    sanitizeOps?: boolean
    sanitizeResources?: boolean
    sanitizeExit?: boolean
    permissions?: unknown
  }
  export interface TestDefinition extends TestOptions {
    name: string
    fn: TestBody
  }
  export interface Register {
    (name: string, fn: TestBody): void
    (fn: TestBody): void
    (definition: TestDefinition): void
    (name: string, options: TestOptions, fn: TestBody): void
    (options: TestOptions & { name?: string }, fn: TestBody): void
  }
  export interface DenoTest extends Register {
    ignore: Register
    only: Register
  }
  /** Runs when the code of the cell has ended; the cell waits for it. */
  export const test: DenoTest

  export namespace jupyter {
    export type MediaBundle = Record<string, unknown>
    export type Displayable = object
    export interface DisplayOptions {
      /** The value is a bundle already: `{ 'text/html': '<b>x</b>' }`. */
      raw?: boolean
      /** In place of what has this `display_id`. */
      update?: boolean
      display_id?: string
    }
    export type Tag = (strings: TemplateStringsArray, ...values: unknown[]) => Displayable
    /** By this method a value says how it is shown. */
    export const $display: unique symbol
    /** Shows a value under the cell. */
    export function display(value: unknown, options?: DisplayOptions): Promise<void>
    /** As what a value is shown. */
    export function format(value: unknown): Promise<MediaBundle>
    export const html: Tag
    export const md: Tag
    export const svg: Tag
    /** A picture by its path or its bytes. */
    export function image(source: string | Uint8Array): Displayable
    /** Sends a message to the front end. */
    export function broadcast(
      messageType: string,
      content: Record<string, unknown>,
      extra?: { metadata?: Record<string, unknown>; buffers?: Uint8Array[] },
    ): Promise<void>
  }
}
