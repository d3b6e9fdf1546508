// From the messages of one execution to nbformat outputs: streams merged while they come (so that memory is bounded), displays
// updated by id across cells, `clear_output` obeyed, and no more than `maxBytes` of stream text kept: the middle is cut, and
// the text says how much.
//
//   const outputs = new OutputCollector({ displays, maxBytes: 10e6 });  outputs.add(message);  outputs.list()
import type { Message } from '../../kernel/protocol/index.ts'
import { CutText } from './cut-text.ts'

export type MimeData = Readonly<Record<string, unknown>>
export interface StreamOutput {
  readonly output_type: 'stream'
  readonly name: string
  readonly text: string
  /** The same text in parts, if it is long: who only writes it needs no second copy of it. Not enumerable. */
  readonly pieces?: Iterable<string>
}
export interface DisplayOutput {
  readonly output_type: 'display_data'
  readonly data: MimeData
  readonly metadata: MimeData
}
export interface ResultOutput {
  readonly output_type: 'execute_result'
  readonly execution_count: number | null
  readonly data: MimeData
  readonly metadata: MimeData
}
export interface ErrorOutput {
  readonly output_type: 'error'
  readonly ename: string
  readonly evalue: string
  readonly traceback: readonly string[]
}
export type Output = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput

type Slot = { stream: string; text: CutText } | { output: Exclude<Output, StreamOutput> }

/** Where each display id is shown in this session; an update changes all of them, in earlier cells too. */
export type Displays = Map<string, { collector: OutputCollector; slot: { output: DisplayOutput | ResultOutput } }[]>

interface CollectorOptions {
  readonly displays: Displays
  /** Of text per stream slot. */
  readonly maxBytes: number
  /** Called with each output as it arrives; for streams with the new piece alone. */
  readonly onOutput?: ((output: Output) => void) | undefined
}

export class OutputCollector {
  #slots: Slot[] = []
  /** Characters of all streams that are kept, and what was cut with whole slots. */
  #kept = 0
  #cutSlots = 0
  #clearNext = false
  readonly #options: CollectorOptions

  constructor(options: CollectorOptions) {
    this.#options = options
  }

  /** Bytes that were cut from streams so far. */
  get cut(): number {
    return this.#slots.reduce((sum, slot) => sum + ('stream' in slot ? slot.text.cut : 0), this.#cutSlots)
  }

  /** Takes an iopub message of this execution; what is no output is ignored. */
  add(message: Message): void {
    const { content } = message
    switch (message.header.msg_type) {
      case 'stream':
        this.#addStream(text(content['name'], 'stdout'), text(content['text'], ''))
        break
      case 'display_data':
      case 'execute_result':
        this.#addDisplay(message)
        break
      case 'update_display_data':
        this.#update(message)
        break
      case 'error':
        this.#push({ output: errorOutput(content) })
        break
      case 'clear_output':
        if (content['wait'] === true) this.#clearNext = true
        else this.#clear()
        break
      default:
    }
  }

  list(): Output[] {
    return this.#slots.map((slot) => ('stream' in slot ? streamOutput(slot.stream, slot.text) : slot.output))
  }

  #addStream(name: string, piece: string): void {
    this.#clearIfAsked()
    this.#kept += piece.length
    const last = this.#slots.at(-1)
    if (last !== undefined && 'stream' in last && last.stream === name) last.text.append(piece)
    else {
      const text = new CutText(this.#options.maxBytes)
      text.append(piece)
      this.#slots.push({ stream: name, text })
      if (this.#kept > this.#options.maxBytes) this.#dropFromMiddle()
    }
    this.#options.onOutput?.({ output_type: 'stream', name, text: piece })
  }

  /** Streams that take turns make many short outputs: those after the first half of the limit go, until a quarter is free. */
  #dropFromMiddle(): void {
    const { maxBytes } = this.#options
    const lengths = this.#slots.map((slot) => ('stream' in slot ? slot.text.length : 0))
    let kept = lengths.reduce((sum, length) => sum + length, 0)
    let head = 0
    const last = this.#slots.length - 1
    this.#slots = this.#slots.filter((slot, index) => {
      const length = lengths[index]!
      head += length
      const inMiddle = 'stream' in slot && head > maxBytes / 2 && index < last && kept > maxBytes * 0.75
      if (!inMiddle) return true
      kept -= length
      this.#cutSlots += length + slot.text.cut
      return false
    })
    this.#kept = kept
  }

  #addDisplay(message: Message): void {
    const { content } = message
    const data = record(content['data'])
    const metadata = record(content['metadata'])
    const output: DisplayOutput | ResultOutput =
      message.header.msg_type === 'execute_result'
        ? { output_type: 'execute_result', execution_count: count(content['execution_count']), data, metadata }
        : { output_type: 'display_data', data, metadata }
    const slot = { output }
    this.#push(slot)
    const id = displayId(content)
    if (id === undefined) return
    const shown = this.#options.displays.get(id) ?? []
    shown.push({ collector: this, slot })
    this.#options.displays.set(id, shown)
  }

  #update({ content }: Message): void {
    const id = displayId(content)
    for (const { slot } of (id === undefined ? undefined : this.#options.displays.get(id)) ?? []) {
      slot.output = { ...slot.output, data: record(content['data']), metadata: record(content['metadata']) }
    }
  }

  #push(slot: { output: Exclude<Output, StreamOutput> }): void {
    this.#clearIfAsked()
    this.#slots.push(slot)
    this.#options.onOutput?.(slot.output)
  }

  #clear(): void {
    this.#slots = []
    this.#kept = 0
  }

  #clearIfAsked(): void {
    if (!this.#clearNext) return
    this.#clearNext = false
    this.#clear()
  }
}

/** From this length on a text is joined only when somebody asks for it. */
const long = 1_000_000

function streamOutput(name: string, text: CutText): StreamOutput {
  if (text.length < long) return { output_type: 'stream', name, text: text.toString() }
  let pieces = text.pieces()
  let joined: string | undefined
  const output: StreamOutput = {
    output_type: 'stream',
    name,
    get text(): string {
      if (joined === undefined) pieces = [(joined = [...pieces].join(''))]
      return joined
    },
  }
  return Object.defineProperty(output, 'pieces', { get: () => pieces })
}

/** An `error` message's or error reply's content; kernels leave fields out, or send null. */
export function errorOutput(content: Record<string, unknown>): ErrorOutput {
  const traceback = Array.isArray(content['traceback']) ? content['traceback'].map(String) : []
  return {
    output_type: 'error',
    ename: text(content['ename'], 'Error'),
    evalue: text(content['evalue'], ''),
    traceback,
  }
}

function displayId(content: Record<string, unknown>): string | undefined {
  const id = record(content['transient'])['display_id']
  return typeof id === 'string' ? id : undefined
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function text(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise
}

function count(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}
