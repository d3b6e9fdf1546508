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
  log(line: string): void
}

export function createInputs({ link, answers, shared, post, requestOf, log }: Parts): Inputs {
  let open: { serial: number; id: string }[] = []
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
      open.push({ serial, id: link.ask(request, { prompt, password }) })
    },
    reply({ content, parent_header: { msg_id: asked } }) {
      // Many clients don't say which question they answer: it is the oldest one then. An answer that comes after its question was
      // interrupted must not be taken for the next one's.
      const at = asked === undefined ? 0 : open.findIndex(({ id }) => id === asked)
      const [question] = at < 0 ? [] : open.splice(at, 1)
      if (!question) return log('an input_reply was dropped: nobody waits for it')
      const { serial } = question
      if (content['status'] === 'error')
        return answer(serial, { error: String(content['evalue'] ?? 'The client refused.') })
      answer(serial, { value: typeof content['value'] === 'string' ? content['value'] : '' })
    },
    interrupt() {
      const questions = open
      open = []
      for (const { serial } of questions) answer(serial, { interrupted: true })
    },
  }
}
