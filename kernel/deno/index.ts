// The `Deno` of cells: as much of Deno's namespace as notebooks use, on Node. Loaded when a cell, or a module written for Deno,
// names it. What isn't here says so when it is called, and what to use instead.
//
//   globalThis.Deno = createDeno({ display, broadcast, version, hold })
import { createDenoJupyter } from '../display/index.ts'
import type { Broadcast, Display } from '../display/index.ts'
import { ChildProcess, Command } from './command.ts'
import { errors } from './errors.ts'
import { streamingFetch } from './fetch.ts'
import { fileFunctions } from './files.ts'
import { create, createSync, FsFile, open, openSync, SeekMode } from './fs-file.ts'
import { serve } from './serve.ts'
import { stderr, stdin, stdout } from './streams.ts'
import { systemMembers } from './system.ts'
import type { Deno as DenoFiles } from './file-types.ts'
import { createTest } from './test.ts'
import type { Deno } from './types.ts'

export interface DenoParts {
  display: Display
  broadcast: Broadcast
  /** Of this package. */
  version: string
  /** The running cell waits for this. */
  hold(work: Promise<unknown>): void
}

export function createDeno({ display, broadcast, version, hold }: DenoParts): typeof Deno & typeof DenoFiles {
  Object.assign(globalThis, streamingFetch(globalThis))
  const jupyter = createDenoJupyter(display, broadcast)
  return {
    ...systemMembers(version),
    ...fileFunctions(),
    ...Object.fromEntries(Object.entries(absent).map(([name, instead]) => [name, missing(name, instead)])),
    open,
    openSync,
    create,
    createSync,
    FsFile,
    SeekMode,
    Command,
    ChildProcess,
    errors,
    serve,
    stdout,
    stderr,
    stdin,
    test: createTest({ print: (line) => void process.stdout.write(`${line}\n`), hold }),
    // Each `unique symbol` is a type of its own.
    jupyter: { ...jupyter, $display: jupyter.$display as symbol as typeof Deno.jupyter.$display },
  }
}

const absent: Readonly<Record<string, string>> = {
  bench: 'time it with performance.now().',
  connect: 'node:net has connect().',
  connectTls: 'node:tls has connect().',
  createHttpClient: 'fetch() is there.',
  dlopen: 'import a package of npm that brings its native code.',
  listen: 'node:net has createServer().',
  listenTls: 'node:tls has createServer().',
  openKv: 'node:sqlite has a database.',
  resolveDns: 'node:dns has resolve().',
  run: 'Deno.Command runs programs.',
  startTls: 'node:tls has connect().',
  upgradeWebSocket: 'the package ws has a server; WebSocket is there for clients.',
  watchFs: 'node:fs has watch().',
}

function missing(name: string, instead: string): () => never {
  return () => {
    const error = new errors.NotSupported(`Deno.${name} is not there in this kernel, which runs on Node.`)
    throw Object.assign(error, { hint: instead })
  }
}
