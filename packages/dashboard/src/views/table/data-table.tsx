/**
 * The one table of the page: TanStack's model of its columns, virtual rows of one height, columns that give way in a
 * narrow table, and two-line rows on a phone.
 */

import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  memo,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
} from 'react'
import { useTranslation } from 'react-i18next'
import { fitting, tracksOf } from '../../state/table/table-layout.ts'
import { Icon } from '../parts/icons.tsx'
import { Failed, SkeletonRows } from '../parts/states.tsx'
import styles from './table.module.css'
import type { Column } from './column.ts'
import { ResizeHandle, widthsOf } from './resize-handle.tsx'
import { usePreferences } from '../../settings/services.ts'
import { type ColumnTable, useColumnTable } from './use-column-table.ts'
import { useWidth } from './use-width.ts'

/** Rows, columns and callbacks of a table. */
export type DataTableProps<T> = {
  readonly label: string
  /** Name under which the column layout is stored; without one it is not stored. */
  readonly name?: string
  /** `undefined` while loading. A new array when anything in it changed. */
  readonly rows: readonly T[] | undefined
  readonly columns: readonly Column<T>[]
  readonly rowKey: (row: T) => string
  /** Names a row for tests and scripts. */
  readonly rowTestId?: (row: T) => string
  /** The two lines of a row on a phone. */
  readonly compactRow: (row: T) => ReactNode
  readonly empty: ReactNode
  /** Why there are no rows, and a way to try again. */
  readonly error?: Error | null
  readonly retry?: () => unknown
  readonly onOpen?: ((row: T) => void) | undefined
  /** Called when the last rows come into view. */
  readonly onEnd?: (() => void) | undefined
  readonly footer?: ReactNode
  /** A last row in bold, which sorting leaves in its place. */
  readonly foot?: T | undefined
  /** True if up to `WHOLE_ROWS` rows are shown without scrolling; the place of the table must grow. */
  readonly isWhole?: boolean
  readonly skeletonRows?: number
  /** Ids of columns by which two-line rows can be sorted. */
  readonly compactSorts?: readonly string[]
  /** Below this width rows have two lines; `NARROW_PX` unless said. */
  readonly narrowPx?: number
}

/** Below this width a table draws two-line rows. */
export const NARROW_PX = 560
const COMPACT_ROW_PX = 56
/** Rows that a table shows whole at most. */
const WHOLE_ROWS = 20
/** As the tokens say. */
const ROW_PX = { normal: 32, compact: 28 } as const
const OVERSCAN = 6
const NO_COLUMNS: readonly never[] = []
/** Between two columns, and what the edges of a row take; as the style sheet says. */
const GAP_PX = 12
const EDGES_PX = 32

const roomOf = (width: number) => ({ roomPx: width - EDGES_PX, gapPx: GAP_PX })

/** Rows under a fixed header, scrolling inside the space it is given. */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { columns, label, skeletonRows = 6, error = null, retry } = props
  // A flood of rows is drawn in the pauses between frames, and half-drawn work gives way to newer.
  // The last row sums the others: it is deferred with them.
  const current = useMemo(() => ({ rows: props.rows, foot: props.foot }), [props.rows, props.foot])
  const { rows, foot } = useDeferredValue(current)
  const root = useRef<HTMLDivElement>(null)
  const width = useWidth(root)
  const narrow = width > 0 && width < (props.narrowPx ?? NARROW_PX)
  // Kept here, since another filter's rows come with a grid of their own.
  const table = useColumnTable(props.name, columns)
  const visible = useVisibleColumns(table, columns)
  const shown = useMemo(
    () =>
      fitting(
        visible.filter((column) => width >= (column.from ?? 0)),
        roomOf(width),
      ),
    [visible, width],
  )
  return (
    <div ref={root} className={styles.root}>
      {props.rows === undefined && error !== null ? (
        <Failed error={error} retry={retry} />
      ) : rows === undefined || width === 0 ? (
        <SkeletonRows count={skeletonRows} />
      ) : rows.length === 0 ? (
        props.empty
      ) : (
        <Grid
          {...props}
          label={label}
          rows={rows}
          foot={foot}
          columns={shown}
          sorts={narrow ? columns.filter(({ id }) => props.compactSorts?.includes(id)) : NO_COLUMNS}
          tracks={tracksOf(shown, widthsOf(table), roomOf(width))}
          narrow={narrow}
          table={table}
        />
      )}
    </div>
  )
}

