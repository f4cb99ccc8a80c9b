/** Finds the name that a mistyped one was meant to be. */

/** Edits between words that are still taken for a slip: one for each three letters. */
const LETTERS_PER_EDIT = 3

/** The known name with the fewest edits from a word; `undefined` where none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(word.length / LETTERS_PER_EDIT))
  const near = known.map((name) => ({ name, edits: editsBetween(word.toLowerCase(), name.toLowerCase()) }))
  return near.filter(({ edits }) => edits <= most).sort((a, b) => a.edits - b.edits)[0]?.name
}

/** Letters to insert, delete, replace or swap with their neighbor. */
function editsBetween(from: string, to: string): number {
  let [before, row]: readonly number[][] = [[], Array.from({ length: to.length + 1 }, (_, n) => n)]
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1]
      const replaced = (row?.[j - 1] ?? 0) + (isSame ? 0 : 1)
      const isSwapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      const swapped = isSwapped ? (before?.[j - 2] ?? 0) + 1 : Infinity
      next.push(Math.min(replaced, swapped, (row?.[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    ;[before, row] = [row, next]
  }
  return row?.[to.length] ?? 0
}
