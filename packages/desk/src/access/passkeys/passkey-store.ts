/** Port for storing passkeys. A passkey's private key never leaves its authenticator: nothing here is a secret. */

import type { Awaitable } from '../awaitable.ts'

/** A stored passkey. Times are ms since the epoch; bytes are base64url. */
export type StoredPasskey = {
  /** Names the passkey in lists and logs. */
  readonly id: string
  /** Name that the authenticator gave it. */
  readonly credentialId: string
  /** COSE key. */
  readonly publicKey: string
  /** Signatures that the authenticator counted; stays 0 where it does not count. */
  readonly counter: number
  /** Ways in which the authenticator is reached, such as `internal` or `usb`. */
  readonly transports: readonly string[]
  /** Host that it signs in to. */
  readonly rpId: string
  readonly name: string
  /** Kind of the authenticator. */
  readonly aaguid: string
  /** Browser that it was added in, as `deviceOf` writes it. */
  readonly device: string
  /** True if its provider may copy it to other devices; never changes. */
  readonly canBackUp: boolean
  /** True if its provider has a copy. */
  readonly isBackedUp: boolean
  readonly createdAt: number
  readonly lastUsedAt?: number
  readonly lastUsedFrom?: string
}

/** Record of one signature by a passkey. */
export type PasskeyUse = Pick<StoredPasskey, 'counter' | 'isBackedUp'> & { readonly at: number; readonly from: string }

/** Challenge that was signed. */
export type SpentChallenge = { readonly id: string; readonly expiresAt: number }

/** Time for which a used challenge is remembered after its end, in ms: more than the clocks of gateways differ. */
export const SPENT_KEPT_MS = 3_600_000
/** Time for which a session's confirmation is remembered, in ms; it counts for less. */
export const CONFIRMED_KEPT_MS = 3_600_000

/** Store of passkeys, of used challenges and of confirmations. One suite of tests holds every twin. */
export interface PasskeyStore {
  /** `exists`: another one has the same credential id. `full`: there are `max` or more. */
  add(passkey: StoredPasskey, max: number): Awaitable<'added' | 'exists' | 'full'>
  byCredential(credentialId: string): Awaitable<StoredPasskey | undefined>
  /** Newest first. */
  list(): Awaitable<readonly StoredPasskey[]>
  remove(id: string): Awaitable<boolean>
  /** Records a use. False, and nothing is recorded, where the counter is not above the stored one; both may be 0. */
  use(id: string, use: PasskeyUse): Awaitable<boolean>
  /** Marks a challenge as used. False where it was before. Forgets those that ended long before `now`. */
  spend(challenge: SpentChallenge, now: number): Awaitable<boolean>
  /** Records that a session was confirmed. Forgets confirmations that are long over. */
  confirm(session: string, at: number): Awaitable<void>
  /** Time of a session's last confirmation. */
  confirmedAt(session: string): Awaitable<number | undefined>
}
