/** Arrangement of a table: columns, their order and widths. Pure; the preferences store it. */

import { type TableLayout, clampWidth } from '../settings/stored-layouts.ts'

/** `optional`: stands only where it is chosen. */
type Named = { readonly id: string; readonly optional?: boolean }

/** All columns in the reader's order; one that the layout does not know follows the column it usually follows. */
export function inOrder<T extends Named>(columns: readonly T[], layout: TableLayout): readonly T[] {
  const byId = new Map(columns.map((column) => [column.id, column]))
  const ordered = [...new Set(layout.order)].flatMap((id) => byId.get(id) ?? [])
  const known = new Set(layout.order)
  columns.forEach((column, index) => {
    if (known.has(column.id)) return
    const before = columns[index - 1]
    ordered.splice(before === undefined ? 0 : ordered.indexOf(before) + 1, 0, column)
  })
  return ordered
}

/** Columns to draw: in order, without the hidden ones; at least one. */
export function arranged<T extends Named>(columns: readonly T[], layout: TableLayout): readonly T[] {
  const ordered = inOrder(columns, layout)
  const left = ordered.filter((column) => isShown(column, layout))
  return left.length === 0 ? ordered.slice(0, 1) : left
}

/** True if a column is chosen. */
export function isShown({ id, optional }: Named, layout: TableLayout): boolean {
  return optional === true ? layout.shown.includes(id) : !layout.hidden.includes(id)
}

/** Without the chosen columns for which `roomPx` leaves no place: the last of them go first. */
export function fitting<T extends Named & { readonly track: string }>(
  columns: readonly T[],
  { roomPx, gapPx }: Room,
): readonly T[] {
  const needs = columns.reduce((sum, { track }) => sum + leastOf(track) + gapPx, -gapPx)
  if (needs <= roomPx) return columns
  const last = columns.findLastIndex(({ optional }) => optional === true)
  return last < 0 ? columns : fitting(columns.toSpliced(last, 1), { roomPx, gapPx })
}

/** Shows a column, or hides it. */
export function withShown(layout: TableLayout, id: string, shown: boolean): TableLayout {
  const without = (list: readonly string[]) => list.filter((other) => other !== id)
  return {
    ...layout,
    hidden: shown ? without(layout.hidden) : [...without(layout.hidden), id],
    shown: shown ? [...without(layout.shown), id] : without(layout.shown),
  }
}

/** Moves a column by `steps` places among all of them. */
export function moved(columns: readonly Named[], layout: TableLayout, id: string, steps: number): TableLayout {
  const order = inOrder(columns, layout).map((column) => column.id)
  const from = order.indexOf(id)
  if (from < 0) return layout
  const to = Math.max(0, Math.min(order.length - 1, from + steps))
  order.splice(from, 1)
  order.splice(to, 0, id)
  return { ...layout, order }
}

/** Gives a column a width in px; `undefined` gives it back its usual one. */
export function withWidth(layout: TableLayout, id: string, px: number | undefined): TableLayout {
  const others = Object.entries(layout.widths).filter(([name]) => name !== id)
  const own: [string, number][] = px === undefined ? [] : [[id, clampWidth(px)]]
  return { ...layout, widths: Object.fromEntries([...others, ...own]) }
}

/** Width of a table and of the space between two columns. */
type Room = { readonly roomPx: number; readonly gapPx: number }

/** The grid tracks of columns `roomPx` wide with `gapPx` between; chosen widths give way where they leave no room. */
export function tracksOf(
  columns: readonly (Named & { readonly track: string })[],
  layout: TableLayout,
  { roomPx, gapPx }: Room,
): string {
  const usual = columns.map(({ track }) => track)
  const chosen = columns.map(({ id, track }) => (layout.widths[id] === undefined ? track : `${layout.widths[id]}px`))
  const needed = chosen.reduce((sum, track) => sum + leastOf(track), 0) + gapPx * Math.max(0, columns.length - 1)
  if (needed > roomPx) return usual.join(' ')
  // Where every column has a width of its own, what is left belongs to nobody: the last one takes it.
  const isFixed = chosen.every((track) => /^\d+px$/.test(track))
  return (isFixed ? chosen.with(-1, `minmax(${chosen.at(-1) ?? '0px'}, 1fr)`) : chosen).join(' ')
}

function leastOf(track: string): number {
  return Number(/(\d+)px/.exec(track)?.[1] ?? 0)
}
