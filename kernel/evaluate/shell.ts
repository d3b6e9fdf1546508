// zx's `$`, with one change: a variable that has no value is refused. `rm -rf ${folder}/x` must never become `rm -rf /x`.
//
//   const $ = createShell(await import('zx'));  (await $`git status`).stdout

type Zx = typeof import('zx')

export class ShellError extends TypeError {
  override readonly name = 'ShellError'
  readonly hint = "give it a value; an empty text is '' or []."
}

export function createShell(zx: Zx): Zx['$'] {
  const check = (parameters: readonly unknown[]): void => {
    const [pieces, ...values] = parameters
    if (!Array.isArray(pieces) || !('raw' in pieces)) return
    const at = values.findIndex((value) => value === undefined || value === null)
    if (at < 0) return
    throw new ShellError(
      `The command's value number ${at + 1}, after \`${String(pieces[at]).trim().slice(-40)}\`, is ${String(values[at])}.`,
    )
  }
  const guarded = (shell: Zx['$']): Zx['$'] =>
    new Proxy(shell, {
      apply(target, self, parameters) {
        check(parameters)
        const result: unknown = Reflect.apply(target, self, parameters)
        return typeof result === 'function' ? guarded(result as Zx['$']) : result
      },
      get(target, property) {
        const value: unknown = Reflect.get(target, property)
        return property === 'sync' && typeof value === 'function' ? guarded(value as Zx['$']) : value
      },
    })
  return guarded(zx.$)
}
