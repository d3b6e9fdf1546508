// Which kernel runs a notebook. TypeScript and JavaScript notebooks run in ours, whether they were written for us, tslab or
// Deno, and nothing needs to be installed for it; all others by their kernelspec's name, or failing that by their language.
//
//   chooseKernel(notebook.metadata, undefined).name   // 'loopbook'
import { findKernelspec, listKernelspecs, ownKernelspec, ownNames } from '../../client/index.ts'
import type { Kernelspec } from '../../client/index.ts'
import type { NotebookMetadata } from '../../notebook/model.ts'

/** @throws ClientError `no-kernel`. */
export function chooseKernel(metadata: NotebookMetadata, asked: string | undefined): Kernelspec {
  const language = (metadata.language_info?.name ?? metadata.kernelspec?.language ?? '').toLowerCase()
  if (asked !== undefined) {
    return asked === 'loopbook' || asked === 'typescript' || asked === 'javascript'
      ? ours(asked === 'loopbook' ? language : asked)
      : findKernelspec(asked)
  }
  const name = metadata.kernelspec?.name
  if (name !== undefined && name !== '') return ownNames.includes(name) ? ours(language) : findKernelspec(name)
  if (language === '' || language === 'typescript' || language === 'javascript') return ours(language)
  return listKernelspecs().find((spec) => spec.language === language) ?? findKernelspec(language)
}

function ours(language: string): Kernelspec {
  return ownKernelspec(language === 'javascript' ? 'javascript' : 'typescript')
}

/** The kernel's name as a server knows it; it has the specs, and says so if it hasn't this one. No name: its default. */
export function nameKernel(metadata: NotebookMetadata, asked: string | undefined): Kernelspec {
  const name = asked ?? metadata.kernelspec?.name ?? ''
  const language = (metadata.language_info?.name ?? metadata.kernelspec?.language ?? '').toLowerCase()
  return {
    name,
    displayName: metadata.kernelspec?.display_name ?? name,
    language,
    argv: [],
    interruptMode: 'message',
    env: {},
  }
}
