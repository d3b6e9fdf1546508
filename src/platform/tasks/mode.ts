// The ways of working on a task besides dividing it: pulling (people fetch batches) and consensus (several people do the same
// item). Their settings stand in the task's metadata.system; wrong ones are refused.
//
//   const mode = readMode({ batchSize: 3, maxBatchWorkload: 5, allowedAssignees: ['ann@x.ai'] })
import { badRequest } from '../http/errors.ts'
import { optionalNumber, texts, type Body } from '../http/body.ts'

export type Mode =
  | { kind: 'divided' }
  | { kind: 'pulling'; batchSize: number; most: number; assignees: string[] }
  | { kind: 'consensus'; percentage: number; each: number; assignees: string[] }

export function readMode(system: Body): Mode {
  const batchSize = optionalNumber(system, 'batchSize', 3, 100)
  const most = optionalNumber(system, 'maxBatchWorkload', 5, 200)
  const percentage = optionalNumber(system, 'consensusPercentage', 0, 100)
  const each = optionalNumber(system, 'consensusAssignees', 1, 1000)
  const assignees =
    system['allowedAssignees'] === undefined ? [] : texts(system['allowedAssignees'], 'allowedAssignees', 1000)
  if (batchSize !== undefined || most !== undefined) {
    if (percentage !== undefined || each !== undefined)
      throw badRequest('a task is either a pulling task or a consensus task')
    if (batchSize === undefined || most === undefined)
      throw badRequest('a pulling task needs both batchSize and maxBatchWorkload')
    if (most < batchSize + 2 || most > batchSize * 2)
      throw badRequest(
        `maxBatchWorkload must be from ${batchSize + 2} to ${batchSize * 2} when batchSize is ${batchSize}`,
      )
    return { kind: 'pulling', batchSize, most, assignees }
  }
  if (percentage === undefined && each === undefined) return { kind: 'divided' }
  if (percentage === undefined || each === undefined)
    throw badRequest('a consensus task needs both consensusPercentage and consensusAssignees')
  if (each > assignees.length)
    throw badRequest(`consensusAssignees is ${each}, but there are ${assignees.length} assignees`)
  return { kind: 'consensus', percentage, each, assignees }
}
