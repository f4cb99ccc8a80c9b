/** A credential as a row of a table, in a file or in a database. */

import { roles } from '@spotdeck/api'
import { z } from 'zod'
import { type Credential, credentialKinds } from './store.ts'
import { parseGrants } from './users/user-store.ts'

const row = z.object({
  id: z.string(),
  kind: z.enum(credentialKinds),
  hash: z.string(),
  audience: z.enum(['owner', 'viewer', 'public']),
  accounts: z.string(),
  label: z.string(),
  created_at: z.number(),
  expires_at: z.number(),
  parent: z.string().nullable(),
  made_by: z.string().nullable(),
  device: z.string().nullable(),
  created_from: z.string().nullable(),
  last_used_at: z.number().nullable(),
  last_used_from: z.string().nullable(),
  // A role that only a newer version knows: the audience beside it gives less.
  role: z.enum(roles).nullable().catch(null),
  user_id: z.string().nullable(),
})
/** Its user, as a query joins it. */
const joined = row.extend({ user_name: z.string().nullable(), user_grants: z.string().nullable() })
const accountList = z.union([z.literal('all'), z.array(z.string())])

/** Columns of a credential, in the order of `valuesOf`. */
export const credentialColumns: readonly string[] = Object.keys(row.shape)

/** Values of a credential for its columns. */
export function valuesOf(credential: Credential): readonly (string | number | null)[] {
  const { id, kind, hash, audience, accounts, label, createdAt, expiresAt, parent, madeBy } = credential
  const { device, createdFrom, lastUsedAt, lastUsedFrom, role, user } = credential
  return [
    ...[
      id,
      kind,
      hash,
      audience,
      JSON.stringify(accounts),
      label,
      createdAt,
      expiresAt,
      parent ?? null,
      madeBy ?? null,
    ],
    ...[device ?? null, createdFrom ?? null, lastUsedAt ?? null, lastUsedFrom ?? null, role ?? null, user?.id ?? null],
  ]
}

/** Reads a row. @throws where it is none */
export function toCredential(found: unknown): Credential {
  const { id, kind, hash, audience, label, created_at, expires_at, accounts, ...rest } = joined.parse(found)
  return {
    id,
    kind,
    hash,
    audience,
    label,
    createdAt: created_at,
    expiresAt: expires_at,
    accounts: accountList.parse(JSON.parse(accounts)),
    ...(rest.parent === null ? {} : { parent: rest.parent }),
    ...(rest.made_by === null ? {} : { madeBy: rest.made_by }),
    ...(rest.device === null ? {} : { device: rest.device }),
    ...(rest.created_from === null ? {} : { createdFrom: rest.created_from }),
    ...(rest.last_used_at === null ? {} : { lastUsedAt: rest.last_used_at }),
    ...(rest.last_used_from === null ? {} : { lastUsedFrom: rest.last_used_from }),
    ...(rest.role === null ? {} : { role: rest.role }),
    ...userOf(rest),
  }
}

type Joined = Pick<z.infer<typeof joined>, 'user_id' | 'user_name' | 'user_grants'>

function userOf({ user_id: id, user_name: name, user_grants: grants }: Joined): Pick<Credential, 'user'> {
  return id === null || name === null || grants === null ? {} : { user: { id, name, grants: parseGrants(grants) } }
}
