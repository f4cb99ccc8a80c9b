/** The size of an element, known before the first paint. */

import { type RefObject, useLayoutEffect, useState } from 'react'

/** Width in px, 0 until it has been measured. */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  return useSize(element, 'clientWidth')
}

/** Height in px, 0 until it has been measured. */
export function useHeight(element: RefObject<HTMLElement | null>): number {
  return useSize(element, 'clientHeight')
}

function useSize(element: RefObject<HTMLElement | null>, side: 'clientWidth' | 'clientHeight'): number {
  const [size, setSize] = useState(0)
  useLayoutEffect(() => {
    const target = element.current
    if (target === null) return undefined
    setSize(target[side])
    const observer = new ResizeObserver(() => setSize(target[side]))
    observer.observe(target)
    return () => observer.disconnect()
  }, [element, side])
  return size
}
