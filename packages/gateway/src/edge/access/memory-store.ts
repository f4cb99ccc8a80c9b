/** Credentials in memory, for tests and for runs that should leave no trace. */

import type { AccessRecord } from '@spotdeck/api'
import { type AccessStore, type Credential, type CredentialKind, MOST_RECORDS } from './store.ts'

export function memoryAccessStore(): AccessStore {
  const byId = new Map<string, Credential>()
  const secrets = new Map<string, string>()
  const records: AccessRecord[] = []
  const preferences = new Map<string, string>()
  const inUse = (credential: Credential, now: number): boolean =>
    credential.expiresAt > now && (credential.parent === undefined || holds(credential.parent, now))
  const holds = (id: string, now: number): boolean => {
    const credential = byId.get(id)
    return credential !== undefined && inUse(credential, now)
  }
  const find = (kind: CredentialKind, hash: string, now: number): Credential | undefined =>
    [...byId.values()].find((one) => one.kind === kind && one.hash === hash && inUse(one, now))
  return {
    add: (credential) => void byId.set(credential.id, credential),
    find,
    stillHolds: holds,
    consume(kind, hash, now) {
      const found = find(kind, hash, now)
      if (found !== undefined) byId.delete(found.id)
      return found
    },
    revoke: (kind, id) => byId.get(id)?.kind === kind && byId.delete(id),
    list: (kind, now) =>
      [...byId.values()].filter((one) => one.kind === kind && inUse(one, now)).sort((a, b) => newestFirst(a, b)),
    sweep(before) {
      for (const [id, { expiresAt }] of byId) if (expiresAt < before) byId.delete(id)
    },
    secret(name, make) {
      const value = secrets.get(name) ?? make()
      secrets.set(name, value)
      return value
    },
    preferences: () => new Map(preferences),
    keepPreferences(changes) {
      for (const [name, value] of changes) {
        if (value === undefined) preferences.delete(name)
        else preferences.set(name, value)
      }
    },
    record(record) {
      records.unshift(record)
      records.length = Math.min(records.length, MOST_RECORDS)
    },
    records: () => [...records],
    close: () => {},
  }
}

function newestFirst(a: Credential, b: Credential): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1)
}
