/** Table of roles: their rights on an account, and the audience that they read as. Both gateway and page use it. */

import type { Audience } from './codes.ts'

/** Roles of people on accounts, from the one that may do most to the one that may do least. */
export const roles = ['owner', 'trader', 'auditor', 'viewer'] as const
/**
 * Rights on an account: `read` what the audience shows; `logs`, access log and audit log; `trade`, place and cancel
 * orders; `import`, the exchange's exports; `manage`, users, links, sessions, notes and settings.
 */
export const rights = ['read', 'logs', 'trade', 'import', 'manage'] as const
/** Role of a person on accounts. */
export type Role = (typeof roles)[number]
/** Right on an account. */
export type Right = (typeof rights)[number]

/** Roles of people, and `public`, what a public link gives. Of several grants on an account the first holds. */
export const grantedRoles = [...roles, 'public'] as const
/** A role of a person, or `public`: what a link for the public gives. */
export type GrantedRole = (typeof grantedRoles)[number]

/** A role on some accounts; `all`: also on those that are added later. */
export type RoleGrant = {
  readonly role: GrantedRole
  readonly accounts: 'all' | readonly string[]
}

/** One line of the table: the audience whose fields the role reads, and its rights. */
export type RoleLine = { readonly audience: Audience; readonly rights: readonly Right[] }

/** The table of rights, from the role that may do most to the one that may do least. */
export const roleTable: Readonly<Record<GrantedRole, RoleLine>> = {
  owner: { audience: 'owner', rights: ['read', 'logs', 'trade', 'import', 'manage'] },
  trader: { audience: 'owner', rights: ['read', 'trade'] },
  auditor: { audience: 'owner', rights: ['read', 'logs'] },
  viewer: { audience: 'viewer', rights: ['read'] },
  public: { audience: 'public', rights: ['read'] },
}

/** The part of a desk that a decision is about: one account, `all` of them with later ones, or `any` of them. */
export type Place = { readonly account: string } | 'all' | 'any'

/** Position of a caller in a place: the role that holds there, the audience whose fields it reads, and its rights. */
export type Standing = { readonly role: GrantedRole; readonly audience: Audience; readonly rights: readonly Right[] }

/**
 * Decides what grants allow in a place: all decisions about a caller are made here. `as`: the audience that an owner's
 * fields are previewed for; it never adds anything.
 * @returns `undefined` where no grant covers the place
 */
export function standingIn(grants: readonly RoleGrant[], place: Place, as?: Audience): Standing | undefined {
  const role = grantedRoles.find((one) => grants.some((grant) => grant.role === one && covers(grant, place)))
  if (role === undefined) return undefined
  const own = roleTable[role]
  // Whoever reads less than the owner changes nothing about it.
  if (as === undefined || as === 'owner' || own.audience !== 'owner') return { role, ...own }
  return { role: as, ...roleTable[as] }
}

/** Returns whether grants give a right in a place. */
export function hasRight(grants: readonly RoleGrant[], right: Right, place: Place, as?: Audience): boolean {
  if (place !== 'any') return standingIn(grants, place, as)?.rights.includes(right) === true
  // A weaker grant may give a right that the strongest lacks: an auditor of one account reads logs, a trader does not.
  return grants.some((grant) => standingIn([grant], 'any', as)?.rights.includes(right) === true)
}

function covers({ accounts }: RoleGrant, place: Place): boolean {
  if (accounts === 'all' || place === 'any') return true
  return place !== 'all' && accounts.includes(place.account)
}
