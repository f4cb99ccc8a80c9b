/** Finds an account of a desk in tests. */

import type { Desk, FollowedAccount } from '@spotdeck/edge'
import type { Imports } from '@spotdeck/imports'

/** The account of this id; fails the test where it is not served. */
export function accountIn(desk: Pick<Desk, 'account'>, id = 'main'): FollowedAccount {
  const account = desk.account(id)
  if (account === undefined) throw new Error(`No account ${id} is served here.`)
  return account
}

/** The imports of the account of this id; fails the test where it is not followed here. */
export function importsIn(desk: Pick<Desk, 'account'>, id = 'main'): Imports {
  const { imports } = accountIn(desk, id)
  if (imports === undefined) throw new Error(`The account ${id} is not followed here.`)
  return imports
}
