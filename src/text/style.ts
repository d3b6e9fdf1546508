// The one style of every HTML output. Colours come from the host (JupyterLab, VS Code, else the inherited text colour), so
// that light and dark need no detection; everything is still readable where the style is taken away, as GitHub does.
//
//   `<div class="loopbook">${style}<table>…</table></div>`
import { escapeHtml } from './escape.ts'

// The class stands twice: JupyterLab's own rules for tables and lists (`:not(.a).b td`) are as special as one class is not.
const rules = `
.loopbook{color:var(--jp-content-font-color1,var(--vscode-editor-foreground,inherit));font-family:var(--jp-content-font-family,var(--vscode-font-family,inherit));font-size:var(--jp-content-font-size1,inherit);line-height:1.45;max-width:100%;
--lb-line:color-mix(in srgb,currentColor 18%,transparent);--lb-soft:color-mix(in srgb,currentColor 6%,transparent);--lb-fill:color-mix(in srgb,currentColor 55%,transparent);--lb-link:var(--jp-content-link-color,var(--vscode-textLink-foreground,LinkText))}
.loopbook.loopbook .lb-scroll{overflow-x:auto;max-width:100%;margin-bottom:.4em}
.loopbook.loopbook pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:.3em .6em}
.loopbook.loopbook table{border-collapse:collapse;border:0;margin:0;width:max-content;font-size:inherit;table-layout:auto}
.loopbook.loopbook caption,.loopbook.loopbook .lb-caption{caption-side:top;text-align:start;font-weight:600;padding:.3em .6em;color:inherit}
.loopbook.loopbook caption{white-space:normal;width:max-content;max-width:min(46em,86vw)}
.loopbook.loopbook p.lb-caption{margin:0;white-space:normal}
.loopbook.loopbook .lb-note{font-size:.92em;padding:.3em .6em;margin:0}
.loopbook.loopbook table :is(th,td){text-align:start;vertical-align:top;padding:.25em .6em;border:0;border-bottom:1px solid var(--lb-line);max-width:28em;overflow-wrap:break-word;white-space:normal;background:transparent}
.loopbook.loopbook table thead th{font-weight:600;border-bottom:2px solid var(--lb-line);white-space:nowrap}
.loopbook.loopbook table tbody th{font-weight:500}
.loopbook.loopbook table tbody tr{background:transparent}
.loopbook.loopbook table tbody tr:nth-child(even){background:var(--lb-soft)}
.loopbook.loopbook table .lb-number{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}
.loopbook.loopbook table .lb-gap td{text-align:center;padding:0}
.loopbook.loopbook .lb-null{font-style:italic}
.loopbook.loopbook :is(.lb-id,.lb-path,code,pre){font-family:var(--jp-code-font-family,var(--vscode-editor-font-family,ui-monospace,monospace));font-size:.92em;background:transparent;color:inherit;padding:0}
.loopbook.loopbook :is(time,.lb-id,td .lb-path,th .lb-path){white-space:nowrap}
.loopbook.loopbook a{color:var(--lb-link);text-decoration:underline}
.loopbook.loopbook img{max-width:100%;height:auto;margin:0;background:transparent}
.loopbook.loopbook table img{max-height:4.5em;width:auto;display:block}
.loopbook.loopbook .lb-entry{display:inline-flex;align-items:center;gap:.6em;vertical-align:middle}
.loopbook.loopbook .lb-entry img{width:3.6em;height:2.4em;object-fit:cover;border-radius:2px;flex:none}
.loopbook.loopbook table tr:has(.lb-entry)>*{vertical-align:middle}
.loopbook.loopbook summary{cursor:pointer}
.loopbook.loopbook details{padding:0 .6em}
.loopbook.loopbook td details{padding:0}
.loopbook.loopbook figure{margin:.3em .6em}
.loopbook.loopbook figcaption.lb-note{padding:.3em 0}
.loopbook.loopbook .lb-picture{max-width:100%;height:auto;display:block}
.loopbook.loopbook .lb-weak{font-weight:400}
.loopbook.loopbook .lb-swatch{vertical-align:baseline}
.loopbook.loopbook dl{margin:.2em .6em;padding:0}
.loopbook.loopbook dl.lb-fields,.loopbook.loopbook dl.lb-tree{display:grid;grid-template-columns:fit-content(16em) minmax(0,1fr);column-gap:1em}
.loopbook.loopbook dt{font-weight:500;width:auto;float:none;margin:0;padding:0}
.loopbook.loopbook dd{width:auto;float:none;margin:0;padding:0;overflow-wrap:anywhere}
.loopbook.loopbook dl dl{margin:0}
.loopbook.loopbook :is(ul.lb-chips,ul.lb-sheet){list-style:none;display:flex;flex-wrap:wrap;gap:.3em .6em;margin:.2em .6em;padding:0}
.loopbook.loopbook .lb-chips li{border:1px solid var(--lb-line);border-radius:1em;padding:0 .6em;margin:0}
.loopbook.loopbook .lb-sheet li{margin:0;font-size:.92em}
.loopbook.loopbook .lb-sheet br{display:none}
.loopbook.loopbook ins{text-decoration:none;font-weight:600}
.loopbook.loopbook progress{vertical-align:middle;width:12em;max-width:40%}
`

/** A `<style>` element, to be put once into an output, inside its `<div class="loopbook">`. */
export const style: string = `<style>${rules.replaceAll('\n', '')}</style>`

/** A table may be wider than the page: it scrolls by itself, by keyboard too, which needs the focus and a name. */
export function scrolling(name: string, content: string): string {
  return `<div class="lb-scroll" role="group" tabindex="0" aria-label="${escapeHtml(name)}">${content}</div>`
}

/** The frame of every HTML output of ours. */
export function framed(content: string): string {
  return `<div class="loopbook">${style}${content}</div>`
}
