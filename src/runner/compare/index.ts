/**
 * Comparing outputs with recorded ones: what counts as the same, what differs and how, and accepting the new ones.
 * Pure; only `readSanitizerFiles` reads files.
 *
 *     const options = compareOptions({ ...settings, sanitize: await readSanitizerFiles(settings.sanitize, folder) })
 *     compareOutputs({ outputs: cell.outputs, executionCount: cell.execution_count }, made, options)
 */
export { acceptOutputs } from './accept.ts'
export { compareOptions, compareOutputs, type CompareOptions, type Recorded } from './compare.ts'
export { diffLines } from './diff.ts'
export type { Mismatch } from './mismatch.ts'
export { parseNbvalFile, readSanitizerFiles } from './nbval-file.ts'
export { builtIn, compileSanitizers, type Sanitize } from './sanitizer.ts'
export { resolveControls } from './terminal.ts'
