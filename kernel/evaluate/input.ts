// prompt, confirm and alert as browsers have them, which wait in the middle of a function, and `await input(…)`. They ask
// through Jupyter's stdin channel; where the client answers none, they say so.
//
//   const name = prompt('Your name?')          // null when nothing was typed
//   const secret = await input('Token: ', { password: true })
import { receiveMessageOnPort } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { slot } from './channel.ts'
import type { InputAnswer, ToIo } from './channel.ts'
import { currentKey } from './context.ts'
import { KeyboardInterrupt } from './interruption.ts'
import type { Outbox } from './outbox.ts'

export class InputError extends Error {
  override readonly name = 'InputError'
  readonly hint =
    'run the cell in a front end that asks (JupyterLab, VS Code, jupyter console), or give the value as a parameter or environment variable.'
}

export interface Input {
  prompt(question?: string, defaultValue?: string): string | null
  confirm(question?: string): boolean
  alert(message?: string): void
  input(question?: string, options?: { password?: boolean }): Promise<string>
  /** The answer to an `input`, from the I/O thread. */
  answer(serial: number, answer: InputAnswer): void
  /** Whether the running request may ask. */
  allow(allowed: boolean): void
}

export function createInput(
  outbox: Outbox,
  post: (message: ToIo) => void,
  shared: Int32Array<SharedArrayBuffer>,
  answers: MessagePort,
): Input {
  let allowed = false
  let serial = 0
  const waiting = new Map<number, { resolve(value: string): void; reject(error: Error): void }>()

  const ask = (prompt: string, password: boolean): number => {
    if (!allowed) throw new InputError('This front end can not be asked: it does not allow input.')
    outbox.flush()
    post({ type: 'input', serial: ++serial, key: currentKey(), prompt, password })
    return serial
  }

  const askNow = (question: string, password = false): string => {
    while (receiveMessageOnPort(answers));
    Atomics.store(shared, slot.answer, 0)
    const asked = ask(question, password)
    for (;;) {
      Atomics.wait(shared, slot.answer, 0)
      Atomics.store(shared, slot.answer, 0)
      for (;;) {
        const message = receiveMessageOnPort(answers)
        if (!message) break
        if (message.message.serial === asked) return valueOf(message.message.answer)
      }
    }
  }

  return {
    prompt(question = 'Prompt', defaultValue) {
      const shown = defaultValue === undefined ? question : `${question} [${defaultValue}]`
      const text = askNow(/\s$/.test(shown) ? shown : `${shown} `)
      return text === '' ? (defaultValue ?? null) : text
    },
    confirm(question = 'Confirm') {
      return /^y(es)?$/i.test(askNow(`${question} [y/N] `).trim())
    },
    alert(message = 'Alert') {
      askNow(`${message} [Enter] `)
    },
    async input(question = '', { password = false } = {}) {
      const asked = ask(question, password)
      return await new Promise<string>((resolve, reject) => waiting.set(asked, { resolve, reject }))
    },
    answer(answered, answer) {
      const asker = waiting.get(answered)
      waiting.delete(answered)
      try {
        asker?.resolve(valueOf(answer))
      } catch (error) {
        asker?.reject(error as Error)
      }
    },
    allow(value) {
      allowed = value
    },
  }
}

function valueOf(answer: InputAnswer): string {
  if ('value' in answer) return answer.value
  throw 'error' in answer ? new InputError(answer.error) : new KeyboardInterrupt()
}
