// Starts two kernels, prints their pids and folders, and waits to be killed: the owner in guard.test.ts.
import { readdirSync, readFileSync } from 'node:fs'
import { launchKernel } from '../../src/client/index.ts'
import type { Fault } from './kernel-program.ts'
import { faultyKernel } from './kernel-program.ts'

const kernel = faultyKernel(process.argv[2] as Fault)
const kernels = await Promise.all([1, 2].map(() => launchKernel({ kernel, cwd: '/tmp' })))
const pids = kernels.map(({ host }) => host.pid!)
// The connection file is the last argument of the kernel's command line.
const folders = pids.map((pid) =>
  readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    .split('\0')
    .at(-2)!
    .replace(/\/[^/]+$/, ''),
)
if (!folders.every((folder) => readdirSync(folder).includes('kernel.json'))) throw new Error('no connection files')
process.stdout.write(JSON.stringify({ pids, folders }))
setInterval(() => {}, 1000)
