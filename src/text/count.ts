// Numbers in sentences: "1,204 rows", "1 row". Not for cells, which show digits as they are.
//
//   count(1204, 'row')                  // '1,204 rows'

/** The number and the noun, in the plural unless it is one. */
export function count(amount: number, noun: string): string {
  return `${grouped(amount)} ${noun}${amount === 1 ? '' : 's'}`
}

/** 1,204: as toLocaleString('en') has it, whose first use costs 3 ms for loading ICU. */
export function grouped(amount: number): string {
  return String(amount).replaceAll(/(?<!\.\d*)\B(?=(?:\d{3})+(?!\d))/g, ',')
}
