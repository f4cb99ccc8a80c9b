/** A chart over time in its place of the page: drawn once, then told of new data, looks and the live edge. */

import { type RefObject, useEffect, useMemo, useRef } from 'react'
import { usePreferences } from '../settings/services.ts'
import { usePalette } from '../theme/use-palette.ts'
import { useTimeFormat } from '../format/use-time-format.ts'
import type { Look } from './chart-look.ts'
import { TimeDrawing, writeMoment } from './time-drawing.ts'
import type { Plot, Shape, TimePoint } from './time-plot.ts'
import { type Picture, useDrawing } from './use-drawing.ts'

/** Continuation of a shape while it is on screen: `next` is called at each notification of `subscribe`. */
export type LiveEdge<S> = {
  readonly subscribe: (listener: () => void) => () => void
  readonly next: (shape: S) => S
}

/** Inputs of a drawing over time: the shape, its lines, and its continuation while it is live. */
export type TimeDrawingProps<P extends TimePoint, S extends Shape<P>> = {
  readonly shape: S
  /** The same function as long as it answers the same lines. */
  readonly plotOf: (shape: Shape<P>) => Plot<P>
  readonly now: () => number
  readonly onPoint: (point: P | undefined) => void
  readonly picture?: Picture | undefined
  readonly live?: LiveEdge<S> | undefined
  readonly writeTime?: ((point: P, look: Pick<Look, 'format' | 'now'>) => string) | undefined
}

/** Draws into `element`. */
export function useTimeDrawing<P extends TimePoint, S extends Shape<P>>(
  element: RefObject<HTMLDivElement | null>,
  props: TimeDrawingProps<P, S>,
): void {
  const { shape, plotOf, now, onPoint, picture, live, writeTime = writeMoment } = props
  const [{ privacy }] = usePreferences()
  const format = useTimeFormat()
  const palette = usePalette()
  const look = useMemo(() => ({ palette, format, privacy, now: now() }), [palette, format, privacy, now])
  const reached = useRef(shape)
  const drawing = useDrawing(
    element,
    (place) => {
      const made = new TimeDrawing<P>(place, { look, plotOf, onPoint, writeTime })
      made.setShape(shape)
      return made
    },
    picture,
  )
  useEffect(() => drawing?.setLook(look), [drawing, look])
  useEffect(() => drawing?.setPlot(plotOf), [drawing, plotOf])
  useEffect(() => {
    reached.current = shape
    drawing?.setShape(shape)
    if (live === undefined) return undefined
    const move = () => {
      reached.current = live.next(reached.current)
      drawing?.advance(reached.current)
    }
    move()
    return live.subscribe(move)
  }, [drawing, shape, live])
}
