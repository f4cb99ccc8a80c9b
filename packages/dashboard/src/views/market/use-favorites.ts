/** The watchlist: markets that come first, kept in this browser. */

import { useMemo } from 'react'
import { usePreferences } from '../../settings/services.ts'

/** Symbols of the watchlist, and the function that adds or removes one. */
export function useFavorites(): {
  readonly favorites: ReadonlySet<string>
  readonly toggle: (symbol: string) => void
} {
  const [{ favorites }, update] = usePreferences()
  return useMemo(() => {
    const rest = (symbol: string) => favorites.filter((one) => one !== symbol)
    return {
      favorites: new Set(favorites),
      toggle: (symbol) => update({ favorites: favorites.includes(symbol) ? rest(symbol) : [...favorites, symbol] }),
    }
  }, [favorites, update])
}
