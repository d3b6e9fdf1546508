// Lines at the bottom of a terminal that are rewritten in place: one for each running progress bar. Silent when the stream
// is no terminal. Lines that have ended move up and stay; those of inner bars go.
//
//   const place = terminal(process.stderr, true)
//   place.show({ line: (width) => '50 %', html: () => '' }); place.end()
export type Bundle = Record<string, unknown>

/** What is shown, made only when somebody shows it. */
export interface Frame {
  line(width: number): string
  html(): string
}

export interface Place {
  show(frame: Frame): void
  end(): void
}

interface Screen {
  isTTY?: boolean
  columns?: number
  write(text: string): unknown
}

interface Line {
  text: string
}

// One list a stream: concurrent bars share the bottom of the screen.
const running = new WeakMap<Screen, Line[]>()

export function terminal(screen: Screen, leave: boolean): Place {
  if (!screen.isTTY) return { show() {}, end() {} }
  const lines = running.get(screen) ?? []
  running.set(screen, lines)
  const own: Line = { text: '' }
  return {
    show(frame) {
      const before = lines.length
      if (!lines.includes(own)) lines.push(own)
      own.text = frame.line((screen.columns ?? 80) - 1)
      screen.write(up(before) + lines.map(cleared).join('\n'))
    },
    end() {
      const at = lines.indexOf(own)
      if (at < 0) return
      const before = lines.length
      lines.splice(at, 1)
      const stays = leave ? `${cleared(own)}\n` : ''
      const rest = lines.map(cleared).join('\n')
      screen.write(`${up(before)}\u001B[J${stays}${rest}`)
    },
  }
}

function up(lines: number): string {
  return lines > 1 ? `\r\u001B[${lines - 1}A` : '\r'
}

function cleared(line: Line): string {
  return `\u001B[2K${line.text}`
}
