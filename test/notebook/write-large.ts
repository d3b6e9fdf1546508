/** Writes a notebook of over a megabyte in place of the file named by the first argument; 7 if that failed. */
import { readNotebook, writeNotebook } from '../../src/notebook/index.ts'

const file = await readNotebook(process.argv[2] ?? '')
const cells = file.notebook.cells.map((cell) => ({ ...cell, source: 'x'.repeat(400_000) }))
try {
  await writeNotebook(file, { ...file.notebook, cells })
} catch (error) {
  process.stdout.write(`${String(error)}\n`)
  process.exitCode = 7
}
