/** A chart's drawing and the place of the page that it stands in. */

import { type RefObject, useEffect, useEffectEvent, useState } from 'react'

/** A drawing on canvases of its own until it is removed. */
export interface Drawing {
  /** The current picture. */
  picture(): HTMLCanvasElement
  remove(): void
}

/** Filled with a drawing's picture while there is one. */
export type Picture = RefObject<(() => HTMLCanvasElement) | undefined>

/**
 * The drawing that `make` puts into `place`; `undefined` until it exists. It is made in a task of its own, after the page
 * around it has been painted; a `make` that receives its first content is painted once.
 */
export function useDrawing<D extends Drawing>(
  place: RefObject<HTMLElement | null>,
  make: (element: HTMLElement) => D,
  picture?: Picture,
): D | undefined {
  const [drawing, setDrawing] = useState<D>()
  const makeNow = useEffectEvent(make)
  useEffect(() => {
    const element = place.current
    if (element === null) return undefined
    let made: D | undefined
    const timer = setTimeout(() => {
      made = makeNow(element)
      setDrawing(made)
    })
    return () => {
      clearTimeout(timer)
      made?.remove()
      setDrawing(undefined)
    }
  }, [place])
  useEffect(() => {
    if (picture === undefined) return undefined
    picture.current = drawing === undefined ? undefined : () => drawing.picture()
    return () => {
      picture.current = undefined
    }
  }, [drawing, picture])
  return drawing
}
