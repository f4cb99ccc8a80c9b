/** Filters that live in the address, so that a view can be linked, kept and gone back to. */

import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'

type Texts = Readonly<Record<string, string>>

/** The filter in the address; what equals `defaults` is left out of it. `defaults` has to be a constant. */
export function useUrlFilter<T extends Texts>(defaults: T) {
  type Filter = { readonly [K in keyof T]: string }
  const [search, setSearch] = useSearchParams()
  const filter = useMemo(
    () =>
      Object.fromEntries(Object.entries(defaults).map(([name, value]) => [name, search.get(name) ?? value])) as Filter,
    [search, defaults],
  )
  const setFilter = useCallback(
    (change: Partial<Filter>) => {
      setSearch(
        (current) => {
          const next = new URLSearchParams(current)
          for (const [name, value] of Object.entries(change)) {
            if (value === undefined || value === defaults[name]) next.delete(name)
            else next.set(name, value)
          }
          return next
        },
        { replace: true },
      )
    },
    [setSearch, defaults],
  )
  const clear = useCallback(() => {
    const usual = Object.fromEntries(Object.keys(defaults).map((name) => [name, undefined])) as Partial<Filter>
    setFilter(usual)
  }, [setFilter, defaults])
  const isFiltered = Object.entries(defaults).some(([name, value]) => filter[name] !== value)
  return { filter, setFilter, clear, isFiltered }
}
