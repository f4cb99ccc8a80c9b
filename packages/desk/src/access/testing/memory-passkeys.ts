/** Passkeys in memory, for tests and for runs that should leave no trace. */

import { CONFIRMED_KEPT_MS, type PasskeyStore, SPENT_KEPT_MS, type StoredPasskey } from '../passkeys/passkey-store.ts'

/** Passkey store in memory. */
export function memoryPasskeyStore(): PasskeyStore {
  const passkeys = new Map<string, StoredPasskey>()
  const spent = new Map<string, number>()
  const confirmed = new Map<string, number>()
  return {
    add(passkey, max) {
      if ([...passkeys.values()].some(({ credentialId }) => credentialId === passkey.credentialId)) return 'exists'
      if (passkeys.size >= max) return 'full'
      passkeys.set(passkey.id, passkey)
      return 'added'
    },
    byCredential: (wanted) => [...passkeys.values()].find(({ credentialId }) => credentialId === wanted),
    list: () => [...passkeys.values()].sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1)),
    remove: (id) => passkeys.delete(id),
    use(id, { counter, isBackedUp, at, from }) {
      const passkey = passkeys.get(id)
      if (passkey === undefined || (counter <= passkey.counter && (counter > 0 || passkey.counter > 0))) return false
      passkeys.set(id, { ...passkey, counter, isBackedUp, lastUsedAt: at, lastUsedFrom: from })
      return true
    },
    spend({ id, expiresAt }, now) {
      for (const [old, ended] of spent) if (ended < now - SPENT_KEPT_MS) spent.delete(old)
      if (spent.has(id)) return false
      spent.set(id, expiresAt)
      return true
    },
    confirm(session, at) {
      for (const [old, time] of confirmed) if (time < at - CONFIRMED_KEPT_MS) confirmed.delete(old)
      confirmed.set(session, at)
    },
    confirmedAt: (session) => confirmed.get(session),
  }
}
