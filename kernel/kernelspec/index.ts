// Making this kernel known to Jupyter. See kernelspec.ts.
export { installKernelspec, kernelsFolder, kernelspec, readKernelspec, uninstallKernelspec } from './kernelspec.ts'
export { nodeProblem } from './node-version.ts'
export type { KernelProgram, KernelspecFile } from './kernelspec.ts'
