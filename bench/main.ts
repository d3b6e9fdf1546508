// `npm run bench [name…]`: every bench/<question>.ts, or those named. Each prints a table of its own with a ratio against a
// peer or a floor measured in the same run; none asserts, because a speed is a fact about a machine, not about a commit.
//
//   npm run bench kernel platform
import { readdirSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Bench {
  /** The question, as a sentence. */
  title: string
  /** Measures, and returns the table to print. */
  run(): Promise<string>
}

const folder = new URL('.', import.meta.url)
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== 'main.ts' && !file.startsWith('_'))
  .map((file) => file.replace(/\.ts$/, ''))
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !names.includes(name))

if (unknown.length > 0) {
  console.error(`No bench named ${unknown.join(', ')}.\nhint: there are ${names.join(', ')}.`)
  process.exitCode = 2
} else {
  // The bundled package is what users run, so that is what is measured.
  spawnSync(process.execPath, [fileURLToPath(new URL('../scripts/build.ts', folder)), '--quick'], { stdio: 'inherit' })
  for (const name of wanted.length > 0 ? wanted : names) {
    const { title, run } = (await import(new URL(`${name}.ts`, folder).href)) as Bench
    console.log(`\n── ${name}: ${title}`)
    console.log(await run())
  }
}
