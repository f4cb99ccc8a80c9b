/** Plan as its owner asks for it. Every amount is decimal text; times are ms since the epoch. */

import { type Price, type Quantity, compare, decimal, isPositive, isZero, tryDecimal } from '@spotdeck/exact'

/** Kinds of plans. */
export type PlanKind =
  | 'stop'
  | 'take-profit'
  | 'oco'
  | 'bracket'
  | 'trailing'
  | 'ladder'
  | 'twap'
  | 'iceberg'
  | 'cancel-at'
  | 'cancel-after'

/** Side of an order. */
export type Side = 'BUY' | 'SELL'
/** Price that a trigger compares: the last one, the side of the book that the order takes, or the middle. */
export type PriceSource = 'last' | 'best' | 'mid'
/** Distance of a trailing trigger from the best price: an amount of the quote asset, or a fraction such as 0.01. */
export type Trail = { readonly amount: string } | { readonly rate: string }

/** Condition on a price. `confirmations`: prices in a row that must be beyond the trigger, 1 by default. */
export type TriggerSpec = {
  readonly source: PriceSource
  readonly price?: string | undefined
  readonly trail?: Trail | undefined
  readonly confirmations?: number | undefined
}

/** Order that a plan places; a LIMIT order has a price. */
export type OrderSpec = { readonly type: 'MARKET' | 'LIMIT'; readonly price?: string | undefined }

/** Division into several orders: a ladder reaches to `priceTo`, a TWAP waits `intervalMs` between two. */
export type SplitSpec = {
  readonly count: number
  readonly priceTo?: string | undefined
  readonly intervalMs?: number | undefined
}

/** A plan. Which fields a kind takes is in `KINDS`. */
export type PlanSpec = {
  readonly kind: PlanKind
  /** A canceling plan without a symbol is about all symbols. */
  readonly symbol?: string | undefined
  readonly side?: Side | undefined
  /** In base; the sum of all its orders. */
  readonly quantity?: string | undefined
  readonly trigger?: TriggerSpec | undefined
  readonly order?: OrderSpec | undefined
  /** The take-profit side of `oco` and `bracket`. */
  readonly target?: { readonly price: string; readonly order: OrderSpec } | undefined
  /** The first order of a `bracket`; `trigger` and `target` then protect what it bought or sold. */
  readonly entry?: OrderSpec | undefined
  readonly split?: SplitSpec | undefined
  readonly cancel?: { readonly at?: number | undefined; readonly silentMs?: number | undefined } | undefined
  /** Effect of a price more than `GAP_RATE` beyond the trigger: place at once (default), or pause and ask. */
  readonly onGap?: 'fire' | 'ask' | undefined
  readonly expiresAt?: number | undefined
}

/** Rules of the plan's market when it was created. */
export type PlanMarket = {
  readonly baseAsset: string
  readonly quoteAsset: string
  readonly lotSize: Quantity
  readonly tickSize: Price
  readonly minQuantity: Quantity
}

/** Why a plan is refused, waits, is paused or has ended: a code and its parameters. */
export type Reason = { readonly code: string; readonly params: Readonly<Record<string, string | number>> }

/** Why a plan cannot be created or changed. */
export type Refusal = {
  readonly code:
    | 'PLAN_INVALID'
    | 'PLAN_LIMIT'
    | 'PLAN_NOT_CHANGEABLE'
    | 'PLAN_NOT_COVERED'
    | 'PLAN_PRICE_UNKNOWN'
    | 'PLAN_QUANTITY_TOO_SMALL'
    | 'PLAN_WRONG_SIDE'
  readonly params: Reason['params']
}

/** Orders of one plan at most. */
export const MAX_LEGS = 50
/** Longest silence that a dead-man switch may allow, in ms: one day. */
const MAX_SILENT_MS = 86_400_000
/** Shortest silence of a dead-man switch and shortest interval of a TWAP, in ms. */
const MIN_INTERVAL_MS = 1_000
const MAX_CONFIRMATIONS = 100

