// Commands: work that the platform goes on with after it has answered; a client polls them. Types only.
//
//   const command: WireCommand = await get(`/commands/${id}`)

export type CommandStatus =
  | 'created'
  | 'making-children'
  | 'waiting-children'
  | 'in-progress'
  | 'finalizing'
  | 'cleaning-up'
  | 'on-error'
  | 'success'
  | 'failed'
  | 'timeout'
  | 'canceled'
  | 'aborted'

export interface WireCommand {
  id: string
  url?: string
  type?: string
  status: string
  /** In percent. */
  progress?: number
  /** What came of it, by the command's type: createdTaskId, returnedModelId, … */
  spec?: Record<string, unknown>
  error?: unknown
  createdAt?: string
  updatedAt?: string
}
