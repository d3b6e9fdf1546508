// debug_request: the Debug Adapter Protocol, as JupyterLab's debugger speaks it.
import type { Handler } from './context.ts'

export const debug: Handler = ({ debugging }, { content, header }) => debugging.answer(content, header)
