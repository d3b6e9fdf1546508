/**
 * nbformat 3 (IPython 1 to 2, 2013) as nbformat 4 in memory, by the rules of Python's nbformat: worksheets are joined,
 * headings become markdown, `input` becomes `source`, pyout and pyerr get today's names, short names become MIME types.
 * The file itself is not touched.
 *
 *     upgradeFrom3({ nbformat: 3, worksheets: [{ cells: [] }], … })   // { nbformat: 4, nbformat_minor: 5, cells: [], … }
 */
import { joinLines } from './multiline.ts'

type Raw = Record<string, unknown>

export function upgradeFrom3(notebook: Raw): Raw {
  const { worksheets, metadata, nbformat: _major, nbformat_minor: _minor, ...rest } = notebook
  const { name: _name, signature: _signature, ...kept } = (metadata ?? {}) as Raw
  const sheets = Array.isArray(worksheets) ? (worksheets as Raw[]) : []
  const cells = sheets.flatMap((sheet) => (Array.isArray(sheet['cells']) ? (sheet['cells'] as Raw[]) : []))
  delete rest['orig_nbformat']
  delete rest['orig_nbformat_minor']
  return { ...rest, cells: cells.map(upgradeCell), metadata: kept, nbformat: 4, nbformat_minor: 5 }
}

function upgradeCell(cell: Raw): Raw {
  const { cell_type: type, metadata = {}, ...rest } = cell
  if (type === 'code') {
    const { language: _language, collapsed, input = '', prompt_number: count = null, outputs = [], ...others } = rest
    return {
      ...others,
      cell_type: 'code',
      metadata: collapsed === undefined ? metadata : { ...(metadata as Raw), collapsed },
      source: input,
      execution_count: count,
      outputs: (outputs as Raw[]).map(upgradeOutput),
    }
  }
  if (type === 'heading') {
    const { level = 1, source, ...others } = rest
    const title = joinLines(source).split(/\r?\n/).join(' ')
    return { ...others, cell_type: 'markdown', metadata, source: `${'#'.repeat(Number(level))} ${title}` }
  }
  return { ...rest, cell_type: type === 'html' ? 'markdown' : type, metadata }
}

const mimes: Readonly<Record<string, string>> = {
  text: 'text/plain',
  html: 'text/html',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpeg: 'image/jpeg',
  latex: 'text/latex',
  json: 'application/json',
  javascript: 'application/javascript',
}

function upgradeOutput(output: Raw): Raw {
  const { output_type: type, ...rest } = output
  if (type === 'pyerr') return { ...rest, output_type: 'error' }
  if (type === 'stream') {
    const { stream = 'stdout', ...others } = rest
    return { ...others, output_type: 'stream', name: stream }
  }
  const { metadata = {}, prompt_number: count = null, ...shown } = rest
  const data: Raw = {}
  for (const [key, value] of Object.entries(shown)) {
    const mime = mimes[key] ?? key
    data[mime] = mime === 'application/json' ? JSON.parse(joinLines(value)) : value
  }
  if (type === 'pyout') return { output_type: 'execute_result', execution_count: count, data, metadata }
  return { output_type: type, data, metadata }
}
