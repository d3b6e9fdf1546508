// The native parser and transformer, loaded when first needed: the user's thread compiles only files beside the notebook, and
// most notebooks have none (10 ms of the start).
//
//   oxc().parseSync('cell.ts', 'let a = 1', { lang: 'ts' })
import { createRequire } from 'node:module'
import type * as Parser from 'oxc-parser'
import type * as Transformer from 'oxc-transform'

type Oxc = Pick<typeof Parser, 'parseSync' | 'visitorKeys' | 'rawTransferSupported'> &
  Pick<typeof Transformer, 'transformSync'>

let loaded: Oxc | undefined

export function oxc(): Oxc {
  if (loaded) return loaded
  const require = createRequire(import.meta.url)
  const { parseSync, visitorKeys, rawTransferSupported } = require('oxc-parser') as typeof Parser
  const { transformSync } = require('oxc-transform') as typeof Transformer
  loaded = { parseSync, visitorKeys, rawTransferSupported, transformSync }
  return loaded
}
