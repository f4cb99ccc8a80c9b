/** `@spotdeck/gateway/key-rights`: rights of an API key, and what its owner is warned of. */

import type { Message } from '@spotdeck/api'
import { type ApiKeyInfoAnswer, type Permission, permissionNamed } from '@spotdeck/wire'

/** Rights of an API key. */
export type KeyRights = {
  readonly permissions: ReadonlySet<Permission>
  /** Whole days; absent for a key that does not expire. */
  readonly daysLeft?: number
}

/** An expiry is told this many days before. */
const TOLD_BEFORE_DAYS = 14

/** Reads the rights of a key. MEXC: names have commas between them, in a long or short spelling; -999 days: for ever. */
export function rightsIn({ permissions, remainingValidity }: ApiKeyInfoAnswer): KeyRights | undefined {
  if (typeof permissions !== 'string') return undefined
  const named = permissions.split(',').flatMap((name) => permissionNamed(name) ?? [])
  const days = Number(remainingValidity)
  return { permissions: new Set(named), ...(Number.isFinite(days) && days >= 0 ? { daysLeft: days } : {}) }
}

/** Warnings about a key for the account's owner, as catalogue codes. A read-only key is enough for all but trading. */
export function keyWarnings(rights: KeyRights | undefined, trading: boolean): readonly Message[] {
  if (rights === undefined) return []
  const { permissions, daysLeft } = rights
  const warnings: Message[] = []
  if (permissions.has('SPOT_WITHDRAW_WRITE')) warnings.push({ code: 'KEY_CAN_WITHDRAW', params: {} })
  if (trading && !permissions.has('SPOT_DEAL_WRITE')) warnings.push({ code: 'KEY_CANNOT_TRADE', params: {} })
  if (daysLeft !== undefined && daysLeft <= TOLD_BEFORE_DAYS)
    warnings.push({ code: 'KEY_EXPIRES', params: { days: daysLeft } })
  return warnings
}