/** Columns that the model shows, in its order; at least one. The same array while they are the same. */
function useVisibleColumns<T extends object>(table: ColumnTable<T>, columns: readonly Column<T>[]) {
  // The model answers with the same arrays until its state or the columns change.
  const all = table.getAllLeafColumns()
  const visible = table.getVisibleLeafColumns()
  return useMemo(() => {
    const byId = new Map(columns.map((column) => [column.id, column]))
    return (visible.length === 0 ? all.slice(0, 1) : visible).flatMap(({ id }) => byId.get(id) ?? [])
  }, [all, visible, columns])
}

type GridProps<T extends object> = DataTableProps<T> & {
  readonly rows: readonly T[]
  readonly narrow: boolean
  /** Columns by which two-line rows are sorted. */
  readonly sorts: readonly Column<T>[]
  readonly tracks: string
  readonly table: ColumnTable<T>
}

function Grid<T extends object>({ rows, columns, narrow, tracks, table, onEnd, ...props }: GridProps<T>) {
  const { sorting } = table.state
  const scroller = useRef<HTMLDivElement>(null)
  // Two-line rows are sorted by columns that have no room.
  const heads = narrow && props.sorts.length > 0 ? props.sorts : columns
  const sorted = useSorted(rows, heads, sorting)
  const rowPx = useRowHeight(narrow)
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: OVERSCAN,
    getItemKey: useItemKey(sorted, props.rowKey),
  })
  useEffect(() => virtual.measure(), [virtual, rowPx])
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  // The largest row may be on any page: a list that is sorted by a column is read completely.
  const isWanted = sorting.length > 0 || last >= sorted.length - 1 - OVERSCAN
  useEffect(() => {
    if (isWanted) onEnd?.()
  }, [isWanted, sorted.length, onEnd])
  return (
    <div
      className={styles.grid}
      data-narrow={narrow || undefined}
      role="table"
      aria-label={props.label}
      aria-rowcount={sorted.length + (props.foot === undefined ? 1 : 2)}
      style={{ '--tracks': tracks } as CSSProperties}
    >
      <Head
        columns={heads}
        table={table}
        narrow={narrow}
        isResizable={props.name !== undefined}
        isSorts={heads !== columns}
      />
      <div
        ref={scroller}
        className={styles.scroller}
        role="rowgroup"
        tabIndex={0}
        aria-label={props.label}
        style={props.isWhole === true ? { minHeight: rowPx * Math.min(WHOLE_ROWS, sorted.length) } : undefined}
      >
        <div role="presentation" className={styles.body} style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = sorted[item.index]
            if (row === undefined) return null
            return (
              <BodyRow
                key={item.key}
                row={row}
                index={item.index}
                top={item.start}
                columns={columns}
                compact={narrow ? props.compactRow : undefined}
                onOpen={props.onOpen}
                testId={props.rowTestId?.(row)}
              />
            )
          })}
        </div>
        {props.footer}
      </div>
      <Foot {...props} rows={rows} columns={columns} narrow={narrow} tracks={tracks} table={table} />
    </div>
  )
}

/** A last row that does not scroll. */
function Foot<T extends object>({ foot, rows, columns, narrow, compactRow }: GridProps<T>) {
  if (foot === undefined) return null
  return (
    <div role="rowgroup" className={styles.foot}>
      <BodyRow row={foot} index={rows.length} columns={columns} compact={narrow ? compactRow : undefined} />
    </div>
  )
}

type HeadProps<T extends object> = Pick<GridProps<T>, 'columns' | 'table' | 'narrow'> & {
  readonly isResizable: boolean
  /** The heads of two-line rows are the ways to sort them. */
  readonly isSorts: boolean
}

function Head<T extends object>({ columns, table, narrow, isResizable, isSorts }: HeadProps<T>) {
  return (
    <div role="rowgroup" className={isSorts ? styles.sorts : narrow ? 'visually-hidden' : styles.head}>
      <div role="row" aria-rowindex={1} className={isSorts ? '' : styles.row}>
        {columns.map((column, index) => (
          <HeaderCell key={column.id} column={column} apart={isApart(columns, index)} table={table}>
            {isResizable && !narrow ? <ResizeHandle table={table} id={column.id} name={column.label} /> : null}
          </HeaderCell>
        ))}
      </div>
    </div>
  )
}

