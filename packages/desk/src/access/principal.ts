/** The caller of a request, as its cookie, token or link identifies it. */

import {
  type Audience,
  type Place,
  type Right,
  type RoleGrant,
  type Standing,
  hasRight,
  standingIn,
} from '@spotdeck/api'

/** A caller whose credential is valid. It has no audience of its own: what it sees depends on the account. */
export type Principal = {
  /** Of the session or token, not a secret: names it in the log and when it is revoked. */
  readonly id: string
  readonly kind: 'session' | 'token'
  /** Roles on accounts: of the user, or the one that a token, link or login code gives. */
  readonly grants: readonly RoleGrant[]
  /** The person who signed in; absent for tokens, links and login codes. */
  readonly user?: { readonly id: string; readonly name: string } | undefined
  /** The name that its link or token was given. */
  readonly label?: string
  /** ms since the epoch */
  readonly expiresAt: number
  /** The link that a session was made from: its quotas are those of the link. */
  readonly parent?: string | undefined
  /** The audience through whose eyes an owner looks. */
  readonly as?: Audience | undefined
}

/** Standing of a caller on an account; `undefined` where it may not know of it. */
export const standingOn = ({ grants, as }: Principal, account: string): Standing | undefined =>
  standingIn(grants, { account }, as)

/** The audience of what belongs to no account, such as markets: the one that sees most of those that the caller has anywhere. */
export const audienceOf = ({ grants, as }: Pick<Principal, 'grants' | 'as'>): Audience =>
  standingIn(grants, 'any', as)?.audience ?? 'public'

/** Returns whether a caller has a right in a place. */
export const may = ({ grants, as }: Principal, right: Right, place: Place): boolean =>
  hasRight(grants, right, place, as)

/**
 * The holder whose quotas a caller uses: the user, else the presented credential, in any preview and however often it was
 * used.
 */
export function holderOf({ id, user, parent, grants }: Principal): {
  readonly key: string
  readonly audience: Audience
} {
  return { key: user?.id ?? parent ?? id, audience: audienceOf({ grants }) }
}

/** Returns whether a principal may read an account. */
export const mayRead = (principal: Principal, account: string): boolean => may(principal, 'read', { account })

/** True if a principal has a right on every one of the accounts; `all` are those that are added later, too. */
export function mayOnEach(principal: Principal, right: Right, accounts: 'all' | readonly string[]): boolean {
  if (accounts === 'all' || may(principal, right, 'all')) return may(principal, right, 'all')
  return accounts.every((account) => may(principal, right, { account }))
}

/** The owner may look through another audience's eyes; nobody else may change theirs. */
export const asAudience = (principal: Principal, wanted: Audience | undefined): Principal =>
  wanted === undefined ? principal : { ...principal, as: wanted }

/** Returns the accounts of `served` that a caller may read. */
export const readableOf = (principal: Principal, served: readonly string[]): readonly string[] =>
  served.filter((account) => mayRead(principal, account))

/** The caller as logs name it. */
export function whoIs(principal: Principal): {
  readonly id: string
  readonly label: string
  readonly audience: Audience
} {
  const { id, user, label = '' } = principal
  return { id, label: user?.name ?? label, audience: audienceOf(principal) }
}
