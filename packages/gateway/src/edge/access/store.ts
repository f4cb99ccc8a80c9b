/** Where credentials are remembered. Of every secret only its hash is kept; plain text is shown once and forgotten. */

import type { AccessRecord, Audience } from '@spotdeck/api'

/** `code`: a one-time login. `session`: a browser's cookie. `token`: a program's bearer. `link`: a way in for others. */
export type CredentialKind = 'code' | 'session' | 'token' | 'link'

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
}

/** The most records of access that are kept; the oldest go. */
export const MOST_RECORDS = 10_000

/** One suite of tests holds every twin. Calls are synchronous: a file of a few kilobytes, no network. */
export interface AccessStore {
  add(credential: Credential): void
  /** One that is neither revoked nor expired at `now`. */
  find(kind: CredentialKind, hash: string, now: number): Credential | undefined
  /** The same by its id, which must still hold as well as its parent's. */
  stillHolds(id: string, now: number): boolean
  /** Takes a credential out of use in one step: of two callers one gets it. */
  consume(kind: CredentialKind, hash: string, now: number): Credential | undefined
  /** False when there is none of that kind and id. */
  revoke(kind: CredentialKind, id: string): boolean
  /** Newest first, those in use only. */
  list(kind: CredentialKind, now: number): readonly Credential[]
  /** Forgets what expired before `before`. */
  sweep(before: number): void
  /** A named secret of this installation, made by `make` the first time: hex text. */
  secret(name: string, make: () => string): string
  /** What the page remembers for its owner, by name: JSON text. */
  preferences(): ReadonlyMap<string, string>
  /** Keeps all of them or none; `undefined` forgets one. */
  keepPreferences(changes: ReadonlyMap<string, string | undefined>): void
  /** Keeps a record of access. */
  record(record: AccessRecord): void
  /** All that are kept, newest first. */
  records(): readonly AccessRecord[]
  close(): void
}
