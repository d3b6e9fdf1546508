/**
 * Sanitizers take out of an output what differs from run to run. Eight are built in and on; each can be switched off by
 * "-name". They are asked only when two outputs differ, so they never hide anything in outputs that are the same.
 *
 *     const sanitize = compileSanitizers(['-times', { pattern: /run \d+/, replace: 'run N' }])
 *     sanitize('<Foo at 0x7f12ab34cd56>', 'text/plain')   // '<Foo at <address>>'
 */
import { RunnerError, nearest } from '../error.ts'
import type { SanitizerRule, SanitizerSetting } from '../settings/settings.ts'

export type Sanitize = (text: string, mime: string) => string

type Replacement = readonly [pattern: RegExp, replace: string]

const clock = String.raw`\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?(?:\s?[AP]M\b)?`
const zone = String.raw`(?:\s?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))?`
const months = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec'
const unit = String.raw`(?:ns|[µμu]s|ms|s|secs?|seconds?|minutes?|hours?)`

/** Roots under which the same file stands at another place on another machine. */
const roots = 'home|Users|root|usr|opt|mnt|builds|workspaces?|work|app|srv|nix|github|__w|Volumes|var|private'

export const builtIn: Readonly<Record<string, readonly Replacement[]>> = {
  // oxlint-disable-next-line no-control-regex -- escape sequences begin with a control character
  ansi: [[/[\u001B\u009B](?:\[[\d;?]*[ -/]*[@-~]|\][^\u0007\u001B]*(?:\u0007|\u001B\\))/g, '']],
  warnings: [[/^(?:.*[/\\])?(<[^>]+>|[^\s/\\:]+):\d+:(?= \w*Warning\b)/gm, '$1:<line>:']],
  times: [
    [new RegExp(String.raw`\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?${zone}`, 'g'), '<time>'],
    [
      new RegExp(
        String.raw`\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*,? (?:\d{1,2} )?\w{3,9}\.? (?:\d{1,2},? )?(?:\d{4} )?${clock}${zone}(?: \d{4}\b)?`,
        'g',
      ),
      '<time>',
    ],
    [new RegExp(String.raw`\b\d{1,2} (?:${months})[a-z]* \d{4},? \d{2}:\d{2}${zone}`, 'g'), '<time>'],
    [new RegExp(String.raw`(?<![\d:.])${clock}(?![\d:])`, 'g'), '<time>'],
  ],
  ids: [
    [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>'],
    [/\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])(?:[0-9a-f]{32}|[0-9a-f]{24})\b/g, '<id>'],
    // Cut in the middle by a narrow column.
    [/\b(?=[a-f…]*\d)[0-9a-f]{3,14}…[0-9a-f]{3,14}\b/g, '<id>'],
  ],
  addresses: [
    [/\b0x[0-9a-fA-F]{6,16}\b/g, '<address>'],
    [/\b(127\.0\.0\.1|localhost|\[::1\]|0\.0\.0\.0):\d{2,5}\b/g, '$1:<port>'],
  ],
  paths: [
    [/(?<![\w.:/])(?:\/private)?(?:\/tmp|\/var\/tmp|\/var\/folders)\/[^\s"'<>:,;)\]}]+/g, '<tmp>'],
    [/\b[A-Za-z]:\\+(?:[^\\\s"'<>|]+\\+)*(?:Temp|tmp)\\+[^\s"'<>|:,;)\]}]+/gi, '<tmp>'],
    [new RegExp(String.raw`(?<![\w.:/])/(?:${roots})/(?:[^\s"'<>:,;/()[\]{}]+/)*`, 'g'), '<path>/'],
    [/\b[A-Za-z]:\\+(?:[^\\\s"'<>|:*?]+\\+)+/g, '<path>/'],
  ],
  durations: [
    // tqdm's "[00:01<00:02,  1.15it/s]"
    [/\[\d+:\d{2}(?::\d{2})?<[^\]]*\]/g, '[<duration>]'],
    [/\b\d+(?:\.\d+)?\s?(?:it|files?|items?|[kKMG]?i?B)\/s\b/g, '<rate>'],
    [new RegExp(String.raw`(?<![\w.])\d+(?:\.\d+)?(?:e[+-]?\d+)?\s?${unit}\b`, 'g'), '<duration>'],
  ],
  figures: [[/<Figure size [\d.]+x[\d.]+ with \d+ Axes>/g, '<Figure>']],
}
// Order matters: colours first, so that they don't split what the others look for.
const order = ['ansi', 'warnings', 'times', 'ids', 'addresses', 'paths', 'durations', 'figures']

/** Settings → one function. Files must have been read before (`readSanitizerFiles`). Throws RunnerError. */
export function compileSanitizers(settings: readonly SanitizerSetting[] = []): Sanitize {
  const off = new Set<string>()
  const own: Sanitize[] = []
  for (const setting of settings) {
    if (typeof setting === 'function') own.push(setting)
    else if (typeof setting !== 'string') own.push(ruleFunction(setting))
    else if (setting === 'none') for (const name of order) off.add(name)
    else if (setting.startsWith('-')) off.add(known(setting.slice(1)))
    else off.delete(known(setting))
  }
  const rules = order.filter((name) => !off.has(name)).flatMap((name) => builtIn[name] ?? [])
  return (text, mime) => {
    // The user's own first: they are written for the output as it is seen.
    const prepared = own.reduce((current, sanitizer) => sanitizer(current, mime), text)
    return rules.reduce((current, [pattern, replace]) => current.replace(pattern, replace), prepared)
  }
}

function known(name: string): string {
  if (Object.hasOwn(builtIn, name)) return name
  const meant = nearest(name, order)
  throw new RunnerError(`there is no sanitizer "${name}"`, {
    hint: meant === undefined ? `built in are ${order.join(', ')}` : `did you mean "${meant}"?`,
  })
}

function ruleFunction({ name, pattern, replace = `<${name ?? 'sanitized'}>` }: SanitizerRule): Sanitize {
  const compiled = typeof pattern === 'string' ? compile(pattern) : global(pattern)
  return (text) => text.replace(compiled, replace)
}

function global(pattern: RegExp): RegExp {
  return pattern.global ? pattern : new RegExp(pattern.source, `${pattern.flags}g`)
}

function compile(pattern: string): RegExp {
  const slashed = /^\/(.*)\/([a-z]*)$/s.exec(pattern)
  try {
    return slashed ? global(new RegExp(slashed[1] ?? '', slashed[2])) : new RegExp(pattern, 'g')
  } catch (cause) {
    throw new RunnerError(`the sanitizer pattern ${JSON.stringify(pattern)} is no regular expression`, { cause })
  }
}
