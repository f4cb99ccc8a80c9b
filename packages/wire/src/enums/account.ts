/** Why balances change and what keys may do. Both lists are open: keep unknown values as text. */

import type { Permission } from '../rest/endpoint.ts'

/** privateAccount.type. MEXC: CONTRACT_TRANSFER is in a published sample but not in the published list. */
export const CHANGE_REASONS = [
  'WITHDRAW',
  'WITHDRAW_FEE',
  'DEPOSIT',
  'DEPOSIT_FEE',
  'ENTRUST',
  'ENTRUST_PLACE',
  'ENTRUST_CANCEL',
  'TRADE_FEE',
  'ENTRUST_UNFROZEN',
  'SUGAR',
  'ETF_INDEX',
  'CONTRACT_TRANSFER',
] as const

/** Reason of a balance push that MEXC is known to give. */
export type ChangeReason = (typeof CHANGE_REASONS)[number]

const REASONS: ReadonlySet<string> = new Set(CHANGE_REASONS)

/** Returns whether MEXC is known to give this reason; the list is open. */
export function isChangeReason(text: string): text is ChangeReason {
  return REASONS.has(text)
}

/** Permissions of an API key, as MEXC names them. */
export const PERMISSIONS = [
  'SPOT_ACCOUNT_READ',
  'SPOT_ACCOUNT_WRITE',
  'SPOT_DEAL_READ',
  'SPOT_DEAL_WRITE',
  'SPOT_TRANSFER_READ',
  'SPOT_TRANSFER_WRITE',
  'SPOT_WITHDRAW_READ',
  'SPOT_WITHDRAW_WRITE',
] as const satisfies readonly Permission[]

const PERMISSION_NAMES: ReadonlyMap<string, Permission> = new Map(
  PERMISSIONS.flatMap((name) => [
    [name, name],
    [name.replace(/(READ|WRITE)$/, (right) => right.slice(0, 1)), name],
  ]),
)

/** A permission by its long or short name (`SPOT_DEAL_R`); undefined for futures' and unknown ones. */
export function permissionNamed(text: string): Permission | undefined {
  return PERMISSION_NAMES.get(text.trim())
}
