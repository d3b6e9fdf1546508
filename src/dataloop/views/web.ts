// Where an entity is to be seen in the vendor's web console, for links. The embedded platform has none: no link then, for a dead
// one is worse. The addresses are those of dtlpy's `platform_url`.
//
//   await pageOf(client, `projects/${projectId}/tasks/${id}`)      // 'https://console.dataloop.ai/projects/…'
import type { Client } from '../client.ts'
import type { Item } from '../resources/item.ts'

export async function pageOf({ http }: Pick<Client, 'http'>, path: string): Promise<string | undefined> {
  const head = consoleOf((await http.where()).url)
  return head && `${head}/${path}`
}

/** An item's; the platform says which project it is in. */
export async function itemPage(item: Item): Promise<string | undefined> {
  const { projectId } = item.toJSON()
  if (typeof projectId !== 'string') return undefined
  return pageOf(item.via, `projects/${projectId}/datasets/${item.datasetId}/items/${item.id}`)
}

/** The console that belongs to an API: https://gate.dataloop.ai/api/v1 → https://console.dataloop.ai. */
export function consoleOf(api: string): string | undefined {
  const { protocol, hostname } = URL.parse(api) ?? {}
  const gate = protocol === 'https:' && hostname ? /^(?:([\w-]+)-)?gate\.dataloop\.ai$/.exec(hostname) : null
  return gate ? `https://${gate[1] === undefined ? 'console' : `${gate[1]}-con`}.dataloop.ai` : undefined
}

/** A field of an entity's view; undefined where there is no page of it. */
export function webField(url: string | undefined): { label: string; value: unknown; kind: 'link' } {
  return {
    label: 'web',
    value: url === undefined ? undefined : { href: url, text: 'open in the console' },
    kind: 'link',
  }
}
