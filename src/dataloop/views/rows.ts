// Tables of projects, datasets, tasks, assignments and recipes: which fields, in which order. Pure.
//
//   entitiesOf(tasks, taskView, 'Tasks')
import type { Assignment } from '../resources/assignment.ts'
import type { Dataset } from '../resources/dataset.ts'
import type { Project } from '../resources/project.ts'
import type { Recipe } from '../resources/recipe.ts'
import type { Task } from '../resources/task.ts'
import type { EntityView } from './entity-view.ts'

export const projectView: EntityView<Project> = {
  columns: [
    { key: 'name' },
    { key: 'id', kind: 'id' },
    { key: 'role' },
    { key: 'creator' },
    { key: 'createdAt', title: 'created', kind: 'date' },
  ],
  row: ({ name, id, role, creator, createdAt }) => ({ name, id, role, creator, createdAt }),
}

export const datasetView: EntityView<Dataset> = {
  columns: [
    { key: 'name' },
    { key: 'id', kind: 'id' },
    { key: 'items', kind: 'number' },
    { key: 'annotations', kind: 'number' },
    { key: 'creator' },
    { key: 'createdAt', title: 'created', kind: 'date' },
  ],
  row: ({ name, id, itemsCount, annotationsCount, creator, createdAt }) => ({
    name,
    id,
    items: itemsCount,
    annotations: annotationsCount,
    creator,
    createdAt,
  }),
}

export const taskView: EntityView<Task> = {
  columns: [
    { key: 'name' },
    { key: 'type' },
    { key: 'status' },
    { key: 'due', kind: 'date' },
    { key: 'items', kind: 'number' },
    { key: 'progress' },
    { key: 'id', kind: 'id' },
  ],
  row: ({ name, type, status, due, totalItems, progress, id }) => ({
    name,
    type,
    status,
    due,
    items: totalItems,
    progress: progress === undefined ? undefined : `${progress} %`,
    id,
  }),
}

export const assignmentView: EntityView<Assignment> = {
  columns: [
    { key: 'assignee' },
    { key: 'items', kind: 'number' },
    { key: 'completed', kind: 'number' },
    { key: 'status' },
    { key: 'id', kind: 'id' },
  ],
  row: ({ assignee, totalItems, completed, status, id }) => ({ assignee, items: totalItems, completed, status, id }),
}

export const recipeView: EntityView<Recipe> = {
  columns: [
    { key: 'title' },
    { key: 'id', kind: 'id' },
    { key: 'creator' },
    { key: 'createdAt', title: 'created', kind: 'date' },
  ],
  row: ({ title, id, creator, createdAt }) => ({ title, id, creator, createdAt }),
}
