/** A column of a table: how it is named, drawn and sorted. */

import type { ReactNode } from 'react'

/** One column. `track` is its CSS grid track; it is left out while the table is narrower than `from` px. */
export type Column<T> = {
  readonly id: string
  readonly header: ReactNode
  readonly label: string
  readonly track: string
  readonly from?: number | undefined
  /** Stands only where it is chosen in the columns menu, and gives way where there is no room for it. */
  readonly optional?: boolean
  readonly end?: boolean
  /** Ascending; absent where sorting by it means nothing. */
  readonly sort?: (a: T, b: T) => number
  readonly cell: (row: T) => ReactNode
}

/** A column whose heading is its label unless it has another. */
export function labeled<T>(column: Omit<Column<T>, 'header'> & { readonly header?: ReactNode }): Column<T> {
  return { header: column.label, ...column }
}
