// The same 20 Python notebooks, executed by nbclient and by our runner in the same ipykernel, give the same outputs.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Output } from '../../src/notebook/index.ts'
import { mergeStreams } from '../../src/runner/compare/terminal.ts'
import { runNotebooks } from '../../src/runner/index.ts'
import type { TestCell } from '../runner/workspace.ts'
import { notebookText, workspace } from '../runner/workspace.ts'
import { findPython, root, runPython } from './python.ts'

const python = await findPython()
const allowed = (code: string): TestCell => ({ code, tags: ['raises-exception'] })
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

const notebooks: Readonly<Record<string, readonly TestCell[]>> = {
  values: [
    'print("before")\n42',
    'x = 3\nx;',
    'x',
    '1 + 1',
    '"text"',
    'None',
    '[i ** 2 for i in range(20)]',
    '{"a": {1, 2}, "b": (3,)}',
  ],
  prints: ['print("one")\nprint("two", end="")', 'for i in range(300): print(i)'],
  carriage_returns: [
    'import sys, time\nfor i in range(20):\n    print(f"{i * 5:3}%", end="\\r", flush=True)\n    time.sleep(0.005)\nprint("done")',
    'sys.stderr.write("a\\b\\bb\\r\\nc")',
  ],
  threads: [
    'import threading\nt = threading.Thread(target=lambda: print("from a thread"))\nt.start(); t.join()\nprint("from the cell")',
    'from concurrent.futures import ThreadPoolExecutor\nlist(ThreadPoolExecutor(4).map(lambda x: x * x, range(10)))',
  ],
  streams: [
    'import sys\nfor i in range(50):\n    print(i, flush=True)',
    'import sys\nprint("out")\nprint("err", file=sys.stderr)\nprint("out again")',
  ],
  unicode: ['print("žluťoučký 🐈 \\u2028 \\x00 \\x1b[31mred\\x1b[0m")', '"🐈" * 3'],
  errors: [allowed('1 / 0'), allowed('def f():\n    return g()\ndef g():\n    raise KeyError("k")\nf()'), '3'],
  syntax: [allowed('x = = 1'), allowed('for'), allowed('  indented\nwrong')],
  chained: [allowed('try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise ValueError("second") from e')],
  html: [
    'from IPython.display import HTML, Markdown, Latex, JSON, display\ndisplay(HTML("<b>x</b>"))',
    'display(Markdown("*m*"), Latex("$x$"))',
    'JSON({"a": [1, None, 2.5]})',
  ],
  picture: [
    `from IPython.display import Image\nimport base64\nImage(base64.b64decode("${png}"))`,
    'from IPython.display import SVG\nSVG("<svg xmlns=\\"http://www.w3.org/2000/svg\\"/>")',
  ],
  updates: [
    'from IPython.display import display, update_display\nh = display("first", display_id="d1")',
    'update_display("second", display_id="d1")',
    'h = display("a", display_id="d2")\nh.update("b")\nprint("after")',
    'from IPython.display import HTML\nh.update(HTML("<b>c</b>")); update_display("third", display_id="d1")',
  ],
  cleared: [
    'from IPython.display import clear_output\nprint("gone")\nclear_output()\nprint("kept")',
    'for i in range(5):\n    clear_output(wait=True)\n    print(i)',
  ],
  own_repr: [
    'class A:\n    def _repr_html_(self): return "<i>a</i>"\n    def _repr_markdown_(self): return "*a*"\n    def __repr__(self): return "A"\nA()',
    'class B:\n    def _repr_mimebundle_(self, **k): return {"application/json": {"x": 1}, "text/plain": "B"}, {"application/json": {"expanded": True}}\nB()',
  ],
  magics: [
    allowed('%no_such_magic = 1'),
    '%%capture captured\nprint("hidden")',
    'captured.stdout',
    '%env LOOPBOOK_TEST=1',
    '!echo from a shell',
    '%%bash\necho out; echo err >&2',
    '!touch written.txt',
    '%%writefile -a written.txt\ntext',
    'files = !ls written.txt\nfiles',
    '%%html\n<i>x</i>',
  ],
  warnings: [
    'import warnings\nwarnings.simplefilter("always")\nwarnings.warn("careful")',
    'import logging\nlogging.getLogger().warning("logged")',
  ],
  widgets: [
    `from comm import create_comm
def widget(id, model, **state):
    names = {"_model_name": model, "_model_module": "@jupyter-widgets/controls", "_model_module_version": "2.0.0"}
    return create_comm(target_name="jupyter.widget", comm_id=id, data={"state": {**names, **state}}, metadata={"version": "2.1.0"})
slider = widget("w-slider", "IntSliderModel", value=1, max=10)
from IPython.display import display
display({"application/vnd.jupyter.widget-view+json": {"model_id": "w-slider", "version_major": 2, "version_minor": 0}, "text/plain": "IntSlider(value=1)"}, raw=True)`,
    'slider.send({"method": "update", "state": {"value": 7}, "buffer_paths": []})\nprint("moved")',
  ],
  async: [
    'import asyncio\nawait asyncio.sleep(0.01)\nprint("slept")',
    'async def f(): return 5\nawait f()',
    'import subprocess\nsubprocess.run(["echo", "child"], capture_output=True, text=True).stdout',
  ],
  skipped: [{ code: 'raise SystemError', tags: ['skip-execution'] }, 'print("run")'],
  long: ['print("x" * 100_000)', '"y" * 5000', 'list(range(3000))'],
}

