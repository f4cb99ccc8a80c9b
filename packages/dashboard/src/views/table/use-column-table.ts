/** TanStack Table owns a table's columns: which are shown, their order, their widths and the sorting. */

import {
  type ColumnDef,
  type ReactTable,
  type SortingState,
  columnOrderingFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  functionalUpdate,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useMemo, useState } from 'react'
import { usePreferences, useServices } from '../../settings/services.ts'
import { DEFAULT_LAYOUT, WIDTH_LIMITS } from '../../settings/stored-layouts.ts'
import { type ColumnState, columnStateOf, withColumnState } from '../../state/table/column-state.ts'
import type { Column } from './column.ts'

const features = tableFeatures({
  columnOrderingFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  rowSortingFeature,
})
/** Width of a column that is widened or narrowed by a step and had no width of its own, in px. */
const START_PX = 120
const NO_RESIZING = {
  startOffset: null,
  startSize: null,
  deltaOffset: null,
  deltaPercentage: null,
  isResizingColumn: false,
  columnSizingStart: [],
} as const

/** Model of a table's columns. It has no rows: those in view are drawn by the table itself. */
export type ColumnTable<T extends object> = ReactTable<typeof features, T>

/**
 * The model of the table `name`. Order, visibility and widths are settings, written whenever the model changes them; without
 * a name they stay as they come. Sorting and a width that is being dragged last as long as the component.
 */
export function useColumnTable<T extends object>(
  name: string | undefined,
  columns: readonly Column<T>[],
): ColumnTable<T> {
  const { preferences } = useServices()
  const [{ tables }] = usePreferences()
  const [sorting, setSorting] = useState<SortingState>([])
  const [columnResizing, setColumnResizing] = useState<ColumnTable<T>['state']['columnResizing']>(() => ({
    ...NO_RESIZING,
    columnSizingStart: [],
  }))
  const layout = (name === undefined ? undefined : tables[name]) ?? DEFAULT_LAYOUT
  const state = useMemo(() => columnStateOf(columns, layout), [columns, layout])
  const keep = (change: Partial<ColumnState>) => {
    if (name === undefined) return
    const stored = preferences.read().tables
    preferences.update({ tables: { ...stored, [name]: withColumnState(stored[name] ?? DEFAULT_LAYOUT, change) } })
  }
  return useTable<typeof features, T>({
    features,
    columns: useMemo(() => columns.map(toDefinition), [columns]),
    data: NO_ROWS,
    state: { ...state, sorting, columnResizing },
    onColumnOrderChange: (next) => keep({ columnOrder: functionalUpdate(next, state.columnOrder) }),
    onColumnVisibilityChange: (next) => keep({ columnVisibility: functionalUpdate(next, state.columnVisibility) }),
    onColumnSizingChange: (next) => keep({ columnSizing: functionalUpdate(next, state.columnSizing) }),
    onColumnResizingChange: setColumnResizing,
    onSortingChange: setSorting,
    manualSorting: true,
    sortDescFirst: true,
  })
}

const NO_ROWS: readonly never[] = []

function toDefinition<T extends object>(column: Column<T>): ColumnDef<typeof features, T> {
  return {
    id: column.id,
    accessorFn: (row: T) => row,
    header: column.label,
    enableSorting: column.sort !== undefined,
    size: START_PX,
    minSize: WIDTH_LIMITS.least,
    maxSize: WIDTH_LIMITS.most,
  }
}
