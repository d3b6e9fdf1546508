// The calls of TypeScript 7's native process that we use, with their parameters and answers. The process speaks the
// protocol of `typescript/unstable/async`; we type against that package but don't load it: its client can't tell us
// when the process dies, and costs 30 ms. Unstable, so package.json pins TypeScript exactly.
//
//   const info = await process.request('getCompletionsAtPosition', { snapshot, project, file, position: 4 })
import type {
  CompletionInfoResponse,
  ConfigResponse,
  InitializeResponse,
  SignatureResponse,
  SymbolResponse,
  TypeResponse,
  UpdateSnapshotParams,
  UpdateSnapshotResponse,
} from 'typescript/unstable/proto'

export interface RawDiagnostic {
  fileName?: string
  pos: number
  end: number
  code: number
  /** 0 warning, 1 error, 2 suggestion, 3 message. */
  category: number
  text: string
  reportsUnnecessary?: boolean
  reportsDeprecated?: boolean
  messageChain?: RawDiagnostic[]
  relatedInformation?: RawDiagnostic[]
}

export interface DocumentationTag {
  name: string
  text?: string
}

interface In {
  snapshot: number
  project: string
}
interface At extends In {
  file: string
  position: number
}

/** Parameters and answer by method. An answer may always be null: nothing there. */
export interface Methods {
  initialize: [null, InitializeResponse]
  parseConfigFile: [{ file: string }, ConfigResponse]
  updateSnapshot: [UpdateSnapshotParams, UpdateSnapshotResponse]
  release: [{ snapshot: number }, unknown]
  getCompletionsAtPosition: [At & { includeSymbol?: boolean }, CompletionInfoResponse]
  getSymbolAtPosition: [At, SymbolResponse]
  getTypeAtPosition: [At, TypeResponse]
  resolveName: [At & { name: string; meaning: number }, SymbolResponse]
  getTypeOfSymbol: [In & { symbol: number }, TypeResponse]
  getTypesOfSymbols: [In & { symbols: number[] }, (TypeResponse | null)[]]
  getDeclaredTypeOfSymbol: [In & { symbol: number }, TypeResponse]
  getAliasedSymbol: [In & { symbol: number }, SymbolResponse]
  getParentOfSymbol: [In & { objectId: number }, SymbolResponse]
  getPropertiesOfType: [In & { type: number }, SymbolResponse[]]
  getApparentType: [In & { type: number }, TypeResponse]
  getNonNullableType: [In & { type: number }, TypeResponse]
  getSignaturesOfType: [In & { type: number; kind: 0 | 1 }, SignatureResponse[]]
  getParametersOfSignature: [In & { objectId: number }, SymbolResponse[]]
  getReturnTypeOfSignature: [In & { signature: number }, TypeResponse]
  typeToString: [In & { type: number; flags?: number }, string]
  getDocumentationComment: [In & { symbol: number }, string]
  getJsDocTags: [In & { symbol: number }, DocumentationTag[]]
  getSyntacticDiagnostics: [In & { file: string }, RawDiagnostic[]]
  getSemanticDiagnostics: [In & { file: string }, RawDiagnostic[]]
  getSuggestionDiagnostics: [In & { file: string }, RawDiagnostic[]]
  getSourceFile: [In & { file: string }, { data: string }]
}

export type Method = keyof Methods
export type Params<M extends Method> = Methods[M][0]
export type Answer<M extends Method> = Methods[M][1] | null

/** The parameters of a call within a view: snapshot and project are filled in. */
export type ViewParams<M extends Method> = Omit<Params<M>, 'snapshot' | 'project'>
