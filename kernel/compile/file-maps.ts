// Where the lines of compiled files beside the notebook stand in the files themselves. Node maps stacks by itself only with
// --enable-source-maps, which makes every error of the session slower; this maps when an error is shown.
//
//   rememberMap('file:///n/helpers.ts', mappings);  mapStack(error.stack)
import { SourceMap } from 'node:module'

const mappings = new Map<string, string>()

/** By the module's URL, its version included. */
export function rememberMap(url: string, encoded: string): void {
  mappings.set(url, encoded)
}

/**
 * The compiled file as Node's coverage shall know it (NODE_V8_COVERAGE): with its source map, and in it what was compiled, because
 * ranges of V8 are places in that text, which is nowhere on disk.
 */
export function withCoverageMap(
  url: string,
  { code, map }: { code: string; map: string | undefined },
  source: string,
): string {
  if (map === undefined || !process.env['NODE_V8_COVERAGE']) return code
  const plain = url.replace(/[?#].*$/, '')
  const full = { version: 3, sources: [plain], sourcesContent: [source], names: [], mappings: map, x_generated: code }
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(full)).toString('base64')}\n`
}

/** The stack with the places of known files put right. */
export function mapStack(stack: string): string {
  if (mappings.size === 0 || !stack.includes('file://')) return stack
  const maps = new Map<string, SourceMap>()
  return stack.replaceAll(/(file:\/\/[^\s()]+?):(\d+):(\d+)/g, (whole, url: string, line: string, column: string) => {
    const encoded = mappings.get(url)
    if (encoded === undefined) return whole
    const map =
      maps.get(url) ??
      new SourceMap({
        file: url,
        version: 3,
        sources: [url],
        sourcesContent: [],
        names: [],
        mappings: encoded,
        sourceRoot: '',
      })
    maps.set(url, map)
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1)
    if (!('originalLine' in entry)) return whole
    return `${url}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
  })
}
