/**
 * The stylesheet of the HTML report. System colours follow the reader's light or dark theme; the few own colours are given
 * for both. Written by hand so that the report stays one file.
 *
 *     `<style>${htmlStyle}</style>`
 */
export const htmlStyle = `
:root { color-scheme: light dark; --bad: light-dark(#b3261e, #ff8a80); --good: light-dark(#1b6e2d, #7bd88f); --warn: light-dark(#7a5a00, #ffd166); --line: color-mix(in srgb, currentColor 20%, transparent); --soft: color-mix(in srgb, currentColor 6%, transparent); }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0; background: Canvas; color: CanvasText; }
main { max-width: 75rem; margin: 0 auto; padding: 1rem; }
h1 { margin: 0; } h2, h3, h4 { display: inline; font-size: 1rem; } small { font-weight: normal; opacity: .75; }
a { color: inherit; } .when { margin-top: 0; opacity: .75; }
table { border-collapse: collapse; margin: 1rem 0; } caption { text-align: start; font-weight: 600; }
th, td { text-align: start; padding: .2rem .75rem .2rem 0; border-bottom: 1px solid var(--line); font-weight: normal; }
thead th { font-weight: 600; } .number { text-align: end; font-variant-numeric: tabular-nums; }
tr.failed td:nth-of-type(1) { color: var(--bad); font-weight: 600; } tr.passed td:nth-of-type(1) { color: var(--good); } tr.flaky td:nth-of-type(1) { color: var(--warn); }
details { margin: .75rem 0; } summary { cursor: pointer; }
.cell { border-inline-start: 4px solid var(--line); padding: .25rem 0 .25rem .75rem; margin: .75rem 0; }
.cell.failed { border-color: var(--bad); } .cell.passed { border-color: var(--good); }
pre { margin: .4rem 0; padding: .5rem .75rem; background: var(--soft); overflow: auto; max-height: 40rem; font: 13px/1.45 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
pre.stderr { border-inline-start: 3px solid var(--warn); } mark { background: color-mix(in srgb, var(--bad) 25%, transparent); color: inherit; }
ins, del { text-decoration: none; } ins { color: var(--good); } del { color: var(--bad); }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; } figure { margin: .4rem 0; min-width: 0; } figcaption { font-weight: 600; }
img { max-width: 100%; background: #fff; } iframe { width: 100%; height: 12rem; border: 1px solid var(--line); background: #fff; }
.bold { font-weight: 600; } .dim { opacity: .7; } .c-red { color: var(--bad); } .c-green { color: var(--good); } .c-yellow { color: var(--warn); }
.c-blue { color: light-dark(#1a4fa0, #8ab4f8); } .c-magenta { color: light-dark(#8e24aa, #e0a0f0); } .c-cyan { color: light-dark(#00677a, #70d6e8); }
.hidden { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
@media (max-width: 40rem) { .sides { grid-template-columns: 1fr; } }
`
