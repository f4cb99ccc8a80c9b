/**
 * Names the order or deal of balance changes. MEXC: a balance push has neither id nor symbol, so a change is matched by
 * asset, amount and time; each deal and order explains each of its changes once. What nothing fits has no name.
 */

import type { Movement } from '@spotdeck/api'
import { type AssetAmount, add, as, isNegative, isPositive, isZero, multiply, negate, zero } from '@spotdeck/exact'
import {
  type BalanceChange,
  type Deal,
  type LedgerEvent,
  type Order,
  dealEffects,
  isOver,
  reasonKind,
  remainingQuantity,
} from '@spotdeck/ledger'

/** A balance change. */
export type ChangeEvent = Extract<LedgerEvent, { type: 'asset.changed' }>
/** The order or deal of a balance change, as the API tells it. */
export type TradeName = Pick<Movement, 'orderId' | 'tradeId' | 'symbol' | 'side' | 'price' | 'fee' | 'feeAsset'>

/** Maximal time between a change and its order or deal, in ms: REST gives deal times in whole seconds. */
export const NAMED_WITHIN_MS = 2_000

/** Deals and orders that changes may be of. */
export type Traded = {
  readonly deals: readonly Deal[]
  readonly placed: readonly Order[]
  /** Orders that ended, as they were then. */
  readonly ended: readonly Order[]
}

/** A change that an order or a deal makes. */
type Claim = {
  readonly name: TradeName
  readonly time: number
  readonly of: 'deal' | 'placed' | 'ended'
  readonly isOf: (asset: string) => boolean
  /** Change of the total by a deal, of the locked amount by an order; `undefined`: not known. */
  readonly amounts: readonly AssetAmount[] | undefined
}
type Pair = { readonly event: ChangeEvent; readonly claim: Claim; readonly apart: number }

/** True for a balance change that trading made. */
export const isTradeChange = (event: LedgerEvent): event is ChangeEvent =>
  event.type === 'asset.changed' && reasonKind(event.change.reason) === 'trade'

/** True for a change that only unlocks: an order ended, or was filled at a better price than it reserved. */
export const isRelease = ({ change }: ChangeEvent): boolean =>
  isZero(totalOf(change)) && isNegative(change.lockedChange)

/** Returns the order or deal of each change, by the `n` of its event. */
export function namesOf(
  events: readonly ChangeEvent[],
  { deals, placed, ended }: Traded,
): ReadonlyMap<number, TradeName> {
  const claims = [...deals.flatMap(claimsOfDeal), ...placed.map(placedClaim), ...ended.filter(isOver).map(endedClaim)]
  const near = claimsByTime(claims)
  const [exact, vague]: [Pair[], Pair[]] = [[], []]
  for (const event of events) {
    for (const claim of near(event.change.time)) {
      const apart = Math.abs(claim.time - event.change.time)
      if (apart > NAMED_WITHIN_MS || !mayBe(event.change, claim)) continue
      if (claim.amounts === undefined) vague.push({ event, claim, apart })
      else if (claim.amounts.includes(amountOf(event.change))) exact.push({ event, claim, apart })
    }
  }
  const names = new Map<number, TradeName>()
  const used = new Set<Claim>()
  for (const { event, claim } of exact.sort((a, b) => a.apart - b.apart || a.event.n - b.event.n)) {
    if (names.has(event.n) || used.has(claim)) continue
    names.set(event.n, claim.name)
    used.add(claim)
  }
  for (const { event, claim } of vague) {
    const isSure = vague.every(
      (other) => other.event !== event || used.has(other.claim) || other.claim.name.orderId === claim.name.orderId,
    )
    if (isSure && !used.has(claim) && !names.has(event.n)) names.set(event.n, claim.name)
  }
  return names
}

/** Claims about a time, in their order: all that are within `NAMED_WITHIN_MS` of it, and some more. */
function claimsByTime(claims: readonly Claim[]): (time: number) => readonly Claim[] {
  const slots = new Map<number, { readonly claim: Claim; readonly place: number }[]>()
  const slotOf = (time: number): number => Math.floor(time / NAMED_WITHIN_MS)
  for (const [place, claim] of claims.entries()) {
    const slot = slots.get(slotOf(claim.time))
    if (slot === undefined) slots.set(slotOf(claim.time), [{ claim, place }])
    else slot.push({ claim, place })
  }
  const near = new Map<number, readonly Claim[]>()
  return (time) => {
    const slot = slotOf(time)
    const known = near.get(slot)
    if (known !== undefined) return known
    const found = [slot - 1, slot, slot + 1].flatMap((one) => slots.get(one) ?? [])
    const inOrder = found.sort((a, b) => a.place - b.place).map(({ claim }) => claim)
    near.set(slot, inOrder)
    return inOrder
  }
}

const totalOf = ({ freeChange, lockedChange }: BalanceChange): AssetAmount => add(freeChange, lockedChange)

/** Change of the total, or where it stays the same, of the locked amount. */
function amountOf(change: BalanceChange): AssetAmount {
  const total = totalOf(change)
  return isZero(total) ? change.lockedChange : total
}

function mayBe(change: BalanceChange, { of, isOf }: Claim): boolean {
  if (!isOf(change.asset)) return false
  if (!isZero(totalOf(change))) return of === 'deal'
  return of === (isPositive(change.lockedChange) ? 'placed' : 'ended')
}

function claimsOfDeal(deal: Deal): readonly Claim[] {
  const { orderId, tradeId, symbol, side, price, fee, feeAsset, time } = deal
  const name = { orderId, tradeId, symbol, side, price, fee, feeAsset }
  const effects = dealEffects(deal)
  const feeIn = (name: string) => effects.find(({ isFee, asset }) => isFee && asset === name)?.change ?? zero<'asset'>()
  return effects.map(({ asset, change, isFee }) => ({
    name,
    time,
    of: 'deal',
    isOf: (other) => other === asset,
    // MEXC: a fee is in the amount, or a change of its own.
    amounts: isFee ? [change] : [add(change, feeIn(asset)), change],
  }))
}

function placedClaim(order: Order): Claim {
  return { ...claimOf(order, order.createdAt), of: 'placed', amounts: reservedBy(order, order.quantity) }
}

/** A filled order releases the amount that a better price saved: no report tells it. */
function endedClaim(order: Order): Claim {
  const left = remainingQuantity(order)
  const amounts = isZero(left) ? undefined : reservedBy(order, left)?.map((amount) => negate(amount))
  return { ...claimOf(order, order.updatedAt), of: 'ended', amounts }
}

function claimOf({ orderId, symbol, side, price }: Order, time: number): Pick<Claim, 'name' | 'time' | 'isOf'> {
  const name = { orderId, symbol, side, ...(isPositive(price) ? { price } : {}) }
  return { name, time, isOf: (asset) => (side === 'BUY' ? symbol.endsWith(asset) : symbol.startsWith(asset)) }
}

/** MEXC: what market and stop orders reserve cannot be computed from their reports. */
function reservedBy(
  { type, side, price, quantity }: Order,
  part: Order['quantity'],
): readonly AssetAmount[] | undefined {
  if (type === 'MARKET' || type === 'STOP' || type === 'UNKNOWN' || !isPositive(quantity)) return undefined
  return [side === 'BUY' ? multiply<'asset'>(price, part) : as<'asset'>(part)]
}
