/** Owner of a ledger: the exchange's user, and the API key that stands for it until the exchange has told the user. */

const KEY_NAME = 'key:'

/** Stored or opening owner. `user` is the exchange's user id or a name of a key; `key` is the key's fingerprint. */
export type Owner = { readonly user?: string | undefined; readonly key?: string | undefined }

/** Name that stands for the user of a key while the exchange has not told the user. */
export const nameOfKey = (fingerprint: string): string => KEY_NAME + fingerprint

const isKeyName = (user: string): boolean => user.startsWith(KEY_NAME)

/**
 * User to bind a ledger to, or `undefined` where it belongs to somebody else. The same user or the same key opens it, and a
 * user id, once told, stays. Two different user ids are two owners, whatever the key. A ledger without records of an account
 * (`isUntracked`) that only a key is bound to belongs to nobody yet.
 */
export function ownerOf(
  stored: Owner,
  opening: Owner & { readonly user: string },
  isUntracked: () => boolean,
): string | undefined {
  const { user: known } = stored
  if (known === undefined || known === opening.user || (isKeyName(known) && isUntracked())) return opening.user
  const isSameKey = keysOf(stored).some((key) => keysOf(opening).includes(key))
  if (!isSameKey || (!isKeyName(known) && !isKeyName(opening.user))) return undefined
  return isKeyName(opening.user) ? known : opening.user
}

/** Fingerprints that an owner has: beside its ledger, and in its name. */
function keysOf({ user, key }: Owner): readonly string[] {
  const named = user !== undefined && isKeyName(user) ? [user.slice(KEY_NAME.length)] : []
  return key === undefined ? named : [key, ...named]
}
