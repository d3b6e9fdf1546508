// `loopbook platform`: the embedded platform on a port, and what its owner does with its folder. Argument parsing and printing
// only.
//
//   loopbook platform start --port 7070 --data .loopbook
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { parseArgs } from 'node:util'
import { openPlatform, seedItems, servePlatform } from '../platform/index.ts'

export const summary = 'The embedded Dataloop-compatible platform: start, seed, reset, status, token, export'

const usage = `Usage: loopbook platform <command> [--data DIR]

  start [--port N]             answers on 127.0.0.1 (default port 7070; 0 takes a free one) until interrupted
  status                       what the folder holds
  token                        the token and password for other programs
  seed [--items N] [--annotations K] [--name NAME]
                               the sample data, or a large synthetic dataset of N items with K annotations each
  reset --yes                  deletes all data of the folder
  export FILE.sqlite           a copy of the database; the files go to FILE.files/

--data is the folder (default: LOOPBOOK_HOME, or .loopbook here).`

const options = {
  data: { type: 'string' },
  port: { type: 'string' },
  items: { type: 'string' },
  annotations: { type: 'string' },
  name: { type: 'string' },
  yes: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

export async function run(argv: string[]): Promise<number> {
  let parsed
  try {
    parsed = parseArgs({ args: argv, options, allowPositionals: true, strict: true })
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error))
  }
  const { values, positionals } = parsed
  const [command, argument] = positionals
  if (values.help || command === undefined) {
    console.log(usage)
    return values.help ? 0 : 2
  }
  const directory = resolve(values.data ?? process.env['LOOPBOOK_HOME'] ?? '.loopbook')
  switch (command) {
    case 'start':
      return start(directory, values.port ?? '7070')
    case 'status':
      return status(directory)
    case 'token':
      return token(directory)
    case 'seed':
      return seed(directory, values)
    case 'reset':
      return reset(directory, values.yes === true)
    case 'export':
      return argument === undefined ? wrong('export to which file?') : exportTo(directory, argument)
    default:
      return wrong(`there is no command "platform ${command}"`)
  }
}

function wrong(message: string): number {
  console.error(`loopbook platform: ${message}\nhint: \`loopbook platform --help\` lists the commands.`)
  return 2
}

async function start(directory: string, portText: string): Promise<number> {
  const port = Number(portText)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return wrong(`--port must be a number from 0 to 65535, not ${portText}`)
  const platform = await openPlatform({ directory })
  const served = await servePlatform(platform, { port }).catch((error: unknown) =>
    error instanceof Error ? error : new Error(String(error)),
  )
  if (served instanceof Error) {
    await platform.close()
    console.error(`loopbook platform: port ${port} cannot be used: ${served.message}\nhint: --port 0 takes a free one.`)
    return 3
  }
  const root = served.url.replace('/api/v1', '')
  console.log(`Loopbook platform: ${served.url}\nfolder: ${directory}

The Python SDK:
  import os; os.environ.setdefault('no_proxy', '127.0.0.1,localhost')
  import dtlpy as dl
  dl.client_api.add_environment(environment='${served.url}', alias='loopbook', verify_ssl=False,
                                gate_url='${root}', url='${root}/', audience='', client_id='', auth0_url='')
  dl.setenv('loopbook')          # back to the cloud: dl.setenv('prod')
  dl.login_m2m(email='you@example.com', password=open('${join(directory, 'password')}').read().strip())

A page of this machine in a browser, and other programs, send the token of \`loopbook platform token\`:
  fetch('${served.url}/datasets', { headers: { authorization: 'Bearer <token>' } })

Loopbook, elsewhere: DATALOOP_URL=${served.url} DATALOOP_TOKEN=$(loopbook platform token --data ${directory})
Ctrl+C ends it.`)
  await new Promise<void>((done) => {
    process.once('SIGINT', done)
    process.once('SIGTERM', done)
  })
  await served.close()
  await platform.close()
  return 0
}

