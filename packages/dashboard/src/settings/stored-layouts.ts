/** Stored arrangement of the tables: which columns, in which order, how wide; and its validation when it is read. */

/** Columns by id. A column that is not named keeps its default position and width. */
export type TableLayout = {
  readonly order: readonly string[]
  readonly hidden: readonly string[]
  /** Optional columns that the user has added. */
  readonly shown: readonly string[]
  /** In px. */
  readonly widths: Readonly<Record<string, number>>
}

/** The layout of a table that nobody has arranged. */
export const DEFAULT_LAYOUT: TableLayout = { order: [], hidden: [], shown: [], widths: {} }
/** Narrowest and widest column, in px. */
export const WIDTH_LIMITS = { least: 40, most: 640 } as const
/** One browser stores a bounded number, whatever was written into its storage. */
const MAX_COLUMNS = 40
const MAX_TABLES = 20

/** Rounds a width to whole px within `WIDTH_LIMITS`. */
export function clampWidth(px: number): number {
  return Math.round(Math.max(WIDTH_LIMITS.least, Math.min(WIDTH_LIMITS.most, px)))
}

/** Layouts by table name, parsed from storage; invalid parts and those above the limits are dropped. */
export function readLayouts(stored: unknown): Readonly<Record<string, TableLayout>> {
  if (typeof stored !== 'object' || stored === null) return {}
  const tables = Object.entries(stored).slice(0, MAX_TABLES)
  return Object.fromEntries(tables.map(([name, value]) => [name, readLayout(value)]))
}

function readLayout(value: unknown): TableLayout {
  if (typeof value !== 'object' || value === null) return DEFAULT_LAYOUT
  const { order, hidden, shown, widths } = value as Record<string, unknown>
  const texts = (list: unknown): readonly string[] =>
    Array.isArray(list) ? list.filter((item) => typeof item === 'string').slice(0, MAX_COLUMNS) : []
  const entries = typeof widths === 'object' && widths !== null ? Object.entries(widths) : []
  const sane = entries.filter((entry): entry is [string, number] => Number.isFinite(entry[1])).slice(0, MAX_COLUMNS)
  return {
    order: texts(order),
    hidden: texts(hidden),
    shown: texts(shown),
    widths: Object.fromEntries(sane.map(([id, px]) => [id, clampWidth(px)])),
  }
}