/** Key of the row at an index. The same function for the same rows: with another, a scroll measures every row. */
function useItemKey<T>(rows: readonly T[], rowKey: (row: T) => string): (index: number) => string | number {
  const keyOf = useRef(rowKey)
  useEffect(() => {
    keyOf.current = rowKey
  }, [rowKey])
  return useCallback(
    (index) => {
      const row = rows[index]
      return row === undefined ? index : keyOf.current(row)
    },
    [rows],
  )
}

type Sorting = ColumnTable<object>['state']['sorting']

/** The rows in the chosen order; as they came where none is chosen. */
function useSorted<T>(rows: readonly T[], columns: readonly Column<T>[], sorting: Sorting): readonly T[] {
  const [chosen] = sorting
  const by = columns.find((column) => column.id === chosen?.id)?.sort
  const descends = chosen?.desc === true
  return useMemo(() => {
    if (by === undefined) return rows
    return [...rows].sort(descends ? (a, b) => by(b, a) : by)
  }, [rows, by, descends])
}

/** A column that starts where one of figures ends needs room between. */
function isApart<T>(columns: readonly Column<T>[], index: number): boolean {
  return columns[index]?.end !== true && columns[index - 1]?.end === true
}

type HeaderCellProps<T extends object> = {
  readonly column: Column<T>
  readonly apart: boolean
  readonly table: ColumnTable<T>
  /** Handle of the column's width. */
  readonly children: ReactNode
}

function HeaderCell<T extends object>({ column, apart, table, children }: HeaderCellProps<T>) {
  const { t } = useTranslation()
  const sorted = table.state.sorting.find(({ id }) => id === column.id)
  const order = sorted === undefined ? undefined : sorted.desc ? 'descending' : 'ascending'
  return (
    <div
      role="columnheader"
      className={styles.cell}
      data-end={column.end || undefined}
      data-apart={apart || undefined}
      aria-sort={order}
    >
      {column.sort === undefined ? (
        column.header
      ) : (
        <button
          type="button"
          className={styles.sort}
          onClick={() => table.getColumn(column.id)?.toggleSorting()}
          title={t('table.sortBy', { name: column.label })}
        >
          {column.header}
          <span className={styles.arrow} data-order={order}>
            <Icon
              name={order === undefined ? 'sort' : order === 'descending' ? 'down' : 'up'}
              size={order === undefined ? 12 : 8}
            />
          </span>
        </button>
      )}
      {children}
    </div>
  )
}

type BodyRowProps<T> = {
  readonly row: T
  readonly index: number
  readonly top?: number | undefined
  readonly columns: readonly Column<T>[]
  readonly compact: ((row: T) => ReactNode) | undefined
  readonly onOpen?: ((row: T) => void) | undefined
  readonly testId?: string | undefined
}

function BodyRow<T>({ row, index, top, columns, compact, onOpen, testId }: BodyRowProps<T>) {
  const open = onOpen === undefined ? undefined : () => onOpen(row)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && event.target === event.currentTarget) open?.()
  }
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={compact === undefined ? styles.row : styles.compactRow}
      data-opens={open === undefined ? undefined : true}
      data-testid={testId}
      style={top === undefined ? undefined : { transform: `translateY(${top}px)` }}
      onClick={open}
      onKeyDown={open === undefined ? undefined : onKeyDown}
      tabIndex={open === undefined ? undefined : 0}
    >
      {compact === undefined ? (
        <Cells row={row} columns={columns} />
      ) : (
        <div role="cell" className={styles.compactCell}>
          {compact(row)}
        </div>
      )}
    </div>
  )
}

type CellsProps<T> = { readonly row: T; readonly columns: readonly Column<T>[] }

function PlainCells<T>({ row, columns }: CellsProps<T>): ReactNode {
  return columns.map((column, at) => (
    <div
      key={column.id}
      role="cell"
      className={styles.cell}
      data-end={column.end || undefined}
      data-apart={isApart(columns, at) || undefined}
    >
      {column.cell(row)}
    </div>
  ))
}

// A row that only moved is not drawn again.
const Cells = memo(PlainCells) as typeof PlainCells

function useRowHeight(narrow: boolean): number {
  const [{ density }] = usePreferences()
  return narrow ? COMPACT_ROW_PX : ROW_PX[density]
}
