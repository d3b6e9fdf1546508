// A program that changes all items of a dataset again and again, and says so after each acknowledgement, until it is killed.
// Arguments: the home folder, the dataset's id, the first round's number.
import { writeSync } from 'node:fs'
import { openPlatform } from '../../src/platform/index.ts'

const [home = '', datasetId = '', first = '1'] = process.argv.slice(2)
const platform = await openPlatform({ directory: home, sample: false })

async function post(path: string, body: object): Promise<void> {
  const response = await platform.fetch(
    new Request(platform.url + path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { authorization: `Bearer ${platform.token}`, 'content-type': 'application/json' },
    }),
  )
  await response.arrayBuffer()
  if (!response.ok) throw new Error(`${response.status} for ${path}`)
}

for (let round = Number(first); ; round++) {
  await post(`/datasets/${datasetId}/query`, {
    resource: 'items',
    filter: { $and: [{ type: 'file' }] },
    update: { metadata: { user: { round } } },
  })
  // Written at once: what is in a buffer dies with the process.
  writeSync(1, `acknowledged ${round}\n`)
}
