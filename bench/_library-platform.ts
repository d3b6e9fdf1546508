// A platform with many items, in a thread of its own, for bench/library.ts.
import { parentPort, workerData } from 'node:worker_threads'
import { openPlatform, seedItems, servePlatform } from '../src/platform/index.ts'

const { items, directory } = workerData as { items: number; directory: string }
const platform = await openPlatform({ directory })
const datasetId = await seedItems(directory, { items, name: 'Many' })
const served = await servePlatform(platform, { port: 0 })
parentPort?.postMessage({ url: served.url, token: platform.token, datasetId }, [])
