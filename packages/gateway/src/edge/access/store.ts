/** Port for storing credentials. Of every secret only its hash is stored; its plain text is shown once. */

import type { AccessRecord, Audience } from '@spotdeck/api'

/**
 * `code`: a one-time login. `session`: a browser's cookie. `token`: a program's bearer token. `link`: a share link.
 * `challenge`: a command's challenge, which a gateway answers to prove that it serves this data directory.
 */
export const credentialKinds = ['code', 'session', 'token', 'link', 'challenge'] as const
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
  readonly accounts: 'all' | readonly string[]
  readonly label: string
  readonly createdAt: number
  readonly expiresAt: number
  /** The link whose end ends this session too. */
  readonly parent?: string
  /** The session or token that made this link: revoking it revokes the link. */
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

/** One suite of tests holds every twin. Calls are synchronous: a file of a few kilobytes, no network. */
export interface AccessStore {
  add(credential: Credential): void
  /** One that is neither revoked nor expired at `now`. */
  find(kind: CredentialKind, hash: string, now: number): Credential | undefined
  /** The same by its id. */
  byId(id: string, now: number): Credential | undefined
  /** Takes a credential out of use in one step: of two callers one gets it. */
  consume(kind: CredentialKind, hash: string, now: number): Credential | undefined
  /** Ends a credential, all that it made and all that was opened with those. False when there is none of that kind and id. */
  revoke(kind: CredentialKind, id: string): boolean
  /** Revokes all of a kind but one. Returns how many were in use. */
  revokeOthers(kind: CredentialKind, kept: string, now: number): number
  /** Ends a credential alone: links that it made stay. False when there is none of that kind and id. */
  end(kind: CredentialKind, id: string): boolean
  /** Records that a session is in use. */
  touch(id: string, at: number, from: string): void
  /** Newest first, those in use only. */
  list(kind: CredentialKind, now: number): readonly Credential[]
  /** Forgets what expired before `before`. */
  sweep(before: number): void
  /** A named secret of this installation, made by `make` the first time: hex text. */
  secret(name: string, make: () => string): string
  /** Page settings of the owner, by name: JSON text. */
  preferences(): ReadonlyMap<string, string>
  /** Keeps all of them or none; `undefined` forgets one. */
  keepPreferences(changes: ReadonlyMap<string, string | undefined>): void
  /** Keeps a record of access. */
  record(record: AccessRecord): void
  /** All that are kept, newest first. */
  records(): readonly AccessRecord[]
  close(): void
}
