/** The edge of a column's head: dragged, it sets the width; the keys do the same in the columns menu. */

import type { PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { clampWidth } from '../../settings/stored-layouts.ts'
import styles from './table.module.css'
import type { ColumnTable } from './use-column-table.ts'

type ResizeHandleProps<T extends object> = {
  readonly table: ColumnTable<T>
  readonly id: string
  readonly name: string
}

/** Drag it, or press twice for the usual width. The model stores the width when the pointer is released. */
export function ResizeHandle<T extends object>({ table, id, name }: ResizeHandleProps<T>) {
  const { t } = useTranslation()
  const { isResizingColumn, startOffset, startSize, deltaOffset } = table.state.columnResizing
  const isActive = isResizingColumn === id
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    const width = event.currentTarget.parentElement?.getBoundingClientRect().width ?? 0
    table.setColumnResizing((old) => ({
      ...old,
      isResizingColumn: id,
      startOffset: event.clientX,
      startSize: width,
      deltaOffset: 0,
    }))
  }
  const onPointerMove = (event: PointerEvent) => {
    if (isActive) table.setColumnResizing((old) => ({ ...old, deltaOffset: event.clientX - (startOffset ?? 0) }))
  }
  const onPointerUp = () => {
    if (!isActive) return
    table.resetHeaderSizeInfo(true)
    const px = clampWidth((startSize ?? 0) + (deltaOffset ?? 0))
    if (deltaOffset !== null && deltaOffset !== 0) table.setColumnSizing((old) => ({ ...old, [id]: px }))
  }
  return (
    <span
      className={styles.resize}
      aria-hidden="true"
      title={t('table.widthOf', { name })}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onDoubleClick={() => table.getColumn(id)?.resetSize()}
    />
  )
}

/** Widths of the columns in px, with the one that is being dragged as it is drawn now. */
export function widthsOf<T extends object>({ state }: ColumnTable<T>): Readonly<Record<string, number>> {
  const { isResizingColumn, startSize, deltaOffset } = state.columnResizing
  if (isResizingColumn === false || deltaOffset === null || deltaOffset === 0) return state.columnSizing
  return { ...state.columnSizing, [isResizingColumn]: clampWidth((startSize ?? 0) + deltaOffset) }
}
