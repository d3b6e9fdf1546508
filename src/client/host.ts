// What a Kernel stands on: the process of ours, or the server, that holds it. Only these can end it; messages can't be trusted to.
//
//   const kernel = new Kernel({ label: 'process 1234', exited, expectExit() {}, terminate, release() {} })
import type { KernelExit } from './process.ts'

/** Content of a kernel_info_reply, as far as we use it. */
export interface KernelInfo {
  readonly implementation: string
  readonly language_info: { readonly name: string; readonly [key: string]: unknown }
  readonly [key: string]: unknown
}

/** How the kernel is held: by a process of ours, or by a server. */
export interface KernelHost {
  /** "process 1234" or "kernel 5f… on http://…", for messages. */
  readonly label: string
  readonly pid?: number
  /** Resolves when the kernel has ended. */
  readonly exited: Promise<KernelExit>
  /** Absent: interrupt by message on the control channel. */
  interrupt?(): Promise<void>
  /** The caller is about to ask it to end: its exit is no death. */
  expectExit(): void
  /** Absent: asked by message on the control channel. */
  shutdown?(): Promise<void>
  /** The server started the kernel anew by itself: its state is lost. */
  onRestart?(): void
  /** SIGTERM, `grace` milliseconds, SIGKILL, or what a server has for it. */
  terminate(grace: number): Promise<void>
  /** Frees sockets' folders and the like, after the end. */
  release(): void
  stderrTail?(): string
}
