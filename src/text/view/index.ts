// The pieces of which outputs are made: see view.ts.
//
//   viewBundle([heading('Task', 'adults'), bars('Progress', …), footer('.items() shows its items')])
export { bars } from './bars.ts'
export type { Bar, BarsOptions } from './bars.ts'
export { changes } from './changes.ts'
export type { Change, ChangesOptions } from './changes.ts'
export { chips } from './chips.ts'
export type { Chip } from './chips.ts'
export { fields } from './fields.ts'
export type { Field } from './fields.ts'
export { figure } from './figure.ts'
export type { FigureOptions, Shape } from './figure.ts'
export { sheet } from './sheet.ts'
export type { SheetEntry, SheetOptions } from './sheet.ts'
export { footer, heading, paragraph, table, tree, viewBundle } from './view.ts'
export type { Piece } from './view.ts'
