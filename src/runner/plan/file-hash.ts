// A file's content as a hash: how the cache of passes and a watch know whether an imported file is still the same.
//
//   hashOf('/work/lib.ts')   // '5891b5b5…', or 'absent'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** 'absent' for a file that isn't there: making it later is a change. */
export function hashOf(path: string): string {
  try {
    return sha(readFileSync(path))
  } catch {
    return 'absent'
  }
}

export function sha(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}