type Field = Exclude<keyof PlanSpec, 'kind' | 'symbol' | 'onGap' | 'expiresAt'>
/** Fields that each kind takes: all of them, and no others. */
const FIELDS: Readonly<Record<PlanKind, readonly Field[]>> = {
  stop: ['side', 'quantity', 'trigger', 'order'],
  'take-profit': ['side', 'quantity', 'trigger', 'order'],
  oco: ['side', 'quantity', 'trigger', 'order', 'target'],
  bracket: ['side', 'quantity', 'entry', 'trigger', 'order', 'target'],
  trailing: ['side', 'quantity', 'trigger', 'order'],
  ladder: ['side', 'quantity', 'order', 'split'],
  twap: ['side', 'quantity', 'order', 'split'],
  iceberg: ['side', 'quantity', 'order', 'split'],
  'cancel-at': ['cancel'],
  'cancel-after': ['cancel'],
}
const ALL_FIELDS = [...new Set(Object.values(FIELDS).flat())]

/** Returns why a plan makes no sense, whatever the market; `undefined` when it does. `field` names the wrong field. */
export function specProblem(spec: PlanSpec): Refusal | undefined {
  const taken = FIELDS[spec.kind]
  const odd = ALL_FIELDS.find((field) => (spec[field] !== undefined) !== taken.includes(field))
  if (odd !== undefined) return invalid(odd)
  if (taken.includes('side') && spec.symbol === undefined) return invalid('symbol')
  if (spec.quantity !== undefined && !isAmount(spec.quantity)) return invalid('quantity')
  const checks: Readonly<Record<string, boolean>> = {
    trigger: isTrigger(spec),
    order: isOrder(spec.order) && (!needsLimit(spec) || spec.order?.type === 'LIMIT'),
    entry: isOrder(spec.entry),
    target: spec.target === undefined || (isAmount(spec.target.price) && isOrder(spec.target.order)),
    split: isSplit(spec),
    cancel: isCancel(spec),
  }
  const wrong = Object.keys(checks).find((field) => checks[field] === false)
  return wrong === undefined ? undefined : invalid(wrong)
}

const invalid = (field: string): Refusal => ({ code: 'PLAN_INVALID', params: { field } })
const needsLimit = ({ kind }: PlanSpec): boolean => kind === 'ladder' || kind === 'iceberg'

/** True for decimal text above 0. */
export function isAmount(text: string | undefined): boolean {
  const value = tryDecimal(text ?? '')
  return value !== undefined && isPositive(value)
}

function isTrigger({ kind, trigger }: PlanSpec): boolean {
  if (trigger === undefined) return true
  const { price, trail, confirmations = 1 } = trigger
  if (!Number.isInteger(confirmations) || confirmations < 1 || confirmations > MAX_CONFIRMATIONS) return false
  if (kind !== 'trailing') return isAmount(price) && trail === undefined
  if (trail === undefined || price !== undefined) return false
  if ('amount' in trail) return isAmount(trail.amount)
  return isAmount(trail.rate) && compare(decimal(trail.rate), decimal('1')) < 0
}

const isOrder = (order: OrderSpec | undefined): boolean =>
  order === undefined || (order.type === 'LIMIT' ? isAmount(order.price) : order.price === undefined)

function isSplit({ kind, split, order }: PlanSpec): boolean {
  if (split === undefined) return true
  const { count, priceTo, intervalMs } = split
  if (!Number.isInteger(count) || count < 2 || count > MAX_LEGS) return false
  if ((kind === 'ladder') !== (priceTo !== undefined) || (kind === 'twap') !== (intervalMs !== undefined)) return false
  if (intervalMs !== undefined && !(intervalMs >= MIN_INTERVAL_MS && intervalMs <= MAX_SILENT_MS)) return false
  return priceTo === undefined || (isAmount(priceTo) && !isZero(decimal(priceTo)) && priceTo !== order?.price)
}

function isCancel({ kind, cancel }: PlanSpec): boolean {
  if (cancel === undefined) return true
  const { at, silentMs } = cancel
  if (kind === 'cancel-at') return at !== undefined && Number.isFinite(at) && silentMs === undefined
  return at === undefined && silentMs !== undefined && silentMs >= MIN_INTERVAL_MS && silentMs <= MAX_SILENT_MS
}
