// What the language service believes of the preloaded names (preloads.ts), as TypeScript; apart, because it is asked on the other
// thread.
//
//   preloadTypes.dl   // "typeof import('loopbook').dl"

/** Types of the preloaded names, as TypeScript. */
export const preloadTypes: Readonly<Record<string, string>> = {
  dl: "typeof import('loopbook').dl",
  Filters: "typeof import('loopbook').Filters",
  $: "typeof import('zx').$",
  DateTime: "typeof import('luxon').DateTime",
  display: "typeof import('loopbook/display').display",
  html: "typeof import('loopbook/display').html",
  md: "typeof import('loopbook/display').md",
  svg: "typeof import('loopbook/display').svg",
  plot: "typeof import('loopbook/display').plot",
  clearOutput: "typeof import('loopbook/display').display.clearOutput",
  expect: "typeof import('vitest').expect",
  test: '(name: string, check: () => unknown) => Promise<boolean>',
  help: '(value?: unknown) => void',
  prompt: '(question?: string, defaultValue?: string) => string | null',
  confirm: '(question?: string) => boolean',
  alert: '(message?: string) => void',
  input: '(question?: string, options?: { password?: boolean }) => Promise<string>',
}
