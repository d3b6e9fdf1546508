// What can be uploaded: a path, bytes, a Blob, a web address. Files are opened as blobs, which stream from disk: none is in
// memory whole.
//
//   const { name, open } = await sourceOf('./test1.jpg')
import { openAsBlob } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InvalidArgumentError, NotFoundError } from '../errors/error.ts'
import { say } from '../values/id.ts'

/** A path, bytes with a name, a Blob, or the address of a file or web resource. */
export type UploadSource = string | URL | Blob | Uint8Array | { name: string; data: Uint8Array | Blob | string }

export interface OpenSource {
  name: string
  /** Bytes, where they are known beforehand. */
  size: number | undefined
  /** Anew for each attempt. */
  open(): Promise<Blob>
}

export async function sourceOf(source: UploadSource, name?: string): Promise<OpenSource> {
  if (typeof source === 'string') return fileOf(source, name)
  if (source instanceof URL)
    return source.protocol === 'file:' ? fileOf(fileURLToPath(source), name) : webOf(source, name)
  if (source instanceof Blob) {
    const own = name ?? ('name' in source && typeof source.name === 'string' ? source.name : undefined)
    if (!own) throw new InvalidArgumentError('A Blob needs a name', { hint: "upload(blob, { name: 'picture.png' })" })
    return { name: own, size: source.size, open: async () => source }
  }
  if (source instanceof Uint8Array) {
    if (!name) throw new InvalidArgumentError('Bytes need a name', { hint: "upload(bytes, { name: 'picture.png' })" })
    return bytesOf(name, source)
  }
  if (typeof source === 'object' && source !== null && typeof source.name === 'string' && source.data !== undefined) {
    return bytesOf(name ?? source.name, source.data)
  }
  throw new InvalidArgumentError(`${say(source)} cannot be uploaded`, {
    hint: "a path, a URL, a Blob, or { name: 'picture.png', data: bytes }",
  })
}

function bytesOf(name: string, data: Uint8Array | Blob | string): OpenSource {
  const blob = data instanceof Blob ? data : new Blob([data])
  return { name, size: blob.size, open: async () => blob }
}

async function fileOf(path: string, name = basename(path)): Promise<OpenSource> {
  if (/^https?:\/\//.test(path)) return webOf(new URL(path), undefined)
  const stats = await stat(path).catch(() => undefined)
  if (!stats) throw new NotFoundError(`There is no file '${path}'`, { hint: `looked in ${process.cwd()}` })
  if (stats.isDirectory()) {
    throw new InvalidArgumentError(`'${path}' is a folder`, {
      hint: `dataset.items.uploadAll(${JSON.stringify(path)})`,
    })
  }
  return { name, size: stats.size, open: () => openAsBlob(path) }
}

function webOf(url: URL, name = basename(url.pathname)): OpenSource {
  if (!/^https?:$/.test(url.protocol)) throw new InvalidArgumentError(`'${url.protocol}' addresses cannot be uploaded`)
  if (!name)
    throw new InvalidArgumentError(`'${url.href}' has no file name`, { hint: "upload(url, { name: 'picture.png' })" })
  return {
    name,
    size: undefined,
    async open() {
      const response = await fetch(url)
      if (!response.ok) throw new NotFoundError(`'${url.href}' answered ${response.status}`)
      return response.blob()
    },
  }
}
