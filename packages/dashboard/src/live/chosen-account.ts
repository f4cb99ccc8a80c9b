/** The account that a page shows. */

import type { AccountInfo } from '@spotdeck/api'

/** The account that the address (`?account=`) names, else the first; `undefined` where there is none. */
export function chosenAccount(accounts: readonly AccountInfo[], search: URLSearchParams): AccountInfo | undefined {
  return accounts.find(({ id }) => id === search.get('account')) ?? accounts[0]
}
