/** Listed names that are spelled almost like one that is not listed. */

const MAX_NAMES = 3
const MAX_EDITS = 2

/** At most three names within two edits, the nearest first. */
export function nearestNames(name: string, listed: Iterable<string>): readonly string[] {
  const near = [...listed].map((other) => ({ other, edits: editsBetween(name.toUpperCase(), other) }))
  return near
    .filter(({ edits }) => edits <= MAX_EDITS)
    .sort((a, b) => a.edits - b.edits || (a.other < b.other ? -1 : 1))
    .slice(0, MAX_NAMES)
    .map(({ other }) => other)
}

/** Number of characters to insert, delete or replace (Levenshtein). */
function editsBetween(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > MAX_EDITS) return Infinity
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (const [i, one] of Array.from(a).entries()) {
    const next = [i + 1]
    for (const [j, other] of Array.from(b).entries()) {
      const replaced = (row[j] ?? 0) + (one === other ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? Infinity
}
