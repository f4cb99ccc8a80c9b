/** Long work in parts: between them other work may run. */

/** Called between parts of long work. */
export type Slices = {
  /** Reports the rows of a finished part. Other work may run before it resolves. */
  done(rows: number): Promise<void>
}

/** Runs everything in one slice. */
export const UNSLICED: Slices = { done: () => Promise.resolve() }

/** Rows of one part: well below a millisecond of matching. */
const PART_ROWS = 25

/** Runs `work` on every item, part by part. */
export async function inSlices<T>(
  items: readonly T[],
  slices: Slices,
  work: (item: T, index: number) => void,
): Promise<void> {
  for (let at = 0; at < items.length; at += PART_ROWS) {
    const end = Math.min(items.length, at + PART_ROWS)
    for (const [index, item] of items.slice(at, end).entries()) work(item, at + index)
    await slices.done(end - at)
  }
}
