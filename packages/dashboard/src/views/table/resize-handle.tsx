/** The edge of a column's head: drawn with the pointer it sets the width; the keys do the same in the columns menu. */

import { type PointerEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { clampWidth } from '../../settings/stored-layouts.ts'
import styles from './table.module.css'

/** A column whose width is being drawn. */
export type Resizing = { readonly id: string; readonly px: number }

type ResizeHandleProps = {
  readonly id: string
  readonly name: string
  readonly onMove: (resizing: Resizing | undefined) => void
  readonly onEnd: (id: string, px: number | undefined) => void
}

/** Drag it, or press twice for the usual width. */
export function ResizeHandle({ id, name, onMove, onEnd }: ResizeHandleProps) {
  const { t } = useTranslation()
  const from = useRef<{ readonly x: number; readonly px: number }>(undefined)
  const widthOf = (target: Element) => target.parentElement?.getBoundingClientRect().width ?? 0
  const at = (event: PointerEvent) =>
    from.current === undefined ? undefined : clampWidth(from.current.px + event.clientX - from.current.x)
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    from.current = { x: event.clientX, px: widthOf(event.currentTarget) }
  }
  const onPointerMove = (event: PointerEvent) => {
    const px = at(event)
    if (px !== undefined) onMove({ id, px })
  }
  const onPointerUp = (event: PointerEvent) => {
    const px = at(event)
    const moved = from.current !== undefined && event.clientX !== from.current.x
    from.current = undefined
    onMove(undefined)
    if (px !== undefined && moved) onEnd(id, px)
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
      onDoubleClick={() => onEnd(id, undefined)}
    />
  )
}
