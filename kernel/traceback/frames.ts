// The user's frames of a V8 stack: those in cells and in files, mapped to the cell's own lines; Node's, the kernel's and
// packages' frames are left out, and everything below the first frame of the kernel.

import { writtenNames } from '../compile/builtins.ts'

export interface Frame {
  /** `cell:///3.ts`, or a file's path. */
  url: string
  /** From 1. */
  line: number
  /** From 1, as V8 counts. */
  column: number
  function: string | undefined
}

const pattern =
  /^\s+at (?:async )?(?:(.+?) \()?((?:cell:\/\/\/|file:\/\/|\/|[A-Z]:\\)[^\s()]*?)(?:\?[^:)]*)?:(\d+):(\d+)\)?$/

export function framesOf(stack: string): Frame[] {
  const frames: Frame[] = []
  for (const line of stack.split('\n')) {
    if (/node:inspector|node:internal\/inspector/.test(line)) break
    const [, name, url, at, column] = pattern.exec(line) ?? []
    if (url === undefined || isInternal(url)) continue
    const plain = name?.replace(/^async /, '').replace(/^Object\.<anonymous>$|^eval$/, '')
    frames.push({
      url: pathOf(url),
      line: Number(at),
      column: Number(column),
      function: plain === undefined || plain === '' ? undefined : writtenNames(plain),
    })
  }
  return frames
}

/** Of the kernel, the library or a package, not of the user. */
export function isInternal(url: string): boolean {
  if (url.startsWith('cell:///')) return false
  return (
    url.includes('/node_modules/') ||
    /\/(?:loopbook|dist)\/(?:kernel|chunks)\//.test(url) ||
    ownFolder.some((folder) => url.includes(folder))
  )
}

const here = new URL('..', import.meta.url).pathname
const ownFolder = import.meta.url.endsWith('.ts') ? [here, new URL('../../src/', import.meta.url).pathname] : [here]

function pathOf(url: string): string {
  return url.startsWith('file://') ? decodeURIComponent(new URL(url).pathname) : url
}
