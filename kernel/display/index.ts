// A value → MIME bundle; display() and its handles; html`` md`` svg`` tags; tslab's and Deno's display APIs. Runs on the
// user's thread; knows nothing of sockets and sessions: messages go to the function that createDisplay is given.
//
//   const display = createDisplay((message) => port.postMessage(message))
export { toMimeBundle } from './bundle.ts'
export type { BundleOptions, MimeBundle } from './bundle.ts'
export { createDisplay } from './display.ts'
export type { Display, DisplayMessage, DisplayOptions } from './display.ts'
export type { DisplayHandle } from './handle.ts'
export type { ImageOptions, ImageSource } from './image.ts'
export { installDisplayHook } from './hook.ts'
export type { DisplayHook } from './hook.ts'
export { html, md, svg } from './template.ts'
export type { Fragment, Tag } from './template.ts'
export { createTslabModule } from './tslab.ts'
export type { TslabModule } from './tslab.ts'
export { createDenoJupyter } from './deno.ts'
export type { Broadcast, DenoJupyter } from './deno.ts'
