/** The way to another page that keeps the account on screen: it stands in the address. */

import { useCallback } from 'react'
import { useSearchParams } from 'react-router'

/** Target of a link; filters are dropped, the account is kept. */
export type Place = { readonly pathname: string; readonly search: string }

/** Makes places out of paths such as `/orders` and `/activity?view=stream`. */
export function usePath(): (path: string) => Place {
  const [search] = useSearchParams()
  const account = search.get('account')
  return useCallback(
    (path) => {
      const [pathname = '/', own = ''] = path.split('?')
      const query = new URLSearchParams(own)
      if (account !== null) query.set('account', account)
      return { pathname, search: query.size === 0 ? '' : `?${query.toString()}` }
    },
    [account],
  )
}
