/** The page's keys and what they do. */

import { useEffect, useRef } from 'react'
import { useNavigate } from 'react-router'
import { usePreferences } from '../../settings/services.ts'
import { usePath } from '../parts/use-path.ts'
import { pageEntries } from './pages.ts'

/** How long after `g` the second key may come. */
const CHORD_MS = 1_500

/** Listens for the page's keys while mounted. */
export function useKeys(onHelp: () => void): void {
  const navigate = useNavigate()
  const to = usePath()
  const [{ privacy }, update] = usePreferences()
  const chordAt = useRef(-Infinity)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      const second = event.timeStamp - chordAt.current < CHORD_MS
      chordAt.current = event.key === 'g' ? event.timeStamp : -Infinity
      const page = second ? pageEntries.find((entry) => entry.key === event.key) : undefined
      if (page !== undefined) return void navigate(to(page.path))
      if (event.key === '?') onHelp()
      if (event.key === 'p') update({ privacy: !privacy })
      if (event.key === '/') {
        event.preventDefault()
        focusSearch()
      }
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [navigate, to, onHelp, privacy, update])
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
}

function focusSearch(): void {
  const field = document.querySelector<HTMLElement>('input[data-search], [data-search] input')
  field?.focus()
}
