/**
 * nbval's sanitizer files, as they are: pairs of `regex:` and `replace:` lines under any headings, in Python's dialect of
 * regular expressions, which is translated (named groups, \A \Z, inline flags, \1 and \g<name> in replacements).
 *
 *     parseNbvalFile('[dates]\nregex: \\d{2}/\\d{2}/\\d{4}\nreplace: DATE\n')
 */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { RunnerError } from '../error.ts'
import type { SanitizerRule, SanitizerSetting } from '../settings/settings.ts'
import { builtIn } from './sanitizer.ts'

export function parseNbvalFile(text: string, path = 'sanitizer file'): SanitizerRule[] {
  const pairs = text.matchAll(/^regex: (.*)\r?\n^replace: (.*?)\r?$/gm)
  return [...pairs].map(([, regex = '', replacement = '']) => {
    try {
      return { pattern: translatePattern(regex), replace: translateReplacement(replacement) }
    } catch (cause) {
      throw new RunnerError(`${path}: the regular expression ${regex} can't be translated from Python's`, { cause })
    }
  })
}

/** Settings in which a path stands for the rules of that file. Names of built-in sanitizers are left. */
export async function readSanitizerFiles(
  settings: readonly SanitizerSetting[],
  directory: string,
): Promise<SanitizerSetting[]> {
  const lists = settings.map(async (setting) => {
    if (typeof setting !== 'string' || !/[./\\]/.test(setting) || Object.hasOwn(builtIn, setting)) return [setting]
    const path = resolve(directory, setting)
    const text = await readFile(path, 'utf8').catch((cause: unknown) => {
      throw new RunnerError(`the sanitizer file ${setting} can't be read`, { cause })
    })
    return parseNbvalFile(text, setting)
  })
  return (await Promise.all(lists)).flat()
}

function translatePattern(python: string): RegExp {
  const inline = /^\(\?([aiLmsux]+)\)/.exec(python)
  const flags = (inline?.[1] ?? '').replaceAll(/[^ims]/g, '')
  const source = python
    .slice(inline?.[0].length ?? 0)
    .replaceAll('(?P<', '(?<')
    .replaceAll(/\(\?P=(\w+)\)/g, String.raw`\k<$1>`)
    .replaceAll(/(?<!\\)((?:\\\\)*)\\A/g, '$1^')
    .replaceAll(/(?<!\\)((?:\\\\)*)\\Z/g, '$1$')
  return new RegExp(source, `g${flags}`)
}

function translateReplacement(python: string): string {
  return python
    .replaceAll('$', '$$$$')
    .replaceAll(/\\g<(\d+)>|\\(\d{1,2})/g, (_, named: string | undefined, number: string) => `$${named ?? number}`)
    .replaceAll(/\\g<(\w+)>/g, '$<$1>')
    .replaceAll(String.raw`\n`, '\n')
    .replaceAll(String.raw`\t`, '\t')
    .replaceAll('\\\\', '\\')
}
