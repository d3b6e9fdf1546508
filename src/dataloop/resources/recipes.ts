// The recipes of a dataset.
//
//   const recipe = await dataset.recipes.first()
import type { WireRecipe } from '../../wire/index.ts'
import type { Client } from '../client.ts'
import { NotFoundError } from '../errors/error.ts'
import { entitiesOf } from '../query/entities.ts'
import type { Entities } from '../query/entities.ts'
import { inParallel } from '../transfer/parallel.ts'
import { checkedId } from '../values/id.ts'
import { pending, present } from '../views/protocol.ts'
import { recipeView } from '../views/rows.ts'
import type { Recipe } from './recipe.ts'

/**
 * `dataset.recipes`.
 * @example
 * await dataset.recipes.all()
 */
export class Recipes {
  readonly #client: Client
  readonly #ids: readonly string[]
  readonly #dataset: string

  constructor(client: Client, ids: readonly string[], dataset: string) {
    this.#client = client
    this.#ids = ids
    this.#dataset = dataset
  }

  /**
   * One recipe, by its id.
   * @example
   * await dataset.recipes.get(dataset.recipeIds[0])
   */
  get(id: string): Promise<Recipe> {
    return pending(this.#get(id), 'dataset.recipes.get(…)')
  }

  /**
   * The recipe that tasks use when they name none.
   * @example
   * const recipe = await dataset.recipes.first()
   */
  first(): Promise<Recipe> {
    return pending(this.#first(), 'dataset.recipes.first()')
  }

  /**
   * All of them.
   * @example
   * (await dataset.recipes.all()).map((recipe) => recipe.title)
   */
  all(): Promise<Entities<Recipe>> {
    return pending(this.#all(), 'dataset.recipes.all()')
  }

  async #get(id: string): Promise<Recipe> {
    const checked = checkedId(id, 'recipe', 'dataset.recipes.first()')
    const subject = `recipe with id '${checked}'`
    return this.#client.make.recipe(
      await this.#client.http.json<WireRecipe>({ method: 'GET', path: `/recipes/${checked}`, subject }),
    )
  }

  async #first(): Promise<Recipe> {
    const [id] = this.#ids
    if (!id) throw new NotFoundError(`Dataset '${this.#dataset}' has no recipe`)
    return this.#get(id)
  }

  async #all(): Promise<Entities<Recipe>> {
    const recipes = await inParallel(this.#ids, (id) => this.#get(id), { title: 'Recipes', progress: false })
    return entitiesOf(recipes, recipeView, `Recipes of dataset ${this.#dataset}`)
  }

  static {
    present(this, {
      show: async (self) => {
        return (await self.#all()).bundle()
      },
    })
  }
}
