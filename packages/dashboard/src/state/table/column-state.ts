/** Column state of a table, as TanStack Table holds it, from its stored layout and back. Pure. */

import { type TableLayout, clampWidth } from '../../settings/stored-layouts.ts'

/** `optional`: shown only where it is chosen. */
type Named = { readonly id: string; readonly optional?: boolean }

/** The part of TanStack Table's state that is stored. */
export type ColumnState = {
  readonly columnOrder: string[]
  readonly columnVisibility: Record<string, boolean>
  readonly columnSizing: Record<string, number>
}

/** State of a table with these columns; a column that the layout does not name follows the one before it in `columns`. */
export function columnStateOf(columns: readonly Named[], layout: TableLayout): ColumnState {
  const columnOrder = [...new Set(layout.order)]
  columns.forEach(({ id }, index) => {
    if (columnOrder.includes(id)) return
    const before = columns[index - 1]
    columnOrder.splice(before === undefined ? 0 : columnOrder.indexOf(before.id) + 1, 0, id)
  })
  return {
    columnOrder,
    columnVisibility: Object.fromEntries([
      ...layout.hidden.map((id) => [id, false] as const),
      ...columns.flatMap(({ id, optional }) => (optional === true ? [[id, false] as const] : [])),
      ...layout.shown.map((id) => [id, true] as const),
    ]),
    columnSizing: { ...layout.widths },
  }
}

/** The layout after a change of the state. */
export function withColumnState(layout: TableLayout, change: Partial<ColumnState>): TableLayout {
  const { columnOrder, columnVisibility, columnSizing } = change
  const chosen = Object.entries(columnVisibility ?? {})
  const idsThatAre = (visible: boolean) => chosen.flatMap(([id, isVisible]) => (isVisible === visible ? [id] : []))
  const widths = Object.entries(columnSizing ?? {}).map(([id, px]) => [id, clampWidth(px)] as const)
  return {
    order: columnOrder ?? layout.order,
    hidden: columnVisibility === undefined ? layout.hidden : idsThatAre(false),
    shown: columnVisibility === undefined ? layout.shown : idsThatAre(true),
    widths: columnSizing === undefined ? layout.widths : Object.fromEntries(widths),
  }
}

/** Moves a column by `steps` places, no further than the ends. */
export function moved(order: readonly string[], id: string, steps: number): string[] {
  const from = order.indexOf(id)
  if (from < 0) return [...order]
  const to = Math.max(0, Math.min(order.length - 1, from + steps))
  return order.toSpliced(from, 1).toSpliced(to, 0, id)
}
