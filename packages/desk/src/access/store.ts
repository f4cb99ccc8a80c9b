/** Port for storing credentials. Of every secret only its hash is stored; its plain text is shown once. */

import type { AccessRecord, Audience, Role, RoleGrant } from '@spotdeck/api'
import type { AuditStore } from './audit/audit-store.ts'
import type { Awaitable, Local } from './awaitable.ts'
import type { PasskeyStore } from './passkeys/passkey-store.ts'
import type { UserStore } from './users/user-store.ts'

/**
 * `code`: a one-time login of the owner. `user-code`: of a user, which a version that does not know users takes for nothing. `session`: a browser's cookie. `token`: a program's bearer token. `link`: a share link.
 * `metrics`: a token that reads the metrics, and is none for anything else. `challenge`: a command's challenge, which a gateway answers to prove that it serves this data directory.
 */
export const credentialKinds = ['code', 'user-code', 'session', 'token', 'metrics', 'link', 'challenge'] as const
/** Kind of a credential. */
export type CredentialKind = (typeof credentialKinds)[number]

/** A stored credential. Times are ms since the epoch. */
export type Credential = {
  /** Names the credential in lists and logs; not a secret. */
  readonly id: string
  readonly kind: CredentialKind
  /** SHA-256 of the secret, lower-case hex. */
  readonly hash: string
  readonly audience: Audience
  /** Of a token: its role where no audience has that name. The audience is then what a version that does not know roles gives. */
  readonly role?: Role
  readonly accounts: 'all' | readonly string[]
  readonly label: string
  readonly createdAt: number
  readonly expiresAt: number
  /** Of a session or a user's code: whose it is, with the roles that the user has now. Of them only the id is stored. */
  readonly user?: { readonly id: string; readonly name: string; readonly grants: readonly RoleGrant[] }
  /** The link whose end ends this session too. */
  readonly parent?: string
  /** The session or token that made this link or user's code, also of the session that the code opened: revoking it revokes this. */
  readonly madeBy?: string
  /** Of a session: the browser that opened it, as `deviceOf` writes it. */
  readonly device?: string
  /** Address that the session was opened from. */
  readonly createdFrom?: string
  /** Of a session, ms since the epoch, to the minute. Absent on one that an older version made and nobody used since. */
  readonly lastUsedAt?: number
  readonly lastUsedFrom?: string
}

/** The most records of access that are kept; the oldest go. */
export const MAX_RECORDS = 10_000

/** Store of credentials, settings and access records. One suite of tests holds every twin. */
export interface AccessStore {
  add(credential: Credential): Awaitable<void>
  /** One that is neither revoked nor expired at `now`. */
  find(kind: CredentialKind, hash: string, now: number): Awaitable<Credential | undefined>
  /** The same by its id. */
  byId(id: string, now: number): Awaitable<Credential | undefined>
  /** Takes a credential out of use in one step: of two callers one gets it. */
  consume(kind: CredentialKind, hash: string, now: number): Awaitable<Credential | undefined>
  /** Ends a credential, all that it made and all that was opened with those. False when there is none of that kind and id. */
  revoke(kind: CredentialKind, id: string): Awaitable<boolean>
  /** Revokes all of a kind but one. Returns how many were in use. */
  revokeOthers(kind: CredentialKind, kept: string, now: number): Awaitable<number>
  /** Ends a credential alone: links that it made stay, and sign-in links of users do not. False when there is none of that kind and id. */
  end(kind: CredentialKind, id: string): Awaitable<boolean>
  /** Records that a session is in use. */
  touch(id: string, at: number, from: string): Awaitable<void>
  /** Newest first, those in use only. */
  list(kind: CredentialKind, now: number): Awaitable<readonly Credential[]>
  /** Forgets what expired before `before`. */
  sweep(before: number): Awaitable<void>
  /** A named secret of this installation, made by `make` the first time: hex text. */
  secret(name: string, make: () => string): Awaitable<string>
  /** Page settings of the owner, by name: JSON text. */
  preferences(): Awaitable<ReadonlyMap<string, string>>
  /** Keeps all of them or none; `undefined` forgets one. */
  keepPreferences(changes: ReadonlyMap<string, string | undefined>): Awaitable<void>
  /** Keeps a record of access. */
  record(record: AccessRecord): Awaitable<void>
  /** All that are kept, newest first. */
  records(): Awaitable<readonly AccessRecord[]>
  /** Passkeys of the owner. */
  readonly passkeys: PasskeyStore
  /** Changes, and who made them. */
  readonly audit: AuditStore
  /** The people who use the desk. Credentials of one who is disabled or gone are not in use. */
  readonly users: UserStore
  close(): Awaitable<void>
}

/** A store that answers at once: memory, or a file of a few kilobytes. */
export type LocalAccessStore = Local<Omit<AccessStore, 'audit'>> & { readonly audit: Local<AuditStore> }

/** A store that other processes use over a network. */
export interface SharedAccessStore extends AccessStore {
  /** Those of these ids that are in use. */
  byIds(ids: readonly string[], now: number): Promise<readonly Credential[]>
}

/** Credentials as they are looked up for every request: at once, also where the store is elsewhere. */
export interface KnownCredentials {
  /** Interval at which open streams look for ends that another process has written, in ms. */
  readonly checkEveryMs: number
  /** Looks credentials up for `find`, where that was not done a moment ago. Never fails: `find` does then. */
  prepare(wanted: readonly HashedSecret[]): Awaitable<void>
  /** Looks credentials up for `byId`. Never fails: `byId` does then. */
  recheck(ids: readonly string[]): Awaitable<void>
  /** One that is neither revoked nor expired at `now`. @throws {StoreError} `STORE_UNREACHABLE` where nobody can tell */
  find(kind: CredentialKind, hash: string, now: number): Credential | undefined
  /** The same by its id. @throws {StoreError} `STORE_UNREACHABLE` where nobody can tell */
  byId(id: string, now: number): Credential | undefined
}

/** A secret as it is stored, and the kind that it is looked for as. */
export type HashedSecret = { readonly kind: CredentialKind; readonly hash: string }
