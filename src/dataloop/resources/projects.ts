// Your projects.
//
//   const project = await dl.projects.get({ name: 'Tutorial' })
import type { WireProject } from '../../wire/index.ts'
import type { Client } from '../client.ts'
import { InvalidArgumentError, NotFoundError } from '../errors/error.ts'
import { didYouMean } from '../errors/nearest.ts'
import { entitiesOf } from '../query/entities.ts'
import type { Entities } from '../query/entities.ts'
import { checkedId, isId, say } from '../values/id.ts'
import { projectView } from '../views/rows.ts'
import { pending, present } from '../views/protocol.ts'
import type { Project } from './project.ts'

/**
 * `dl.projects`.
 * @example
 * await dl.projects.all()
 */
export class Projects {
  readonly #client: Client

  constructor(client: Client) {
    this.#client = client
  }

  /**
   * One project, by its name or id.
   * @example
   * const project = await dl.projects.get({ name: 'Tutorial' })
   */
  get(project: string | { name: string } | { id: string }): Promise<Project> {
    return pending(this.#get(project), 'dl.projects.get(…)')
  }

  /**
   * All of them.
   * @example
   * (await dl.projects.all()).map((project) => project.name)
   */
  all(): Promise<Entities<Project>> {
    return pending(this.#all(), 'dl.projects.all()')
  }

  /**
   * A new project. Names are unique among yours.
   * @example
   * const project = await dl.projects.create({ name: 'My-First-Project' })
   */
  create({ name }: { name: string }): Promise<Project> {
    return pending(this.#create(name), 'dl.projects.create(…)')
  }

  async #get(project: string | { name: string } | { id: string }): Promise<Project> {
    const { http, make } = this.#client
    if (typeof project === 'object' && project !== null && 'name' in project) return this.#named(project.name)
    if (typeof project === 'string' && !isId(project)) {
      throw new InvalidArgumentError(`${say(project)} is no project id (a UUID)`, {
        hint: `to find it by name: dl.projects.get({ name: ${JSON.stringify(project)} })`,
      })
    }
    const id = checkedId(
      typeof project === 'object' ? project?.id : project,
      'project',
      "dl.projects.get({ name: '…' })",
    )
    return make.project(
      await http.json<WireProject>({
        method: 'GET',
        path: `/projects/${id}`,
        subject: `project with id '${id}'`,
        hint: 'await dl.projects.all() lists yours',
      }),
    )
  }

  async #named(name: string): Promise<Project> {
    if (typeof name !== 'string' || name.trim() === '')
      throw new InvalidArgumentError('A project is found by a name that is a text')
    const { http, make } = this.#client
    const found = await http
      .json<WireProject[]>({ method: 'GET', path: `/projects/${encodeURIComponent(name)}/name` })
      .catch((error: unknown) => {
        if (error instanceof NotFoundError) return []
        throw error
      })
    const [first, second] = [found].flat()
    if (!first) throw await this.#missing(name)
    if (!second) return make.project(first)
    throw new InvalidArgumentError(`${found.length} projects are named '${name}'`, {
      hint: `get one by id: dl.projects.get('${first.id}')`,
    })
  }

  async #missing(name: string): Promise<NotFoundError> {
    const names = (await this.#all().catch(() => [])).map((project) => project.name)
    const near = didYouMean(name, names)
    const hint =
      near ??
      (names.length > 0 ? `there are ${names.slice(0, 10).join(', ')}` : "dl.projects.create({ name: '…' }) makes one")
    return new NotFoundError(`There is no project named '${name}'`, { status: 404, hint })
  }

  async #all(): Promise<Entities<Project>> {
    const { http, make } = this.#client
    const projects = await http.json<WireProject[]>({ method: 'GET', path: '/projects' })
    return entitiesOf(
      projects.map((wire) => make.project(wire)),
      projectView,
      'Projects',
    )
  }

  async #create(name: string): Promise<Project> {
    if (typeof name !== 'string' || name.trim() === '') throw new InvalidArgumentError('A project needs a name')
    const { http, make } = this.#client
    const form = async (): Promise<URLSearchParams> => new URLSearchParams({ name })
    return make.project(await http.json<WireProject>({ method: 'POST', path: '/projects', form }))
  }

  static {
    present(this, {
      show: async (self) => {
        return (await self.#all()).bundle()
      },
    })
  }
}
