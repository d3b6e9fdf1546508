// Questions of cells to the person in front: sent as input_request to the client that runs the cell, answered to the user's
// thread, which may be standing still for the answer (prompt) or not (await input).
//
//   inputs.ask({ serial: 1, key: 7, prompt: 'name? ', password: false })
import type { MessagePort } from 'node:worker_threads'
import { slot } from '../evaluate/channel.ts'
import type { InputAnswer, ToUser } from '../evaluate/channel.ts'
import type { Message } from '../protocol/index.ts'
import type { Link } from '../transport/link.ts'

export interface Inputs {
  ask(question: { serial: number; key: number; prompt: string; password: boolean }): void
  reply(message: Message): void
  /** Nobody waits any longer. */
  interrupt(): void
}

interface Parts {
  link: Link
  answers: MessagePort
  shared: Int32Array<SharedArrayBuffer>
  post(message: ToUser): void
  requestOf(key: number): Message | undefined
}

export function createInputs({ link, answers, shared, post, requestOf }: Parts): Inputs {
  // In the order in which they were asked: a reply doesn't say which question it answers.
  let open: number[] = []
  const answer = (serial: number, given: InputAnswer): void => {
    answers.postMessage({ serial, answer: given })
    post({ type: 'answer', serial, answer: given })
    Atomics.store(shared, slot.answer, 1)
    Atomics.notify(shared, slot.answer)
  }
  return {
    ask({ serial, key, prompt, password }) {
      const request = requestOf(key)
      if (!request) return answer(serial, { error: 'The cell that asks is not known any more.' })
      open.push(serial)
      link.ask(request, { prompt, password })
    },
    reply({ content }) {
      const serial = open.shift()
      if (serial === undefined) return
      if (content['status'] === 'error')
        return answer(serial, { error: String(content['evalue'] ?? 'The client refused.') })
      answer(serial, { value: typeof content['value'] === 'string' ? content['value'] : '' })
    },
    interrupt() {
      const serials = open
      open = []
      for (const serial of serials) answer(serial, { interrupted: true })
    },
  }
}
