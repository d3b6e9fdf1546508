// An ontology: the labels annotators can choose from, as a tree, and their attributes.
//
//   (await dataset.ontology()).labels.map((label) => label.tag)
import type { WireLabel, WireOntology } from '../../wire/index.ts'
import { InvalidArgumentError } from '../errors/error.ts'
import { labelsBundle } from '../views/labels-view.ts'
import { pending, present } from '../views/protocol.ts'
import { Entity } from './entity.ts'

/** A label with its colour; `tag` is the whole path: 'animal.cat'. */
export interface Label {
  readonly tag: string
  readonly color: string | undefined
  readonly displayLabel: string
  readonly children: readonly Label[]
}

export interface LabelOptions {
  /** Such as '#0214a7'. The platform's choice when left out. */
  color?: string
  /** What annotators see instead of the tag. */
  displayLabel?: string
}

/**
 * The ontology of a recipe.
 * @example
 * const ontology = await recipe.ontology()
 * await ontology.addLabels([{ tag: 'Adult' }])
 */
export class Ontology extends Entity<WireOntology> {
  /** Its name. */
  get title(): string | undefined {
    return this.wire.title
  }

  /** The labels, nested ones among their parents' `children`. */
  get labels(): Label[] {
    return this.wire.roots.map((root) => labelOf(root, ''))
  }

  /**
   * Adds labels; a tag that is there gets the new colour. 'animal.cat' is nested in 'animal'.
   * @example
   * await ontology.addLabels([{ tag: 'Adult', color: '#0214a7' }])
   */
  addLabels(labels: readonly ({ tag: string } & LabelOptions)[]): Promise<this> {
    return pending(this.#add(labels), 'ontology.addLabels(…)')
  }

  /**
   * Takes labels out.
   * @example
   * await ontology.deleteLabels(['Person'])
   */
  deleteLabels(tags: readonly string[]): Promise<this> {
    return pending(this.#delete(tags), 'ontology.deleteLabels(…)')
  }

  async #add(labels: readonly ({ tag: string } & LabelOptions)[]): Promise<this> {
    const labelsNode = labels.map(({ tag, color, displayLabel }) => {
      if (typeof tag !== 'string' || tag.trim() === '') throw new InvalidArgumentError('A label needs a tag')
      if (color !== undefined && !/^#[0-9a-f]{6}([0-9a-f]{2})?$/i.test(color)) {
        throw new InvalidArgumentError(`'${color}' is no colour of a label`, { hint: "such as '#0214a7'" })
      }
      return { tag, displayData: {}, ...(color ? { color } : {}), ...(displayLabel ? { displayLabel } : {}) }
    })
    const path = `/ontologies/${this.id}/labels`
    this.accept(
      await this.client.http.json<WireOntology>({ method: 'PATCH', path, body: { labelsNode, upsert: true } }),
    )
    return this
  }

  async #delete(tags: readonly string[]): Promise<this> {
    const roots = without(this.wire.roots, new Set(tags), '')
    const body = { ...this.wire, roots }
    this.accept(await this.client.http.json<WireOntology>({ method: 'PUT', path: `/ontologies/${this.id}`, body }))
    return this
  }

  protected override summary(): Record<string, unknown> {
    return { id: this.id, title: this.title, labels: this.labels.map(({ tag }) => tag) }
  }

  static {
    present(this, {
      show: (self) => {
        return labelsBundle('Ontology', self.title ?? '', self.labels)
      },
    })
  }
}

function without(labels: readonly WireLabel[], tags: ReadonlySet<string>, parent: string): WireLabel[] {
  return labels
    .filter(({ value }) => !tags.has(parent + value.tag))
    .map(({ value, children = [] }) => ({ value, children: without(children, tags, `${parent}${value.tag}.`) }))
}

function labelOf({ value, children = [] }: WireLabel, parent: string): Label {
  const tag = value.tag.startsWith(parent) ? value.tag : parent + value.tag
  return {
    tag,
    color: value.color,
    displayLabel: value.displayLabel ?? value.tag,
    children: children.map((child) => labelOf(child, `${tag}.`)),
  }
}
