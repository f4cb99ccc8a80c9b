/** A chart's drawing and the place of the page that it stands in. */

import { type RefObject, useEffect, useEffectEvent, useState } from 'react'

/** What draws on canvases of its own until it is removed. */
export interface Drawing {
  /** What is drawn now. */
  picture(): HTMLCanvasElement
  remove(): void
}

/** Filled with a drawing's picture while there is one. */
export type Picture = RefObject<(() => HTMLCanvasElement) | undefined>

/**
 * What `make` draws into `place`; `undefined` until it is there. It is made in a task of its own, once the page has been drawn
 * around it: should `make` give it what it shows at first, it is painted once.
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
