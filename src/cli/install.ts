// `loopbook install`: makes the kernels known to Jupyter.
//
//   loopbook install --prefix .venv
import { installKernelspec, kernelspec } from '../../kernel/kernelspec/index.ts'
import { kernelProgram, parsePlace, places } from './specs.ts'

export const summary = 'make the TypeScript and JavaScript kernels known to Jupyter'

export async function run(argv: string[]): Promise<number> {
  const { folder, names, help } = parsePlace(argv)
  if (help) {
    console.log(`Usage: loopbook install [options]\n\n${places}`)
    return 0
  }
  for (const language of ['typescript', 'javascript'] as const) {
    const path = installKernelspec(folder, names[language], kernelspec(language, kernelProgram()))
    console.log(`Installed ${names[language]} in ${path}`)
  }
  console.log(`Try it:  jupyter lab   or   jupyter console --kernel ${names.typescript}`)
  return 0
}
