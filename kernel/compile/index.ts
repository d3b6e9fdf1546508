// A cell → JavaScript. What runs on the user's thread is in runtime.ts, and stands apart so that neither thread loads the other's part.
export { ownName, writtenName } from './builtins.ts'
export { compileCell } from './cell.ts'
export type { CellSource, CompiledCell, Position } from './cell.ts'
export { cellId, isIdentifier } from './name.ts'
export { CellSyntaxError } from './errors.ts'
export { isComplete } from './complete.ts'
export type { Completeness } from './complete.ts'
