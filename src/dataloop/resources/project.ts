// A project: datasets, tasks and the people who work on them.
//
//   const project = await dl.projects.get({ name: 'Tutorial' })
import type { WireMember, WireProject } from '../../wire/index.ts'
import { tableBundle } from '../../text/index.ts'
import { InvalidArgumentError } from '../errors/error.ts'
import { viewTable } from '../views/entity-view.ts'
import { pending, present } from '../views/protocol.ts'
import { projectView } from '../views/rows.ts'
import { Datasets } from './datasets.ts'
import { Entity } from './entity.ts'
import { Tasks } from './tasks.ts'

/** What a member may do. */
export type MemberRole = 'owner' | 'engineer' | 'annotator' | 'annotationManager'

/**
 * A project of the platform.
 * @example
 * const project = await dl.projects.get({ name: 'Tutorial' })
 * await project.datasets.all()
 */
export class Project extends Entity<WireProject> {
  /** Its name, unique among yours. */
  get name(): string {
    return this.field('name')
  }

  /** E-mail of who made it. */
  get creator(): string | undefined {
    return this.wire.creator
  }

  /** When it was made, ISO 8601. */
  get createdAt(): string | undefined {
    return this.wire.createdAt
  }

  /** Your role in it. */
  get role(): string | undefined {
    return this.wire.role
  }

  /**
   * Its datasets.
   * @example
   * const dataset = await project.datasets.get({ name: 'Animals' })
   */
  get datasets(): Datasets {
    return new Datasets(this.client, this)
  }

  /**
   * Its tasks, of all datasets.
   * @example
   * await project.tasks.where({ status: 'open' }).all()
   */
  get tasks(): Tasks {
    return new Tasks(this.client, { projectId: this.id })
  }

  /**
   * Who works on it.
   * @example
   * for (const { email, role } of await project.members()) console.log(email, role)
   */
  members(): Promise<WireMember[]> {
    const found = this.client.http.json<WireMember[]>({ method: 'GET', path: `/projects/${this.id}/members` })
    return pending(found, 'project.members()')
  }

  /**
   * Lets somebody work on it.
   * @example
   * await project.addMember('annotator1@dataloop.ai', 'annotator')
   */
  async addMember(email: string, role: MemberRole = 'annotator'): Promise<void> {
    if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new InvalidArgumentError(`'${email}' is no e-mail`)
    const path = `/projects/${this.id}/members/${encodeURIComponent(email)}`
    await this.client.http.json({ method: 'POST', path, body: { role } })
  }

  /**
   * Ends somebody's work on it.
   * @example
   * await project.removeMember('annotator1@dataloop.ai')
   */
  async removeMember(email: string): Promise<void> {
    const path = `/projects/${this.id}/members/${encodeURIComponent(email)}`
    await this.client.http.json({ method: 'DELETE', path, subject: `member '${email}' of project '${this.name}'` })
  }

  /**
   * Deletes the project with its datasets.
   * @example
   * await project.delete({ confirm: true })
   */
  async delete({ confirm = false }: { confirm?: boolean } = {}): Promise<void> {
    if (!confirm) {
      throw new InvalidArgumentError(
        `This would delete project '${this.name}' with all its datasets; nothing was deleted`,
        {
          hint: 'if that is what you want: project.delete({ confirm: true })',
        },
      )
    }
    await this.client.http.json({ method: 'DELETE', path: `/projects/${this.id}` })
  }

  protected override summary(): Record<string, unknown> {
    const { id, name, creator, role, createdAt } = this
    return { id, name, creator, role, createdAt }
  }

  static {
    present(this, {
      table: (all, options) => viewTable(all, projectView, 'Projects', options),
      show: async (self) => {
        const { items: datasets, total } = await self.datasets.page(0, 20)
        return tableBundle({
          caption: `Project ${self.name}`,
          columns: [
            { key: 'dataset' },
            { key: 'items', kind: 'number' },
            { key: 'annotations', kind: 'number' },
            { key: 'id', kind: 'id' },
          ],
          rows: datasets.map(({ name, itemsCount, annotationsCount, id }) => ({
            dataset: name,
            items: itemsCount,
            annotations: annotationsCount,
            id,
          })),
          total,
        })
      },
    })
  }
}
