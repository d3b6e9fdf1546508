// kernel_info_request: who we are (Jupyter messaging, "Kernel info").
import { hasDebugger } from '../kernelspec/node-version.ts'
import { protocolVersion } from '../protocol/index.ts'
import type { Handler } from './context.ts'

export const kernelInfo: Handler = ({ version, language }) => ({
  status: 'ok',
  protocol_version: protocolVersion,
  implementation: 'loopbook',
  implementation_version: version,
  language_info: language === 'typescript' ? typescript : javascript,
  banner: `Loopbook ${version}: ${language === 'typescript' ? 'TypeScript' : 'JavaScript'} on Node ${process.versions.node}. help() says what is there.`,
  help_links: [
    { text: 'TypeScript', url: 'https://www.typescriptlang.org/docs/' },
    { text: 'Node.js', url: 'https://nodejs.org/docs/latest/api/' },
    { text: 'Dataloop', url: 'https://docs.dataloop.ai/' },
  ],
  debugger: hasDebugger,
  // The optional features of the protocol are two, 'debugger' and 'kernel subshells'. That this kernel welcomes subscribers is no
  // feature to be listed: from version 5.4 on every kernel does.
  supported_features: hasDebugger ? ['debugger'] : [],
})

const typescript = {
  name: 'typescript',
  version: '7.0.2',
  mimetype: 'text/typescript',
  file_extension: '.ts',
  pygments_lexer: 'typescript',
  codemirror_mode: { name: 'javascript', typescript: true },
  nbconvert_exporter: 'script',
}

const javascript = {
  name: 'javascript',
  version: process.versions.node,
  mimetype: 'text/javascript',
  file_extension: '.js',
  pygments_lexer: 'javascript',
  codemirror_mode: { name: 'javascript' },
  nbconvert_exporter: 'script',
}
