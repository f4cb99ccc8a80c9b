/** Renders parts far below the fold only when they are scrolled to, and reserves their space. */

import { type ReactNode, type RefObject, startTransition, useEffect, useRef, useState } from 'react'

/** Distance from the screen's edge at which an element counts as near. */
const MARGIN = '200px'

/** True once `element` has come near the screen. */
function useInViewport(element: RefObject<HTMLElement | null>): boolean {
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

type WhenNearProps = {
  readonly className: string | undefined
  /** Keeps the place until then. */
  readonly waiting: ReactNode
  readonly children: ReactNode
}

/** Draws `children` from when their place comes near the screen. */
export function WhenNear({ className, waiting, children }: WhenNearProps) {
  const place = useRef<HTMLDivElement>(null)
  const isNear = useInViewport(place)
  return (
    <div ref={place} className={className}>
      {isNear ? children : waiting}
    </div>
  )
}
