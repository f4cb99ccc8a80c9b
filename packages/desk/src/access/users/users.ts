/** The people who use a desk: added, changed and removed by its owner, and signed in by links that the owner gives them. */

import { type RoleGrant, hasRight } from '@spotdeck/api'
import { type Clock, type Random, defined } from '@spotdeck/ports'
import { type Awaitable, after } from '../awaitable.ts'
import { newId } from '../secrets.ts'
import type { User, UserStore } from './user-store.ts'

/** Users of a desk at most. */
export const MAX_USERS = 1_000

/** A user to add. */
export type UserRequest = {
  readonly name: string
  readonly email?: string | undefined
  readonly grants: readonly RoleGrant[]
  /** Session that adds the user; absent for a command. */
  readonly madeBy?: string | undefined
}
/** Fields of a user to change; those that are absent stay, and an e-mail that is `null` is forgotten. */
export type UserChange = {
  readonly name?: string | undefined
  readonly email?: string | null | undefined
  readonly grants?: readonly RoleGrant[] | undefined
  readonly disabled?: boolean | undefined
}

/** Users of a desk. */
export interface Users {
  /** All of them, oldest first. */
  list(): Awaitable<readonly User[]>
  byId(id: string): Awaitable<User | undefined>
  /** `taken` where another has the e-mail, `full` where there are as many as may be. */
  add(request: UserRequest): Awaitable<User | 'taken' | 'full'>
  /**
   * Changes a user: open sessions and streams follow within the time of a revocation. One who is disabled, or who managed an account
   * and gets other roles, is signed out, which also ends the links that were made in its sessions.
   */
  change(id: string, change: UserChange): Awaitable<User | 'unknown' | 'taken'>
  /** Removes a user, and signs it out. Returns who it was; `undefined` where there is none of this id. */
  remove(id: string): Awaitable<User | undefined>
}

/** Creates the rules of users over their store. */
export function createUsers(
  store: UserStore,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Users {
  return {
    list: () => store.list(),
    byId: (id) => store.byId(id),
    add: ({ name, email, grants, madeBy }) =>
      after(store.list(), (all): Awaitable<User | 'taken' | 'full'> => {
        if (all.length >= MAX_USERS) return 'full'
        const user: User = {
          id: newId(random),
          name,
          grants,
          createdAt: clock.now(),
          ...defined({ email: email?.toLowerCase(), madeBy }),
        }
        return after(store.add(user), (isAdded) => (isAdded ? user : 'taken'))
      }),
    change: (id, { disabled, email, ...fields }) =>
      after(store.byId(id), (before): Awaitable<User | 'unknown' | 'taken'> => {
        if (before === undefined) return 'unknown'
        const disabledAt = disabled === undefined ? undefined : disabled ? clock.now() : null
        const change = { ...fields, email: email?.toLowerCase() ?? email, disabledAt }
        return after(store.change(id, change), (isChanged) => afterChange(store, { before, isChanged }))
      }),
    remove: (id) =>
      after(store.byId(id), (before): Awaitable<User | undefined> => {
        if (before === undefined) return undefined
        return after(store.remove(id), () => after(store.signOut(id), () => before))
      }),
  }
}

function afterChange(
  store: UserStore,
  { before, isChanged }: { readonly before: User; readonly isChanged: boolean },
): Awaitable<User | 'unknown' | 'taken'> {
  return after(store.byId(before.id), (next): Awaitable<User | 'unknown' | 'taken'> => {
    if (next === undefined) return 'unknown'
    if (!isChanged) return 'taken'
    return endsSessions(before, next) ? after(store.signOut(next.id), () => next) : next
  })
}

/** Links reach as far as their maker did: whoever managed accounts and gets other roles signs in again. */
function endsSessions(before: User, next: User): boolean {
  if (next.disabledAt !== undefined) return true
  return hasRight(before.grants, 'manage', 'any') && JSON.stringify(before.grants) !== JSON.stringify(next.grants)
}
