// How many items each person gets: by percent, and what is left over goes to the largest remainders, first ones first.
//
//   divide(5, [50, 50])   // [3, 2]
export function divide(items: number, loads: readonly number[]): number[] {
  const sum = loads.reduce((total, load) => total + load, 0)
  if (sum === 0) return loads.map(() => 0)
  const exact = loads.map((load) => (items * load) / sum)
  const counts = exact.map(Math.floor)
  const left = items - counts.reduce((total, count) => total + count, 0)
  const order = exact
    .map((part, index) => ({ index, rest: part - Math.floor(part) }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index)
  for (const { index } of order.slice(0, left)) counts[index] = (counts[index] ?? 0) + 1
  return counts
}
