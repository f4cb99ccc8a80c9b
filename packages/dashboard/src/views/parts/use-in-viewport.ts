/** What stands far below the fold is drawn when it is scrolled to: nobody waits for it, and its place is kept. */

import { type RefObject, startTransition, useEffect, useState } from 'react'

/** How far from the screen's edge something begins to count as near. */
const MARGIN = '200px'

/** Whether `element` has come near the screen; once it has, it stays. */
export function useInViewport(element: RefObject<HTMLElement | null>): boolean {
  const [near, setNear] = useState(false)
  useEffect(() => {
    if (near || element.current === null) return undefined
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) startTransition(() => setNear(true))
      },
      { rootMargin: MARGIN, scrollMargin: MARGIN },
    )
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [near, element])
  return near
}
