/** Single keys of a page. */

import { useEffect, useEffectEvent } from 'react'

/** True if the keyboard writes into `target`. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null
}

/** Name of a pressed key: a letter is a capital with Shift alone, whatever Caps Lock says. */
const nameOf = ({ key, shiftKey }: KeyboardEvent) =>
  /^[a-z]$/i.test(key) ? (shiftKey ? key.toUpperCase() : key.toLowerCase()) : key

/**
 * Runs the action of a pressed key (by `event.key`) while mounted: not while somebody types, holds Ctrl, Alt or Command,
 * or a dialog is open, and once for a key that is held down.
 */
export function usePageKeys(actions: Readonly<Record<string, () => void>>): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const isOther = event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey
    if (isOther || isTyping(event.target) || document.querySelector('[aria-modal="true"]') !== null) return
    const action = actions[nameOf(event)]
    if (action === undefined) return
    event.preventDefault()
    action()
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event)
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
}
