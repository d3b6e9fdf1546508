// Values that break renderers: what users paste, what servers send, what attackers name their files. For every renderer.
//
//   for (const [name, value] of hostile()) expect(() => render(value)).not.toThrow()

/** Texts that try to run a script, ask for something, move the cursor or hide. `pwned()` is what must never run. */
export const hostileTexts: readonly string[] = [
  '<script>pwned()</script>',
  '<img src=x onerror=pwned()>',
  '"><svg onload=pwned()>',
  "' onmouseover='pwned()' x='",
  'javascript:pwned()',
  'JaVa\tScRiPt:pwned()',
  'data:text/html,<script>pwned()</script>',
  'http://evil.test/pixel.png',
  '</style><script>pwned()</script>',
  '</caption></table><iframe src="http://evil.test/frame"></iframe>',
  '<link rel=stylesheet href=http://evil.test/x.css>',
  '<meta http-equiv=refresh content="0;url=http://evil.test/">',
  '<base href="http://evil.test/">',
  '<form action="http://evil.test/"><button>go</button></form>',
  '<!--',
  ']]>',
  '&#x3C;script&#x3E;',
  '${pwned()}',
  '{{constructor.constructor("pwned()")()}}',
  '\u001B[2J\u001B[31mred\u001B[0m\u001B]8;;http://evil.test\u0007link\u001B]8;;\u0007',
  '\u202Egnp.exe',
  'a\u200Bb\uFEFFc\u2060d',
  '\u2066left\u2069',
  'زيت الزيتون',
  'שלום עולם',
  '👩‍👩‍👧‍👦 family',
  '🇳🇴🇯🇵',
  'e\u0301\u0301\u0301',
  'Z\u0351\u036B\u0343a\u0300'.repeat(3),
  '한글 ᄒ\u1161ᆫ',
  '\uD83D',
  'x\uDC00y',
  'क्षत्रिय',
  '\0\u0001\u0007\b\r\n\t\v',
  ' ',
  '',
  'a'.repeat(5_000),
  '日'.repeat(5_000),
  `e${'\u0301'.repeat(5_000)}`,
]

const boom = (): never => {
  throw new Error('<script>pwned()</script>')
}

/** Made anew for each use: some of them can be consumed. */
export function hostile(): [name: string, value: unknown][] {
  const cyclic: Record<string, unknown> = { name: 'cyclic' }
  cyclic['self'] = cyclic
  const revoked = Proxy.revocable({}, {})
  revoked.revoke()
  const rejected = Promise.reject(new Error('<b>rejected</b>'))
  rejected.catch(() => {})
  const deep: Record<string, unknown> = {}
  let at = deep
  for (let depth = 0; depth < 10_000; depth++) at = at['in'] = {} as Record<string, unknown>
  const traps = ['get', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor', 'apply'] as const
  const proxy = new Proxy({}, Object.fromEntries(traps.map((trap) => [trap, boom])))
  return [
    ['script texts', hostileTexts.map((text) => ({ name: text, path: text, [text]: text }))],
    ['a text of 10 MB', 'x<&'.repeat(3_500_000)],
    ['a record with a text of 10 MB', [{ text: 'é'.repeat(10_000_000) }]],
    ['a grapheme of 1 MB', [{ text: `e${'\u0301'.repeat(1_000_000)}` }]],
    ['1,000 columns', [Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`column ${at}`, at]))]],
    ['a cyclic object', cyclic],
    ['cyclic records', [cyclic, cyclic]],
    [
      'an array in itself',
      (() => {
        const all: unknown[] = []
        all.push(all, all)
        return all
      })(),
    ],
    ['a getter that throws', Object.defineProperty({ a: 1 }, 'b', { get: boom, enumerable: true })],
    ['records with getters that throw', [Object.defineProperty({ a: 1 }, 'b', { get: boom, enumerable: true })]],
    ['a proxy that throws at everything', proxy],
    ['records that are proxies', [proxy, proxy]],
    ['a record that holds a proxy', [{ a: proxy, b: revoked.proxy }]],
    ['a revoked proxy', revoked.proxy],
    ['a display that throws', { [Symbol.for('Jupyter.display')]: boom }],
    [
      'a display that gives nonsense',
      { [Symbol.for('Jupyter.display')]: () => ({ 'text/plain': cyclic, x: 1, 'text/html': () => 1 }) },
    ],
    ['an async display that rejects', { [Symbol.for('Jupyter.display')]: () => Promise.reject(new Error('no')) }],
    ['an inspect that throws', { [Symbol.for('nodejs.util.inspect.custom')]: boom }],
    ['records whose toString throws', [{ a: { toString: boom, toJSON: boom, [Symbol.toPrimitive]: boom } }]],
    ['holes', Object.assign([{ a: 1 }, null, undefined], { 5: { b: 2 } })],
    ['mixed rows', [{ a: 1 }, { a: 'x', b: [1, { c: 2 }] }, { a: null, d: new Date(Number.NaN) }, { a: Number.NaN }]],
    ['numbers at the edge', [{ a: Number.NaN, b: -0, c: Infinity, d: 1e308, e: 5e-324, f: 10n ** 400n, g: 0.1 + 0.2 }]],
    ['invalid dates', [{ date: new Date(Number.NaN) }, { date: new Date(8.64e15) }]],
    [
      'an error with a hostile message',
      Object.assign(new Error('<script>pwned()</script>'), { name: '<img src=x onerror=pwned()>' }),
    ],
    [
      'an error whose parts throw',
      Object.defineProperties(new Error('x'), { message: { get: boom }, stack: { get: boom }, cause: { get: boom } }),
    ],
    [
      'an error caused by itself',
      (() => {
        const error = new Error('loop')
        error.cause = error
        return error
      })(),
    ],
    [
      'an AggregateError of AggregateErrors',
      new AggregateError([new AggregateError([new Error('a'), null], 'inner'), 2], 'outer'),
    ],
    ['a rejected promise', rejected],
    [
      'a thenable whose then throws',
      {
        // oxlint-disable-next-line unicorn/no-thenable
        get then() {
          return boom()
        },
      },
    ],
    ['a Map of hostile keys', new Map<unknown, unknown>(hostileTexts.map((text) => [text, { text }]))],
    [
      'a Map in itself',
      (() => {
        const map = new Map<unknown, unknown>()
        map.set(map, map)
        return map
      })(),
    ],
    ['a Set of records', new Set([{ a: '<b>' }])],
    ['10,000 levels', deep],
    ['a URL with a password', new URL('https://ann:secret@example.test/<script>')],
    ['a javascript: URL', new URL('javascript:pwned()')],
    ['a fake DateTime', { isValid: true, toISO: () => '<script>pwned()</script>' }],
    [
      'a fake Arrow table',
      {
        numRows: 3,
        schema: { fields: [{ name: '<b>', type: '<i>' }] },
        get: () => ({ toJSON: () => ({ '<b>': '<script>pwned()</script>' }) }),
      },
    ],
    [
      'a fake element that throws',
      {
        get outerHTML() {
          return boom()
        },
      },
    ],
    ['a Buffer of a broken PNG', Buffer.from('\x89PNG\r\n\x1A\n', 'latin1')],
    ['a symbol', Symbol('<script>pwned()</script>')],
    ['a function with a hostile name', Object.defineProperty(() => 1, 'name', { value: '<script>pwned()</script>' })],
    ['an object without prototype', Object.assign(Object.create(null) as object, { __proto__: 1, constructor: '<b>' })],
    ['records named as prototype members', [{ constructor: '<b>', toString: 1, ['__proto__']: 2, hasOwnProperty: 3 }]],
  ]
}
