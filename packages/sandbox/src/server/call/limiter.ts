/**
 * Rate limits. By default each endpoint has its own budget per IP and, where marked, per user; ignoring 429 long enough
 * gets the address banned for a while that doubles each time. Where the exchange's time is moved, a budget or a ban has run
 * out as soon as either time, the exchange's or the machine's, says so.
 */

import { type Clock, DAY_MS } from '@spotdeck/ports'
import type { Switches } from '../../switches.ts'
import { type AnyEndpoint, WEIGHT_LIMITS } from '@spotdeck/wire'
import { AddressBans, type Moment, leftOf } from '../../venue/access/address-bans.ts'

/** Limits and bans of a front. */
export type LimitRules = {
  /** Weight per 10 s of one endpoint. */
  readonly perEndpoint: number
  /** Pools that several endpoints share, such as orders per second. */
  readonly pools: boolean
  /** Refusals within 10 s that get an address banned; 0: never. */
  readonly refusalsUntilBan: number
  readonly firstBanMs: number
  readonly longestBanMs: number
}

/** MEXC's limits. */
export const DEFAULT_LIMITS: LimitRules = {
  perEndpoint: WEIGHT_LIMITS.perEndpoint,
  pools: true,
  refusalsUntilBan: 50,
  firstBanMs: 120_000,
  longestBanMs: 3 * DAY_MS,
}

/** Refusal of a caller over a limit: 429, or 418 when the address is banned. */
export type Limited = { readonly status: 429 | 418; readonly retryAfterSeconds: number }

type LimitedEndpoint = Pick<AnyEndpoint, 'name' | 'weight' | 'extraLimits'>
type Window = { startedAt: Moment; used: number }

/** MEXC: three models are described; none is documented for all calls. */
const SHARED_BY_IP = 300
const SHARED_BY_USER = 500
const CALLS_PER_SECOND = 20

/** Windows kept before the old ones are swept out: bounds memory under many addresses. */
const MAX_WINDOWS = 5_000

type LimiterOptions = {
  readonly rules?: LimitRules | undefined
  /** Returns which budgets apply, read at each call; default: one per endpoint. */
  readonly model?: () => Switches['rateLimits']
  /** Shared with what else bans addresses; absent: the limiter's own. */
  readonly bans?: AddressBans | undefined
}

/**
 * Counts calls against the limits per address and account.
 * @param clocks the exchange's own and, where that can be moved, the machine's
 */
export function createLimiter(clocks: readonly Clock[], options: LimiterOptions = {}) {
  const { rules = DEFAULT_LIMITS, model = () => 'endpoint' } = options
  const bans = options.bans ?? new AddressBans(clocks, rules)
  const windows = new Map<string, Window>()

  const moment = (): Moment => clocks.map((clock) => clock.now())
  const windowOf = (key: string, lengthMs: number, now: Moment): Window => {
    if (windows.size > MAX_WINDOWS) sweep(windows, now)
    const known = windows.get(key)
    if (known !== undefined && leftOf(known.startedAt, lengthMs, now) > 0) return known
    const fresh = { startedAt: now, used: 0 }
    windows.set(key, fresh)
    return fresh
  }
  const refuse = (ip: string, now: Moment, waitMs: number): Limited => {
    const refusals = windowOf(`refused ${ip}`, WEIGHT_LIMITS.windowMs, now)
    if (rules.refusalsUntilBan > 0 && ++refusals.used > rules.refusalsUntilBan) {
      refusals.used = 0
      return { status: 418, retryAfterSeconds: Math.ceil(bans.ban(ip) / 1000) }
    }
    return { status: 429, retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) }
  }

  return {
    /** Returns the refusal while the address is banned, otherwise `undefined`. */
    banned(ip: string): Limited | undefined {
      const left = bans.leftMs(ip)
      return left > 0 ? { status: 418, retryAfterSeconds: Math.ceil(left / 1000) } : undefined
    },
    /** Counts one call; answers the refusal when a budget is used up, and then no budget is charged. */
    charge(endpoint: LimitedEndpoint, ip: string, user: string | undefined): Limited | undefined {
      const now = moment()
      const charges = budgetsOf({ model: model(), rules }, endpoint, { ip, user }).map((budget) => ({
        budget,
        window: windowOf(budget.key, budget.perMs, now),
      }))
      const spent = charges.find(({ budget, window }) => window.used + budget.weight > budget.limit)
      if (spent !== undefined) return refuse(ip, now, leftOf(spent.window.startedAt, spent.budget.perMs, now))
      for (const { budget, window } of charges) window.used += budget.weight
      return undefined
    },
  }
}

type Budget = { readonly key: string; readonly weight: number; readonly limit: number; readonly perMs: number }

function budgetsOf(
  { model, rules }: { readonly model: Switches['rateLimits']; readonly rules: LimitRules },
  endpoint: LimitedEndpoint,
  { ip, user }: { readonly ip: string; readonly user: string | undefined },
): readonly Budget[] {
  const { windowMs: perMs } = WEIGHT_LIMITS
  const { ip: byIp, uid } = endpoint.weight
  const byUser = user === undefined ? undefined : uid
  const budgets: Budget[] = []
  if (model === 'calls') budgets.push({ key: `calls ${user ?? ip}`, weight: 1, limit: CALLS_PER_SECOND, perMs: 1_000 })
  const shares = model === 'shared'
  const name = shares ? 'all' : endpoint.name
  if (model !== 'calls' && byIp !== undefined) {
    budgets.push({ key: `ip ${ip} ${name}`, weight: byIp, limit: shares ? SHARED_BY_IP : rules.perEndpoint, perMs })
  }
  if (model !== 'calls' && byUser !== undefined) {
    budgets.push({
      key: `user ${user} ${name}`,
      weight: byUser,
      limit: shares ? SHARED_BY_USER : rules.perEndpoint,
      perMs,
    })
  }
  for (const pool of rules.pools ? (endpoint.extraLimits ?? []) : []) {
    budgets.push({ key: `pool ${user ?? ip} ${pool.pool}`, weight: 1, limit: pool.calls, perMs: pool.perMs })
  }
  return budgets
}

function sweep(windows: Map<string, Window>, now: Moment): void {
  for (const [key, window] of windows) {
    if (leftOf(window.startedAt, WEIGHT_LIMITS.windowMs, now) <= 0) windows.delete(key)
  }
}