const script = `
import sys, nbformat, os
from nbclient import NotebookClient
for path in sys.argv[1:]:
    nb = nbformat.read(path, 4)
    NotebookClient(nb, kernel_name='python3', record_timing=False, resources={'metadata': {'path': os.path.dirname(path)}}).execute()
    nbformat.write(nb, path + '.nbclient')
`

interface Cell {
  readonly outputs: Output[]
  readonly execution_count: number | null
}

interface Executed {
  readonly cells: Cell[]
  readonly metadata: { readonly widgets?: unknown }
}

/** As two runs may differ: pieces of streams, and the folder that IPython names after the process. */
function comparable(outputs: readonly Output[]): unknown {
  return JSON.parse(JSON.stringify(mergeStreams(outputs)).replaceAll(/ipykernel_\d+/g, 'ipykernel_N'))
}

function joined(cells: readonly Cell[]): { outputs: unknown; count: number | null }[] {
  const join_ = (value: unknown): unknown => (Array.isArray(value) ? value.join('') : value)
  return cells.map(({ outputs, execution_count: count }) => ({
    count,
    outputs: comparable(
      outputs.map((output) => {
        if (output.output_type === 'stream') return { ...output, text: join_(output.text) as string }
        if (!('data' in output)) return output
        const data = Object.entries(output.data).map(([mime, value]) => [
          mime,
          mime.endsWith('json') ? value : join_(value),
        ])
        return { ...output, data: Object.fromEntries(data) as Record<string, unknown> }
      }),
    ),
  }))
}

test.skipIf(python.path === undefined)(
  '20 notebooks have the same outputs as with nbclient',
  { timeout: 280_000 },
  async () => {
    const kernelspec = { name: 'python3', display_name: 'Python 3', language: 'python' }
    const files = Object.entries(notebooks).map(
      ([name, cells]) => [`${name}.ipynb`, notebookText(cells, { kernelspec })] as const,
    )
    expect(files).toHaveLength(20)
    using work = workspace(Object.fromEntries(files))
    mkdirSync(work.path('ours'))
    const paths = files.map(([name]) => work.path(name))
    const env = { VIRTUAL_ENV: join(root, '.venv'), JUPYTER_PATH: join(root, '.venv/share/jupyter') }
    Object.assign(process.env, env)
    const [ours, theirs] = await Promise.all([
      runNotebooks({ directory: work.directory, out: 'ours', settings: { startupTimeout: '2m' } }),
      runPython(python.path!, ['-c', script, ...paths], { env }),
    ])
    const failed = ours.notebooks.flatMap(({ file, cells }) =>
      cells.flatMap(({ failure }) => (failure === undefined ? [] : [`${file}: ${failure.ename}: ${failure.evalue}`])),
    )
    expect([failed, theirs.code, theirs.code === 0 ? '' : theirs.output]).toEqual([[], 0, ''])
    for (const [name] of files) {
      const read = (path: string): Executed => JSON.parse(work.read(path)) as Executed
      const [mine, other] = [read(`ours/${name}`), read(`${name}.nbclient`)]
      expect([name, joined(mine.cells)]).toEqual([name, joined(other.cells)])
      expect([name, mine.metadata.widgets]).toEqual([name, other.metadata.widgets])
    }
  },
)
