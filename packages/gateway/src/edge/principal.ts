/** The caller of a request, as its cookie, token or link identifies it. */

import type { Audience } from '@spotdeck/api'

/** A caller whose credential is valid. */
export type Principal = {
  /** Of the session or token, not a secret: names it in the log and when it is revoked. */
  readonly id: string
  readonly kind: 'session' | 'token'
  readonly audience: Audience
  /** The name that its link or token was given. */
  readonly label?: string
  /** `all`: every account that is served here, also those added later. */
  readonly accounts: 'all' | ReadonlySet<string>
  /** ms since the epoch */
  readonly expiresAt: number
  /** The link that a session was made from: its quotas are those of the link. */
  readonly parent?: string | undefined
  /** True for the owner who looks through another audience's eyes. */
  readonly isPreview?: boolean
}

/**
 * The holder whose quotas a caller uses: that of the presented credential, in any preview and however often it was
 * used.
 */
export function holderOf({ id, parent, audience, isPreview }: Principal): {
  readonly key: string
  readonly audience: Audience
} {
  return { key: parent ?? id, audience: isPreview === true ? 'owner' : audience }
}

/** Returns whether a principal may read an account. */
export function mayRead(principal: Principal, account: string): boolean {
  return principal.accounts === 'all' || principal.accounts.has(account)
}

/** True if a principal may read every one of the accounts; `all` are those that are added later, too. */
export function coversAccounts(principal: Principal, accounts: Principal['accounts'] | readonly string[]): boolean {
  if (principal.accounts === 'all') return true
  return accounts !== 'all' && [...accounts].every((account) => mayRead(principal, account))
}

/** The owner may look through another audience's eyes; nobody else may change theirs. */
export function asAudience(principal: Principal, wanted: Audience | undefined): Principal {
  return wanted === undefined || principal.audience !== 'owner'
    ? principal
    : { ...principal, audience: wanted, isPreview: true }
}
