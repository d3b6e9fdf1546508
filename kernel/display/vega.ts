// Vega and Vega-Lite specifications under the MIME type of their version, with a static SVG beside it where the packages
// `vega` (and `vega-lite`) can be found from the notebook's folder or from here: GitHub and plain viewers draw no Vega.
// They are optional: without them the specification alone is sent. Data by address is never fetched for the picture.
//
//   vegaBundle({ $schema: 'https://vega.github.io/schema/vega-lite/v6.json', … })
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { types } from 'node:util'
import { readProperty } from '../../src/text/index.ts'
import type { MimeBundle, Recogniser } from './bundle.ts'
import { standaloneSvg } from './document.ts'

interface Spec extends Record<string, unknown> {
  $schema: string
}

interface Vega {
  parse(spec: unknown): unknown
  loader(options?: unknown): { load?: (uri: string) => Promise<string> }
  View: new (runtime: unknown, options: unknown) => { toSVG(): Promise<string>; finalize(): unknown }
  Warn: number
}

interface VegaLite {
  compile(spec: unknown): { spec: unknown }
}

const schema = /^https?:\/\/vega\.github\.io\/schema\/(vega|vega-lite)\/v(\d+)(?:\.[\d.]+)?\.json$/

export const vegaBundle: Recogniser = (value) => {
  if (types.isProxy(value)) return undefined
  const spec = specOf(value)
  const parts = spec && schema.exec(spec.$schema)
  if (!spec || !parts) return undefined
  const lite = parts[1] === 'vega-lite'
  const bundle: MimeBundle = { ...mimes(spec, lite, Number(parts[2])), 'text/plain': specText(spec, lite) }
  const packages = resolve(lite)
  if (!packages) return bundle
  return drawSpec(spec, packages).then(
    (svg) => ({ ...bundle, 'image/svg+xml': svg }),
    () => bundle,
  )
}

/** The specification itself, or what the builders of vega-lite-api and the like make by toSpec(). */
function specOf(value: object): Spec | undefined {
  for (const method of [undefined, 'toSpec', 'toObject']) {
    const found = method === undefined ? { value } : readProperty(value, method)
    if (!('value' in found)) continue
    const spec: unknown =
      method === undefined ? value : typeof found.value === 'function' ? found.value.call(value) : undefined
    if (typeof spec === 'object' && spec !== null && '$schema' in spec && typeof spec.$schema === 'string')
      return spec as Spec
  }
  return undefined
}

/** Front ends of today know Vega-Lite 5; a specification of version 6 is almost always one of version 5 too. */
function mimes(spec: Spec, lite: boolean, version: number): MimeBundle {
  const name = lite ? 'vegalite' : 'vega'
  const versions = version > 5 ? [version, 5] : [version]
  return Object.fromEntries(versions.map((each) => [`application/vnd.${name}.v${each}+json`, spec]))
}

function specText(spec: Spec, lite: boolean): string {
  const title = typeof spec['title'] === 'string' ? `: ${spec['title']}` : ''
  const mark = spec['mark']
  const kind =
    typeof mark === 'string'
      ? mark
      : typeof mark === 'object' && mark !== null && 'type' in mark
        ? String(mark.type)
        : ''
  return `[${lite ? 'Vega-Lite' : 'Vega'} chart${kind ? ` (${kind})` : ''}${title}]`
}

interface Packages {
  vega: string
  lite?: string
}

function resolve(lite: boolean): Packages | undefined {
  for (const from of [pathToFileURL(join(process.cwd(), 'notebook.js')), import.meta.url]) {
    const { resolve: find } = createRequire(from)
    try {
      const vega = pathToFileURL(find('vega')).href
      return lite ? { vega, lite: pathToFileURL(find('vega-lite')).href } : { vega }
    } catch {
      // Not installed there: the next place, or no picture.
    }
  }
  return undefined
}

async function drawSpec(spec: Spec, packages: Packages): Promise<string> {
  const vega = (await import(packages.vega)) as Vega
  const compiled = packages.lite
    ? ((await import(packages.lite)) as VegaLite).compile(structuredClone(spec)).spec
    : spec
  const loader = vega.loader()
  let outside = ''
  loader.load = (uri) => {
    outside = uri
    return Promise.reject(new Error(`${uri} is not fetched for a static picture`))
  }
  const logger = {
    level: () => logger,
    error: () => logger,
    warn: () => logger,
    info: () => logger,
    debug: () => logger,
  }
  const view = new vega.View(vega.parse(compiled), { renderer: 'none', loader, logger })
  try {
    const svg = await view.toSVG()
    if (outside) throw new Error(`a picture without the data of ${outside} would be an empty one`)
    return standaloneSvg(svg)
  } finally {
    view.finalize()
  }
}
