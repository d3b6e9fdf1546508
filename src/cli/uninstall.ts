// `loopbook uninstall`: takes the kernels out of Jupyter's list again.
import { uninstallKernelspec } from '../../kernel/kernelspec/index.ts'
import { parsePlace, places } from './specs.ts'

export const summary = 'take the kernels out of Jupyter again'

export async function run(argv: string[]): Promise<number> {
  const { folder, names, help } = parsePlace(argv)
  if (help) {
    console.log(`Usage: loopbook uninstall [options]\n\n${places}`)
    return 0
  }
  const removed = [names.typescript, names.javascript].filter((name) => uninstallKernelspec(folder, name))
  console.log(
    removed.length > 0 ? `Removed ${removed.join(' and ')} from ${folder}` : `No kernel of Loopbook in ${folder}`,
  )
  return removed.length > 0 ? 0 : 1
}
