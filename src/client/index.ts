// A client for Jupyter kernels of any language: starts them, executes code, collects outputs, and always ends. Knows the wire
// format alone, nothing of our own kernel's inside.
//
//   const kernel = await launchKernel({ kernel: 'python3', cwd: process.cwd() })
//   const { outputs } = await kernel.execute('print(1 + 1)')
//   await kernel.shutdown()
export { ClientError } from './errors.ts'
export type { ClientErrorCode } from './errors.ts'
export { findKernelspec, listKernelspecs } from './kernelspec.ts'
export type { Kernelspec } from './kernelspec.ts'
export { ownKernelspec, ownNames, ownVersion, packageRoot } from './own.ts'
export { launchKernel } from './launch.ts'
export type { LaunchOptions } from './launch.ts'
export { Kernel } from './kernel.ts'
export type { KernelHost, KernelInfo } from './host.ts'
export { describeExit } from './process.ts'
export type { KernelExit } from './process.ts'
export type { ExecuteOptions, ExecuteOutcome } from './execution.ts'
export type { Output } from './outputs.ts'
export { launchServerKernel, readServer } from './server.ts'
export type { JupyterServer, ServerLaunchOptions } from './server.ts'
