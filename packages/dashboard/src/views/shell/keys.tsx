/** The page's keys and what they do. */

import { useEffect, useRef } from 'react'
import { useNavigate } from 'react-router'
import { usePreferences } from '../../settings/services.ts'
import { isTyping } from '../parts/use-page-keys.ts'
import { usePath } from '../parts/use-path.ts'
import { SETTINGS_KEY, pageEntries } from './pages.ts'

/** Time after `g` in which the second key is accepted. */
const CHORD_MS = 1_500

/** Overlays that keys and buttons of the page's frame open. */
export type Opens = { readonly help: () => void; readonly find: () => void }

/** Listens for the page's keys while mounted. `opens` has to stay the same object. */
export function useKeys(opens: Opens): void {
  const navigate = useNavigate()
  const to = usePath()
  const [{ privacy }, update] = usePreferences()
  const chordAt = useRef(-Infinity)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (document.querySelector('[data-busy]') !== null) return
      if (isFind(event)) {
        event.preventDefault()
        return opens.find()
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      const second = event.timeStamp - chordAt.current < CHORD_MS
      chordAt.current = event.key === 'g' ? event.timeStamp : -Infinity
      const page = second ? pageEntries.find((entry) => entry.key === event.key) : undefined
      const path = page?.path ?? (second && event.key === SETTINGS_KEY ? '/settings' : undefined)
      if (path !== undefined) {
        // The page's own keys come after: this one is used up.
        event.preventDefault()
        return void navigate(to(path))
      }
      if (event.key === '?') opens.help()
      if (event.key === 'p') update({ privacy: !privacy })
      if (event.key === '/') {
        event.preventDefault()
        if (!focusSearch()) opens.find()
      }
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [navigate, to, opens, privacy, update])
}

/** Ctrl or Command with K, wherever the focus is. */
function isFind({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  return key.toLowerCase() === 'k' && ctrlKey !== metaKey && !altKey && !shiftKey
}

/** Focuses the page's own search; returns whether one is visible. */
function focusSearch(): boolean {
  const fields = [...document.querySelectorAll<HTMLElement>('input[data-search], [data-search] input')]
  const field = fields.find((one) => one.checkVisibility())
  field?.focus()
  return field !== undefined
}
