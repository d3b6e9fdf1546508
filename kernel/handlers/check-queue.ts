// Cells on their way to the language service, and when they are checked there. A cell costs nothing while others run: it is
// read when somebody asks (a completion) or when nothing has started or ended for a moment, and then checked, one after
// the other, until the next cell starts. The compiler itself is started by the same pause, or by the first question.
//
//   const queue = createCheckQueue(parts);  queue.add(request, 3);  queue.stir();  await queue.settled()
import type { Cell, Diagnostic, Language } from '../language/index.ts'
import type { Request } from '../session/index.ts'

export interface CheckQueueParts {
  /** Loads the language service, which `read` is called with before anybody else has it. */
  intelligence(): Promise<Language>
  /** Somebody has asked for it already. */
  loaded(): boolean
  /** Asked at the time of the check, for a cell may have switched it off. */
  wanted(): boolean
  found(request: Request, id: number, diagnostics: readonly Diagnostic[]): void
}

export interface CheckQueue {
  /** A cell that runs from now on; `checked`: it has been already. */
  add(request: Request, id: number, checked?: boolean): void
  /** What the session has got otherwise than by a cell, as one that is right. */
  know(cell: Cell): void
  /** A cell has started or ended. */
  stir(): void
  /** Hands over all cells that came since. */
  read(language: Language): void
  /** Checks what is left without waiting for a pause, and resolves when it has been said. */
  settled(): Promise<void>
}

interface Entry {
  request: Request
  id: number
  at: number
}

/** Longer than clients take between two cells that they run one after the other. */
const pause = 50
/** The compiler's start keeps two cores busy for half a second: not in a run from top to bottom. */
const pauseBeforeStart = 250
/** In a run without any pause, a warning comes after this long all the same. */
const longest = 5000

export function createCheckQueue({ intelligence, loaded, wanted, found }: CheckQueueParts): CheckQueue {
  let unread: Cell[] = []
  let unchecked: Entry[] = []
  let timer: NodeJS.Timeout | undefined
  let busy = false
  let urgent = 0
  let checking: Promise<void> | undefined

  const read = (language: Language): void => {
    const cells = unread
    unread = []
    for (const cell of cells) language.addCell(cell)
  }
  const run = (): Promise<void> => (checking ??= check().finally(() => (checking = undefined)))

  const check = async (): Promise<void> => {
    const language = await intelligence()
    const goesOn = (): boolean => wanted() && (!busy || urgent > 0 || overdue())
    while (unchecked.length > 0 && goesOn()) {
      // Cells have come while the others were checked.
      read(language)
      const batch = unchecked.map(({ id, request }) => ({ id, code: request.code }))
      await language.check(batch, (diagnostics) => {
        const { request, id } = unchecked.shift()!
        if (wanted()) found(request, id, diagnostics)
        return goesOn()
      })
    }
    if (!wanted()) unchecked = []
  }

  const overdue = (): boolean => unchecked[0] !== undefined && performance.now() - unchecked[0].at > longest

  const stir = (): void => {
    busy = true
    clearTimeout(timer)
    if (unread.length + unchecked.length === 0) return
    timer = setTimeout(rest, loaded() ? pause : pauseBeforeStart)
    if (overdue()) void run()
  }
  const rest = (): void => {
    busy = false
    void run()
  }

  return {
    add(request, id, checked = false) {
      const entry = { request, id, at: performance.now() }
      unread.push({ id, code: request.code })
      if (!checked && canBeWrong(request.code)) unchecked.push(entry)
    },
    know: (cell) => void unread.push(cell),
    stir,
    read,
    async settled() {
      urgent++
      try {
        while (wanted() && unchecked.length > 0) await run()
      } finally {
        urgent--
      }
    },
  }
}

const plain =
  /^\s*(?:(?:const|let|var)\s+[\w$]+\s*=\s*(?:-?[\d._]+|'[^'\\]*'|"[^"\\]*"|true|false|null)\s*;?\s*)?(?:\/\/.*)?$/

/** Names for plain values, as parameters are, need no check, and a notebook of nothing else needs no compiler. */
function canBeWrong(code: string): boolean {
  return !code.split('\n').every((line) => plain.test(line))
}
