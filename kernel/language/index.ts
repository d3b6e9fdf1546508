// Completion, inspection and type errors that know every cell, on TypeScript 7's native process.
// The rest of the kernel imports from here only.
//
//   import { createLanguage } from '../language/index.ts'
export { createLanguage } from './language.ts'
export type {
  Cell,
  Completion,
  Diagnostic,
  Language,
  LanguageOptions,
  RuntimeName,
  Severity,
  TypedMatch,
} from './contract.ts'
export { codePoints, utf16 } from './positions.ts'
