/**
 * MEXC's limits as this client keeps them. The sources disagree, so the strictest reading holds: every window named
 * here is charged, and a call leaves when all of them have room.
 */

import { type Endpoint, WEIGHT_LIMITS } from '@spotdeck/wire'
import { InvalidRequest } from '../errors/mexc-error.ts'
import type { WindowRule } from './window.ts'

/** The windows of MEXC's rate limits. */
export type LimitRules = {
  /** Every call counts one. MEXC's support: 20 a second. */
  readonly total: WindowRule
  /** All IP weights together. */
  readonly ipWeight: WindowRule
  /** All UID weights of one account together. */
  readonly uidWeight: WindowRule
  /** The weights of one endpoint. */
  readonly endpointWeight: WindowRule
}

/**
 * Background reads leave room for reads, reads for urgent ones, these for orders, orders for cancels: a backfill never
 * holds up a reconciliation, a reconciliation never a comparison of balances, and none of them a cancel.
 */
export const safestLimits: LimitRules = {
  total: {
    capacity: WEIGHT_LIMITS.requestsPerSecond,
    perMs: 1_000,
    keepFree: { background: 12, read: 6, urgent: 4, order: 2 },
  },
  ipWeight: {
    capacity: WEIGHT_LIMITS.sharedByIp,
    perMs: WEIGHT_LIMITS.windowMs,
    keepFree: { background: 120, read: 80, urgent: 20, order: 10 },
  },
  uidWeight: { capacity: WEIGHT_LIMITS.sharedByUser, perMs: WEIGHT_LIMITS.windowMs, keepFree: { order: 20 } },
  endpointWeight: { capacity: WEIGHT_LIMITS.perEndpoint, perMs: WEIGHT_LIMITS.windowMs },
}

/**
 * MEXC's documents of 2026 by the letter: 300 weights of the address and 500 of the account in 10 s, and no more calls
 * than these allow. MEXC's support says 20 calls a second: an account that is refused goes back to `safestLimits`.
 */
export const documentedLimits: LimitRules = { ...safestLimits, total: { capacity: Infinity, perMs: 1_000 } }

/**
 * Limits that are `times` as high as the safest ones, for an account that MEXC has granted more (VIP, market makers).
 * @throws {InvalidRequest} for a factor that is none
 */
export function scaledLimits(times: number): LimitRules {
  if (!(times >= 1 && times < Infinity)) throw new InvalidRequest({ problem: 'times is 1 or more, and finite.' })
  const scaled = (rule: WindowRule): WindowRule => ({ ...rule, capacity: Math.floor(rule.capacity * times) })
  const { total, ipWeight, uidWeight, endpointWeight } = safestLimits
  return {
    total: scaled(total),
    ipWeight: scaled(ipWeight),
    uidWeight: scaled(uidWeight),
    endpointWeight: scaled(endpointWeight),
  }
}

const NO_LIMIT: WindowRule = { capacity: Infinity, perMs: 1_000 }

/** The budgets of single endpoints alone, which the sandbox has: for one that nobody else uses. */
export const sandboxLimits: LimitRules = { ...safestLimits, total: NO_LIMIT, ipWeight: NO_LIMIT }

/** Of the 12 orders and cancels a second, new orders leave this many to cancels. */
const ORDER_POOL_KEEP_FREE = 2

/** The window that every call of the address is charged to. */
export const ADDRESS_WINDOW = 'total'

/** The window of an account's own weights. */
export const ownWindow = (accountTag: string): string => `uid ${accountTag}`

/** The weight that one call takes from one window. */
export type Charge = { readonly window: string; readonly rule: WindowRule; readonly weight: number }

/** Windows by IP are shared by all accounts of this process, those by UID carry the account's tag. */
export function chargesOf<Query, Answer>(
  endpoint: Endpoint<Query, Answer>,
  accountTag: string,
  rules: LimitRules,
): readonly Charge[] {
  const charges: Charge[] = [{ window: ADDRESS_WINDOW, rule: rules.total, weight: 1 }]
  const { ip, uid } = endpoint.weight
  const charge = (window: string, rule: WindowRule, weight: number): void => void charges.push({ window, rule, weight })
  if (ip !== undefined) {
    charge('ip', rules.ipWeight, ip)
    charge(`ip ${endpoint.name}`, rules.endpointWeight, ip)
  }
  if (uid !== undefined) {
    charge(ownWindow(accountTag), rules.uidWeight, uid)
    charge(`uid ${accountTag} ${endpoint.name}`, rules.endpointWeight, uid)
  }
  for (const { calls, perMs, pool } of endpoint.extraLimits ?? []) {
    const keepFree = calls > 2 * ORDER_POOL_KEEP_FREE ? { keepFree: { order: ORDER_POOL_KEEP_FREE } } : {}
    const scope = endpoint.security === 'signed' ? `uid ${accountTag}` : 'ip'
    charge(`${scope} pool ${pool}`, { capacity: calls, perMs, ...keepFree }, 1)
  }
  return charges
}
