/** The way to another page that keeps the account on screen: it stands in the address. */

import { useCallback } from 'react'
import { useSearchParams } from 'react-router'

/** Where a page is; filters stay behind, the account comes along. */
export type Place = { readonly pathname: string; readonly search: string }

/** Makes places out of paths such as `/orders`. */
export function usePath(): (pathname: string) => Place {
  const [search] = useSearchParams()
  const account = search.get('account')
  return useCallback(
    (pathname) => ({ pathname, search: account === null ? '' : `?${new URLSearchParams({ account }).toString()}` }),
    [account],
  )
}
