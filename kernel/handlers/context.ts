// What handlers get to see: ways to answer, to run cells, to look things up. One file a request; a handler gives back the
// reply's content, or undefined when it answers by itself (or not at all, as comms).
import type { Debugging } from '../debug/index.ts'
import type { Language } from '../language/index.ts'
import type { CommEvent, ToUser } from '../evaluate/channel.ts'
import type { History } from '../history/history.ts'
import type { Header, Message } from '../protocol/index.ts'
import type { SessionEvent } from '../session/index.ts'
import type { Link } from '../transport/link.ts'

export interface HandlerContext {
  readonly link: Link
  readonly version: string
  readonly language: 'typescript' | 'javascript'
  readonly history: History
  /** Comms that are open: id → target. */
  readonly comms: Map<string, string>
  dispatch(event: SessionEvent): void
  /** Gives the request a key, by which its late output finds it. */
  remember(message: Message): number
  parentOf(key: number): Partial<Header>
  post(message: ToUser): void
  /** The language service, which knows every cell that ran. */
  intelligence(): Promise<Language>
  /** Resolves when what cells say after their end has been said. */
  settled(): Promise<void>
  readonly debugging: Debugging
  interrupt(): Promise<void>
  leave(restart: boolean): Promise<void>
  log(line: string): void
}

export type Content = Record<string, unknown>

export type Handler = (context: HandlerContext, message: Message) => Content | undefined | Promise<Content | undefined>

export type { CommEvent }

export function text(content: Content, name: string): string {
  const value = content[name]
  return typeof value === 'string' ? value : ''
}

export function flag(content: Content, name: string, otherwise: boolean): boolean {
  const value = content[name]
  return typeof value === 'boolean' ? value : otherwise
}
