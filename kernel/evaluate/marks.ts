// How the place of a batch is written into the pipes behind fd 1 and 2: a text that no program prints.
//
//   writeSync(1, mark(17))
export const markStart = '\u0000\u0001LB'
export const markEnd = '\u0000'

export function mark(serial: number): string {
  return `${markStart}${serial}${markEnd}`
}
