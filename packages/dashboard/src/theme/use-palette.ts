/** The palette on screen, read again whenever theme or colours of the page change. */

import { useMemo, useSyncExternalStore } from 'react'
import { type Palette, readPalette } from './palette.ts'

const ATTRIBUTES = ['data-mantine-color-scheme', 'data-updown']

/** Reads the attributes off the page itself: they change only after the components that chose them were drawn. */
export function usePalette(): Palette {
  const look = useSyncExternalStore(onLookChange, shownLook)
  return useMemo(() => readPalette(look), [look])
}

function onLookChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ATTRIBUTES })
  return () => observer.disconnect()
}

function shownLook(): string {
  return ATTRIBUTES.map((name) => document.documentElement.getAttribute(name) ?? '').join(' ')
}
