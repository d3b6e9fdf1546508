// How payloads become entities: the one place that knows all kinds.
//
//   const client: Client = { http, owner, make: makersFor(() => client) }
import type { Client, Makers } from '../client.ts'
import { AnnotationQuery } from '../query/annotation-query.ts'
import { ItemQuery } from '../query/item-query.ts'
import { Annotation } from './annotation.ts'
import { Assignment } from './assignment.ts'
import { Dataset } from './dataset.ts'
import { Item } from './item.ts'
import { Ontology } from './ontology.ts'
import { Project } from './project.ts'
import { Recipe } from './recipe.ts'
import { Task } from './task.ts'

export function makersFor(client: () => Client): Makers {
  return {
    project: (wire) => new Project(client(), wire),
    dataset: (wire, schema) => new Dataset(client(), wire, schema),
    item: (wire, schema) => new Item(client(), wire, schema),
    annotation: (wire) => new Annotation(client(), wire),
    recipe: (wire) => new Recipe(client(), wire),
    ontology: (wire) => new Ontology(client(), wire),
    task: (wire) => new Task(client(), wire),
    assignment: (wire) => new Assignment(client(), wire),
    items: (scope) => new ItemQuery(client(), scope),
    annotations: (scope) => new AnnotationQuery(client(), scope),
  }
}
