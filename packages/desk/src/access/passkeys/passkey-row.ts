/** A passkey as a row of a table, in a file or in a database. */

import { defined } from '@spotdeck/ports'
import { z } from 'zod'
import type { StoredPasskey } from './passkey-store.ts'

const row = z.object({
  id: z.string(),
  credential_id: z.string(),
  public_key: z.string(),
  counter: z.number(),
  transports: z.string(),
  rp_id: z.string(),
  name: z.string(),
  aaguid: z.string(),
  device: z.string(),
  can_back_up: z.number(),
  backed_up: z.number(),
  created_at: z.number(),
  last_used_at: z.number().nullable(),
  last_used_from: z.string().nullable(),
})
const transportList = z.array(z.string())

/** Columns of a passkey, in the order of `valuesOfPasskey`. */
export const passkeyColumns: readonly string[] = Object.keys(row.shape)

/** Values of a passkey for its columns. */
export function valuesOfPasskey(passkey: StoredPasskey): readonly (string | number | null)[] {
  const { id, credentialId, publicKey, counter, transports, rpId, name, aaguid, device } = passkey
  const { canBackUp, isBackedUp, createdAt, lastUsedAt = null, lastUsedFrom = null } = passkey
  const named = [id, credentialId, publicKey, counter, JSON.stringify(transports), rpId, name, aaguid, device]
  return [...named, Number(canBackUp), Number(isBackedUp), createdAt, lastUsedAt, lastUsedFrom]
}

/** Reads a row. @throws where it is none */
export function toPasskey(found: unknown): StoredPasskey {
  const { id, counter, name, aaguid, device, ...rest } = row.parse(found)
  return {
    id,
    credentialId: rest.credential_id,
    publicKey: rest.public_key,
    counter,
    transports: transportList.parse(JSON.parse(rest.transports)),
    rpId: rest.rp_id,
    name,
    aaguid,
    device,
    canBackUp: rest.can_back_up === 1,
    isBackedUp: rest.backed_up === 1,
    createdAt: rest.created_at,
    ...defined({ lastUsedAt: rest.last_used_at ?? undefined, lastUsedFrom: rest.last_used_from ?? undefined }),
  }
}
