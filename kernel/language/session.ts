// What every question needs: the cells so far, the TypeScript workspace and the ways into the live session.
// Joins cells.ts (texts) and workspace.ts (files); no answers here.
//
//   const session = createSession(options);  session.addCell({ id: 1, code: 'let x = 1' })
import { resolve } from 'node:path'
import { type Cells, createCells, type Module } from './cells.ts'
import type { Cell, LanguageOptions } from './contract.ts'
import { createExportIndex, type ExportIndex } from './exports.ts'
import { type SessionNames, sessionNames } from './names.ts'
import { denoText, namesDeno, untypedDeno } from './deno.ts'
import { ownPackage } from './package.ts'
import { ambientText, preloadsText } from './preloads.ts'
import { isInstalled } from './files.ts'
import { createWorkspace, type Workspace } from './workspace.ts'

export interface Session {
  readonly cells: Cells
  readonly workspace: Workspace
  readonly names: SessionNames
  readonly directory: string
  readonly exports: ExportIndex
  readonly preloads: Readonly<Record<string, string>>
  readonly runtimeNames: LanguageOptions['runtimeNames']
  readonly runtimePreview: LanguageOptions['runtimePreview']
  /** Signatures of names that stay what they are, by name or place of declaration; empty again when the disk changes. */
  signatures(): Map<string, string>
  log(line: string): void
  addCell(cell: Cell): void
  /** Puts a module in the place of the cell being edited (or checked), which may be a .ts or a .tsx one. */
  writeEdit(module: Module): void
}

const empty = 'export {}'

export function createSession(options: LanguageOptions): Session {
  const { preloads, runtimeNames, runtimePreview } = options
  const directory = resolve(options.directory)
  const log = options.log ?? (() => {})
  const names = sessionNames(directory)
  const cells = createCells(names)
  const own = ownPackage()
  let current = true
  const workspace = createWorkspace({
    directory,
    names,
    own,
    log,
    // For many cells at once it is written once: it is as long as there are names.
    prepare() {
      if (!current) workspace.write(names.live, cells.liveModule().text)
      current = true
    },
  })
  workspace.write(names.preloads, preloadsText(preloads))
  const missing = (name: string): boolean => !isInstalled(name, directory)
  workspace.write(names.ambient, ambientText({ tslab: missing('tslab'), react: missing('@types/react') }))
  let denoTyped = !missing('@types/deno')
  workspace.write(names.deno, denoTyped ? '' : untypedDeno)
  const twins: Readonly<Record<string, string>> = {
    [names.edit]: names.editTsx,
    [names.editTsx]: names.edit,
    [names.check]: names.checkTsx,
    [names.checkTsx]: names.check,
  }
  /** Most sessions never name Deno, and don't pay for its types. */
  const typeDeno = (code: string): void => {
    if (denoTyped || !namesDeno(code)) return
    denoTyped = true
    workspace.write(names.deno, denoText(own))
    signatures.texts.clear()
  }
  let signatures = { revision: 0, texts: new Map<string, string>() }
  return {
    cells,
    workspace,
    names,
    directory,
    exports: createExportIndex({ directory, provided: own.provided }),
    preloads,
    runtimeNames,
    runtimePreview,
    signatures() {
      const revision = workspace.revision()
      if (signatures.revision !== revision) signatures = { revision, texts: new Map() }
      return signatures.texts
    },
    log,
    addCell(cell) {
      const { name, text } = cells.add(cell)
      workspace.write(name, text)
      typeDeno(text)
      current = false
    },
    writeEdit({ name, text }) {
      workspace.write(name, text)
      typeDeno(text)
      const twin = twins[name]
      if (twin) workspace.write(twin, empty)
    },
  }
}