async function status(directory: string): Promise<number> {
  if (!exists(directory)) return 1
  const db = new DatabaseSync(join(directory, 'platform.sqlite'), { readOnly: true })
  const count = (sql: string): number => Number(db.prepare(sql).get()?.['n'])
  console.log(`folder       ${directory}
database     ${megabytes(statSync(join(directory, 'platform.sqlite')).size)}, schema ${count('SELECT user_version AS n FROM pragma_user_version')}`)
  for (const table of ['projects', 'datasets', 'items', 'annotations', 'tasks', 'commands'])
    console.log(`${table.padEnd(12)} ${count(`SELECT count(*) AS n FROM ${table}`)}`)
  console.log(
    `files        ${count('SELECT count(*) AS n FROM blobs')}, ${megabytes(count('SELECT coalesce(sum(size), 0) AS n FROM blobs'))}`,
  )
  db.close()
  return 0
}

async function token(directory: string): Promise<number> {
  const platform = await openPlatform({ directory })
  console.log(platform.token)
  // A shell takes the first line by $(…); people see the password too.
  console.error(`password for logins by e-mail: ${platform.password}`)
  await platform.close()
  return 0
}

async function seed(
  directory: string,
  values: { items?: string; annotations?: string; name?: string },
): Promise<number> {
  const platform = await openPlatform({ directory })
  await platform.close()
  if (values.items === undefined) {
    console.log(`${directory} holds the sample data: project 'Tutorial', dataset 'Animals'`)
    return 0
  }
  const items = Number(values.items)
  const annotationsPerItem = Number(values.annotations ?? 3)
  if (!Number.isInteger(items) || items < 1 || items > 10_000_000)
    return wrong('--items must be a whole number up to 10000000')
  if (!Number.isInteger(annotationsPerItem) || annotationsPerItem < 0 || annotationsPerItem > 100)
    return wrong('--annotations must be a whole number up to 100')
  const progress = process.stderr.isTTY
    ? (done: number): void => void process.stderr.write(`\r${done} of ${items} items`)
    : undefined
  const made = {
    items,
    annotationsPerItem,
    ...(values.name === undefined ? {} : { name: values.name }),
    ...(progress ? { progress } : {}),
  }
  const id = await seedItems(directory, made)
  if (progress) process.stderr.write('\n')
  console.log(`dataset ${id}: ${items} items with ${annotationsPerItem} annotations each`)
  return 0
}

function reset(directory: string, yes: boolean): number {
  if (!exists(directory)) return 1
  if (!yes) return wrong(`this deletes all data in ${directory}: say --yes`)
  // Only what the platform itself put there.
  for (const name of [
    'platform.sqlite',
    'platform.sqlite-wal',
    'platform.sqlite-shm',
    'files',
    'token',
    'secret',
    'password',
  ])
    rmSync(join(directory, name), { recursive: true, force: true })
  console.log(`${directory} is empty; the sample data comes with the next start`)
  return 0
}

async function exportTo(directory: string, file: string): Promise<number> {
  if (!exists(directory)) return 1
  if (existsSync(file)) return wrong(`${file} exists already`)
  mkdirSync(dirname(resolve(file)), { recursive: true })
  const db = new DatabaseSync(join(directory, 'platform.sqlite'), { readOnly: true })
  await backup(db, file)
  db.close()
  chmodSync(file, 0o600)
  const files = join(directory, 'files')
  if (existsSync(files)) cpSync(files, file.replace(/\.sqlite$/, '') + '.files', { recursive: true })
  console.log(
    `${file}: ${megabytes(statSync(file).size)}; ${existsSync(files) ? readdirSync(files).length : 0} folders of files`,
  )
  return 0
}

function exists(directory: string): boolean {
  if (existsSync(join(directory, 'platform.sqlite'))) return true
  console.error(
    `loopbook platform: there is no platform in ${directory}\nhint: \`loopbook platform start\` makes one; --data names another folder.`,
  )
  return false
}

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`
