/** Credentials in memory, for tests and for runs that should leave no trace. */

import type { AccessRecord } from '@spotdeck/api'
import { memoryAuditStore } from './memory-audit.ts'
import { memoryPasskeyStore } from './memory-passkeys.ts'
import { type Credential, type CredentialKind, type LocalAccessStore, MAX_RECORDS } from '../store.ts'
import { memoryUserStore } from './memory-users.ts'
import type { User } from '../users/user-store.ts'

/** Access store in memory, for tests and simulations. */
export function memoryAccessStore(): LocalAccessStore {
  const byId = new Map<string, Credential>()
  const revoked = new Set<string>()
  // Sessions that were signed out, too: links that were made in them end with their user.
  const ofUser = new Map<string, string>()
  const users = memoryUserStore((user) => {
    for (const [id, owner] of ofUser) if (owner === user) revoke(id)
  })
  const inUse = ({ expiresAt, parent, madeBy, user }: Credential, now: number): boolean =>
    expiresAt > now &&
    (parent === undefined || held(parent, now) !== undefined) &&
    (madeBy === undefined || !revoked.has(madeBy)) &&
    (user === undefined || isActive(users.byId(user.id)))
  const withUser = (credential: Credential): Credential => {
    const user = credential.user && users.byId(credential.user.id)
    return user === undefined ? credential : { ...credential, user: namedUser(user) }
  }
  const held = (id: string, now: number): Credential | undefined => {
    const credential = byId.get(id)
    return credential !== undefined && inUse(credential, now) ? withUser(credential) : undefined
  }
  const revoke = (id: string): void => {
    byId.delete(id)
    revoked.add(id)
    for (const below of [...byId.values()]) if (below.parent === id || below.madeBy === id) revoke(below.id)
  }
  const listed = (kind: CredentialKind, now: number): readonly Credential[] =>
    [...byId.values()]
      .filter((one) => one.kind === kind && inUse(one, now))
      .sort((a, b) => newestFirst(a, b))
      .map(withUser)
  const find = (kind: CredentialKind, hash: string, now: number): Credential | undefined =>
    [...byId.values()].filter((one) => one.kind === kind && one.hash === hash && inUse(one, now)).map(withUser)[0]
  return {
    add(credential) {
      byId.set(credential.id, credential)
      if (credential.user !== undefined) ofUser.set(credential.id, credential.user.id)
    },
    find,
    byId: held,
    consume(kind, hash, now) {
      const found = find(kind, hash, now)
      if (found !== undefined) byId.delete(found.id)
      return found
    },
    revoke(kind, id) {
      if (byId.get(id)?.kind !== kind) return false
      revoke(id)
      return true
    },
    revokeOthers(kind, kept, now) {
      const others = listed(kind, now).filter(({ id }) => id !== kept)
      for (const { id } of others) revoke(id)
      return others.length
    },
    end(kind, id) {
      if (byId.get(id)?.kind !== kind) return false
      for (const one of [...byId.values()]) if (one.kind === 'user-code' && one.madeBy === id) byId.delete(one.id)
      return byId.delete(id)
    },
    touch(id, lastUsedAt, lastUsedFrom) {
      const credential = byId.get(id)
      if (credential !== undefined) byId.set(id, { ...credential, lastUsedAt, lastUsedFrom })
    },
    list: listed,
    sweep(before) {
      for (const [id, { expiresAt }] of byId) if (expiresAt < before) byId.delete(id)
    },
    ...keptInMemory(),
    users,
    close: () => {},
  }
}

type Kept = 'secret' | 'preferences' | 'keepPreferences' | 'record' | 'records' | 'passkeys' | 'audit'

/** Secrets, preferences and all that is the same for every store in memory. */
function keptInMemory(): Pick<LocalAccessStore, Kept> {
  const secrets = new Map<string, string>()
  const records: AccessRecord[] = []
  const preferences = new Map<string, string>()
  return {
    secret(name, make) {
      const value = secrets.get(name) ?? make()
      secrets.set(name, value)
      return value
    },
    preferences: () => new Map(preferences),
    keepPreferences: (changes) => merge(preferences, changes),
    record(record) {
      records.unshift(record)
      records.length = Math.min(records.length, MAX_RECORDS)
    },
    records: () => [...records],
    passkeys: memoryPasskeyStore(),
    audit: memoryAuditStore(),
  }
}

/** Writes `changes` into `preferences`; `undefined` deletes one. */
function merge(preferences: Map<string, string>, changes: ReadonlyMap<string, string | undefined>): void {
  for (const [name, value] of changes) {
    if (value === undefined) preferences.delete(name)
    else preferences.set(name, value)
  }
}

function newestFirst(a: Credential, b: Credential): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1)
}

const isActive = (user: User | undefined): boolean => user !== undefined && user.disabledAt === undefined
const namedUser = ({ id, name, grants }: User): NonNullable<Credential['user']> => ({ id, name, grants })
