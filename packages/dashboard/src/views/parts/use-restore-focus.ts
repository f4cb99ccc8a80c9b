/** Restores the keyboard focus after an overlay has closed. */

import { useEffect, useState } from 'react'

/** Restores the focus when the calling component unmounts, unless the focus has moved elsewhere. */
export function useRestoreFocus(): void {
  // Taken while drawing: what opens takes the focus as soon as it stands.
  const [before] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      // The removed element loses the focus only after this cleanup.
      queueMicrotask(() => {
        const { activeElement } = document
        const isFree = activeElement === null || activeElement === document.body || !activeElement.isConnected
        if (isFree && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
      })
    },
    [before],
  )
}
