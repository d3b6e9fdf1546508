// The platform's REST payloads and DQL as types, shared by the library and the embedded platform. Types only: nothing here
// exists at run time.
//
//   import type { WireItem, DqlQuery } from '../wire/index.ts'
export type * from './common.ts'
export type * from './dql.ts'
export type * from './project.ts'
export type * from './dataset.ts'
export type * from './item.ts'
export type * from './annotation.ts'
export type * from './recipe.ts'
export type * from './task.ts'
export type * from './command.ts'
