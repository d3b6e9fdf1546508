// Text that came from anywhere, made safe to show: HTML escaping, links and pictures that may be followed, and characters
// nobody can see made visible. Not a sanitiser: HTML that a user wrote on purpose never passes through here.
//
//   escapeHtml('<b> & "x"')          // &lt;b&gt; &amp; &quot;x&quot;
//   visible('a\u202Eb')              // a⟨U+202E⟩b
//   safeUrl('javascript:alert(1)')   // undefined
import { isSimple } from './width.ts'

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** For element content and for quoted attributes alike. */
export function escapeHtml(text: string): string {
  return /[&<>"']/.test(text) ? text.replaceAll(/[&<>"']/g, (found) => entities[found] ?? found) : text
}

// Colours are decoration and are taken away; every other escape sequence could move the cursor or fake a link, and is shown.
// eslint-disable-next-line no-control-regex
const colours = /[\u001B\u009B]\[?[\d;:]*m/g
// eslint-disable-next-line no-control-regex
const controls = /[\u0000-\u001F\u007F-\u009F]/g
// Soft hyphen, fillers, variation selectors of Mongolian, spaces without width, marks and overrides of direction, tags.
const invisible =
  // eslint-disable-next-line no-misleading-character-class
  /[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0000}-\u{E001F}]/gu
// Tags spell the flags of countries in a country, and one selector chooses the look of a character; more are a hidden text.
const tags = /(\u{1F3F4}?)([\u{E0020}-\u{E007F}]+)/gu
const selectors = /(?<=[\uFE00-\uFE0F\u{E0100}-\u{E01EF}])[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/gu
// A joiner is writing between two emoji or in scripts that join; anywhere else it hides.
const joiners =
  /(?<![\p{Extended_Pictographic}\p{M}\p{Script=Arabic}\u{1F3FB}-\u{1F3FF}])[\u200C\u200D]|[\u200C\u200D]$/gu
const cell: Readonly<Record<string, string>> = { '\n': '↵', '\r': '␍', '\t': '⇥' }

/** One line, in which every character can be seen: controls as pictures, bidi and zero-width ones as ⟨U+202E⟩, halves of pairs as �. */
export function visible(text: string): string {
  if (isSimple(text)) return text
  return text
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    .replaceAll(colours, '')
    .replaceAll(controls, (found) => cell[found] ?? picture(found))
    .replaceAll(invisible, named)
    .replaceAll(tags, (found, flag: string, run: string) =>
      flag && run.length <= 16 ? found : flag + Array.from(run, named).join(''),
    )
    .replaceAll(selectors, named)
    .replaceAll(joiners, named)
}

/** As `visible`, but line ends and tabs stay: for blocks of text. */
export function visibleBlock(text: string): string {
  if (isSimple(text)) return text
  return text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.split('\t').map(visible).join('\t'))
    .join('\n')
}

function picture(found: string): string {
  const code = found.charCodeAt(0)
  return code < 32 ? String.fromCharCode(0x2400 + code) : code === 127 ? '␡' : named(found)
}

function named(found: string): string {
  return `⟨U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`
}

/** The address, if a click on it can only open a page or a mail; undefined for scripts, data, files and what doesn't parse. */
export function safeUrl(text: string): string | undefined {
  const url = URL.parse(text)
  return url && /^(?:https?|mailto):$/.test(url.protocol) ? url.href : undefined
}

/** A picture that is in the page already (data: of a raster or SVG picture); showing it asks nobody for anything. */
export function safePicture(text: string): string | undefined {
  return /^data:image\/(?:png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z\d+/=]+$/.test(text) ? text : undefined
}
