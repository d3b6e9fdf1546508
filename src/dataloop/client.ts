// What every resource needs of the whole: the way to send requests, who is asking, and how payloads become entities. Breaks
// the circle dataset → items → task → items: resources know this interface, resources/index.ts knows them all.
//
//   const task = client.make.task(await client.http.json({ … }))
import type { HttpClient } from './http/client.ts'
import type { StandardSchema } from './query/schema.ts'
import type { Annotation } from './resources/annotation.ts'
import type { Assignment } from './resources/assignment.ts'
import type { Dataset } from './resources/dataset.ts'
import type { Item } from './resources/item.ts'
import type { Ontology } from './resources/ontology.ts'
import type { Project } from './resources/project.ts'
import type { Recipe } from './resources/recipe.ts'
import type { Task } from './resources/task.ts'
import type { ItemQuery } from './query/item-query.ts'
import type { AnnotationQuery } from './query/annotation-query.ts'
import type { DqlCondition } from './query/dql.ts'
import type {
  WireAnnotation,
  WireAssignment,
  WireDataset,
  WireItem,
  WireOntology,
  WireProject,
  WireRecipe,
  WireTask,
} from '../wire/index.ts'

export interface Client {
  readonly http: HttpClient
  /** E-mail of who is logged in. */
  owner(): Promise<string>
  readonly make: Makers
}

/** Where items are looked for. */
export interface ItemScope {
  datasetId: string
  schema?: StandardSchema | undefined
  /** Replaces "visible files". */
  conditions?: readonly DqlCondition[]
  /** In words, for captions: "of task 'test_task1'". */
  of?: string
  /** The expression that names it, for hints. */
  call?: string
  dataset(): Promise<Dataset>
}

export interface Makers {
  project(wire: WireProject): Project
  dataset<M>(wire: WireDataset, schema?: StandardSchema): Dataset<M>
  item<M>(wire: WireItem, schema?: StandardSchema): Item<M>
  annotation(wire: WireAnnotation): Annotation
  recipe(wire: WireRecipe): Recipe
  ontology(wire: WireOntology): Ontology
  task(wire: WireTask): Task
  assignment(wire: WireAssignment): Assignment
  items<M>(scope: ItemScope): ItemQuery<M>
  annotations(scope: ItemScope): AnnotationQuery
}
