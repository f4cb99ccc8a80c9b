/** The people who use a desk, and their roles on its accounts; for whoever owns all of it. */

import { z } from 'zod'
import { MAX_LINK_LABEL, isLinkLabel } from './link-label.ts'
import { roles } from './rights.ts'
import { accountId, timeMs } from './scalars.ts'

const MAX_GRANTS = 16
const MAX_GRANTED_ACCOUNTS = 100
const MAX_EMAIL = 254

/** A role on some accounts; `all`: also on those that are added later. */
export const userGrant = z.strictObject({
  role: z.enum(roles),
  accounts: z.union([z.literal('all'), z.array(accountId).min(1).max(MAX_GRANTED_ACCOUNTS)]),
})
/** Roles of a user; of several on an account the strongest holds. */
export const userGrants = z.array(userGrant).max(MAX_GRANTS)
/** Name of a user. */
export const userName = z.string().max(MAX_LINK_LABEL).refine(isLinkLabel, 'must be 1 to 64 printable characters')
/** E-mail of a user. */
export const userEmail = z.email('must be an e-mail address').max(MAX_EMAIL)

/** POST users. */
export const newUser = z.strictObject({ name: userName, email: userEmail.optional(), grants: userGrants })
/** PATCH users/{id}: what is absent stays; an e-mail that is null is forgotten. */
export const userChange = z.strictObject({
  name: userName.optional(),
  email: userEmail.nullable().optional(),
  grants: userGrants.optional(),
  disabled: z.boolean().optional(),
})
/** GET users: one of them. */
export const user = z.object({
  id: z.string(),
  name: z.string(),
  /** In lower case. */
  email: z.string().optional(),
  grants: userGrants,
  createdAt: timeMs,
  /** Session of the owner that added the user; absent for a command on the machine. */
  madeBy: z.string().optional(),
  /** Absent: the user may sign in. */
  disabledAt: timeMs.optional(),
})
/** POST users/{id}/link: signs this user in, once. The only time that it is shown. */
export const userLink = z.object({ url: z.string(), code: z.string(), expiresAt: timeMs })
