/** Port for storing the people who use a desk, and their columns in a table. One suite of tests holds every twin. */

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
  /** Changes these fields and no others, in one step. False where there is none of this id, or another has the e-mail. */
  change(id: string, change: StoredChange): Awaitable<boolean>
  /** False where there is none of this id. */
  remove(id: string): Awaitable<boolean>
  /** Ends a user's sign-in links and sessions, also those that were signed out, and the links that were made in them. */
  signOut(id: string): Awaitable<void>
}

const row = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  grants: z.string(),
  created_at: z.number(),
  disabled_at: z.number().nullable(),
  made_by: z.string().nullable(),
})
const grantList = z.array(roleGrant)

/** Columns of a user, in the order of `valuesOfUser`. */
export const userColumns: readonly string[] = Object.keys(row.shape)

/** Values of a user for its columns. */
export const valuesOfUser = ({
  id,
  name,
  email,
  grants,
  createdAt,
  disabledAt,
  madeBy,
}: User): readonly (string | number | null)[] => [
  id,
  name,
  email ?? null,
  JSON.stringify(grants),
  createdAt,
  disabledAt ?? null,
  madeBy ?? null,
]

/** Reads a row. @throws where it is none */
export function toUser(found: unknown): User {
  const { id, name, email, grants, created_at: createdAt, disabled_at: disabledAt, made_by: madeBy } = row.parse(found)
  return {
    id,
    name,
    ...(email === null ? {} : { email }),
    grants: parseGrants(grants),
    createdAt,
    ...(disabledAt === null ? {} : { disabledAt }),
    ...(madeBy === null ? {} : { madeBy }),
  }
}

/** Reads roles on accounts from their column. @throws where they are none */
export const parseGrants = (text: string): readonly RoleGrant[] => grantList.parse(JSON.parse(text))

/** Values of a change: of a field that may be cleared, first 1 where it is changed, and then its value. */
export const valuesOfChange = (
  id: string,
  { name, email, grants, disabledAt }: StoredChange,
): readonly (string | number | null)[] => [
  id,
  name ?? null,
  email === undefined ? 0 : 1,
  email ?? null,
  grants === undefined ? null : JSON.stringify(grants),
  disabledAt === undefined ? 0 : 1,
  disabledAt ?? null,
]
