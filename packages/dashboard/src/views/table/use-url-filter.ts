/** Filters that live in the address, so that a view can be linked, kept and gone back to. */

import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'

type Texts = Readonly<Record<string, string>>

/** Valid values of a filter's fields; a field without a list accepts any text. */
type Allowed<T extends Texts> = { readonly [K in keyof T]?: readonly string[] }

/**
 * The filter in the address; what equals `defaults` is left out of it, and what means nothing is read as if it were. Both have to
 * be constants.
 */
export function useUrlFilter<T extends Texts>(defaults: T, allowed?: Allowed<T>) {
  type Filter = { readonly [K in keyof T]: string }
  const [search, setSearch] = useSearchParams()
  const filter = useMemo(() => {
    const valueOf = (name: string, usual: string) => {
      const value = search.get(name)
      return value === null || allowed?.[name]?.includes(value) === false ? usual : value
    }
    return Object.fromEntries(Object.entries(defaults).map(([name, usual]) => [name, valueOf(name, usual)])) as Filter
  }, [search, defaults, allowed])
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
