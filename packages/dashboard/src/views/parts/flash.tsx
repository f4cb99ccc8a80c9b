/** A figure that has just changed says so for a moment, without moving anything. */

import { type ReactNode, useEffect, useRef } from 'react'
import styles from './parts.module.css'

const FLASH_MS = 400

/** Flashes when `value` changes after the first drawing; a dot instead where motion is not wanted. */
export function Flash({ value, children }: { readonly value: string; readonly children: ReactNode }) {
  const element = useRef<HTMLSpanElement>(null)
  const last = useRef(value)
  useEffect(() => {
    if (last.current === value) return
    last.current = value
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches
    if (calm) {
      element.current?.setAttribute('data-changed', 'yes')
      const timer = setTimeout(() => element.current?.removeAttribute('data-changed'), FLASH_MS)
      return () => clearTimeout(timer)
    }
    element.current?.animate(
      [{ backgroundColor: 'color-mix(in srgb, var(--accent) 12%, transparent)' }, { backgroundColor: 'transparent' }],
      { duration: FLASH_MS, easing: 'ease-out' },
    )
    return undefined
  }, [value])
  return (
    <span ref={element} className={styles.flash}>
      {children}
    </span>
  )
}
