// `loopbook test [globs…]`: runs notebooks and reports; never touches the files unless told to with -u or --in-place.
export const summary = 'run notebooks as tests and report'

export async function run(argv: string[]): Promise<number> {
  const { parseArgs } = await import('node:util')
  parseArgs({ args: argv, allowPositionals: true, options: {} })
  return 0
}
