/** Port for storing the people who use a desk. One suite of tests holds every twin. */

import { type RoleGrant, roleGrant } from '@spotdeck/api'
import { z } from 'zod'
import type { Awaitable } from '../awaitable.ts'

/** A person who may sign in. Times are ms since the epoch. */
export type User = {
  /** Names the user in lists and logs; never used again. */
  readonly id: string
  readonly name: string
  /** In lower case; one user has it. */
  readonly email?: string
  readonly grants: readonly RoleGrant[]
  readonly createdAt: number
  /** Session of the owner that added the user; absent for a command, and where an older version did. */
  readonly madeBy?: string
  /** Absent: the user may sign in. */
  readonly disabledAt?: number
}

/** Fields of a user to store; absent ones stay, and `null` clears. */
export type StoredChange = {
  readonly name?: string | undefined
  readonly email?: string | null | undefined
  readonly grants?: readonly RoleGrant[] | undefined
  /** A user who is disabled already keeps the earlier time. */
  readonly disabledAt?: number | null | undefined
}

/** Users of a desk. */
export interface UserStore {
  /** All of them, oldest first. */
  list(): Awaitable<readonly User[]>
  byId(id: string): Awaitable<User | undefined>
  /** False where another has the e-mail: nothing is added then. */
  add(user: User): Awaitable<boolean>
  /** Changes these fields alone, in one step. False where there is none of this id, or another has the e-mail. */
  change(id: string, change: StoredChange): Awaitable<boolean>
  /** False where there is none of this id. */
  remove(id: string): Awaitable<boolean>
  /** Ends a user's sign-in links and sessions, also signed-out ones, and the links that were made in them. */
  signOut(id: string): Awaitable<void>
}

/** Schema of roles on accounts, in their column. */
export const grantList = z.array(roleGrant)
