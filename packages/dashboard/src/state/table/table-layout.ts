/** Grid tracks of a table's columns in the room that there is. Pure. */

type Tracked = { readonly id: string; readonly track: string; readonly optional?: boolean }

/** Width of a table and of the space between two columns. */
type Room = { readonly roomPx: number; readonly gapPx: number }

/** Without the optional columns for which `roomPx` leaves no place: the last of them go first. */
export function fitting<T extends Tracked>(columns: readonly T[], { roomPx, gapPx }: Room): readonly T[] {
  const needs = columns.reduce((sum, { track }) => sum + leastOf(track) + gapPx, -gapPx)
  if (needs <= roomPx) return columns
  const last = columns.findLastIndex(({ optional }) => optional === true)
  return last < 0 ? columns : fitting(columns.toSpliced(last, 1), { roomPx, gapPx })
}

/** The grid tracks of columns `roomPx` wide with `gapPx` between; chosen widths (px) give way where they leave no room. */
export function tracksOf(
  columns: readonly Tracked[],
  widths: Readonly<Record<string, number>>,
  { roomPx, gapPx }: Room,
): string {
  const usual = columns.map(({ track }) => track)
  const chosen = columns.map(({ id, track }) => (widths[id] === undefined ? track : `${widths[id]}px`))
  const needed = chosen.reduce((sum, track) => sum + leastOf(track), 0) + gapPx * Math.max(0, columns.length - 1)
  if (needed > roomPx) return usual.join(' ')
  // If every column has a fixed width, the last one takes the remaining space.
  const isFixed = chosen.every((track) => /^\d+px$/.test(track))
  return (isFixed ? chosen.with(-1, `minmax(${chosen.at(-1) ?? '0px'}, 1fr)`) : chosen).join(' ')
}

function leastOf(track: string): number {
  return Number(/(\d+)px/.exec(track)?.[1] ?? 0)
}
