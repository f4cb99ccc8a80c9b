/**
 * A bot's money in one symbol as plain numbers: what changed since its account's holdings were last brought up to date.
 * Base counts in lots, quote in areas (ticks × lots) and, for fees, in parts of an area. Every number stays a safe integer;
 * what could exceed one goes to the holdings in bigint at once, so that nothing is ever rounded.
 */

import type { OrderSide } from '@spotdeck/wire'
import { holdingOf, ownHolding } from './account.ts'
import { addFee, feeOf } from './fees.ts'
import { type Money, area, share } from './units.ts'
import type { Account, Holding, Market, PendingBalances, VenueState } from './model.ts'

/** A count beyond this goes to the holdings; a single change is at most half of it, so that no sum is unsafe. */
const FULL = 2 ** 52
/** The most that is taken from the holdings at once. */
const DRAW = 2 ** 51

/** A bot's balance changes in one symbol that its account does not include yet. */
export class BotBalances implements PendingBalances {
  readonly account: Account
  readonly market: Market
  /** Number of orders that ended otherwise than by a cancel. */
  ended = 0
  #freeLots = 0
  #lockedLots = 0
  #freeArea = 0
  /** From 0 up to below one area. */
  #freeParts = 0
  #lockedArea = 0
  #lockedParts = 0

  constructor(account: Account, market: Market) {
    this.account = account
    this.market = market
    account.purses.push(this)
  }

  /** Locks what an order holds; false when the account has too little. `crosses`: a buy's fee as a taker must be there too. */
  lock(side: OrderSide, ticks: number, lots: number, crosses: boolean): boolean {
    const { scale } = this.market
    if (side === 'SELL') {
      if (this.#freeLots < lots && !this.#drawLots(lots)) return false
      this.#moveBase(-lots, lots)
      return true
    }
    const asked = ticks * lots
    const parts = crosses ? scale.makerParts + scale.takerParts : scale.makerParts
    const fits = asked <= scale.quickArea && this.#freeArea >= asked + Math.ceil((asked * parts) / scale.parts)
    if (!fits && !this.#drawArea(ticks, lots, crosses)) return false
    this.#hold(ticks, lots, 1)
    return true
  }

  /** Unlocks what an order still holds. */
  release(side: OrderSide, ticks: number, lots: number): void {
    if (side === 'SELL') this.#moveBase(lots, -lots)
    else this.#hold(ticks, lots, -1)
  }

  /** Pays and books one match of an order with that limit; the fee goes to the venue. */
  fill(state: VenueState, side: OrderSide, limit: number, ticks: number, lots: number, isMaker: boolean): void {
    const { market } = this
    const { quickArea, makerParts, takerParts } = market.scale
    const traded = ticks * lots
    const held = side === 'BUY' ? limit * lots : 0
    if (traded > quickArea || held > quickArea || this.account.mxDeduct) {
      return this.#fillBig(state, side, limit, ticks, lots, isMaker)
    }
    const fee = traded * (isMaker ? makerParts : takerParts)
    addFee(state, market, fee)
    if (side === 'BUY') {
      const heldParts = held * makerParts
      this.#moveQuote(held - traded, heldParts - fee, -held, -heldParts)
      this.#moveBase(lots, 0)
      return
    }
    this.#moveBase(0, -lots)
    this.#moveQuote(traded, -fee, 0, 0)
  }

  /** Moves the pending changes of the asset, or of both assets, into the account's balances. */
  empty(asset?: string): void {
    const { baseAsset, quoteAsset } = this.market.rules
    if (asset === undefined || asset === baseAsset) this.#emptyBase(baseAsset)
    if (asset === undefined || asset === quoteAsset) this.#emptyQuote(quoteAsset)
  }

  #emptyBase(asset: string): void {
    if (this.#freeLots === 0 && this.#lockedLots === 0) return
    const { lot } = this.market.scale
    change(this.#holding(asset), BigInt(this.#freeLots) * lot, BigInt(this.#lockedLots) * lot)
    this.#freeLots = this.#lockedLots = 0
  }

  #emptyQuote(asset: string): void {
    if (this.#freeArea === 0 && this.#freeParts === 0 && this.#lockedArea === 0 && this.#lockedParts === 0) return
    const { tickLot, part } = this.market.scale
    const free = BigInt(this.#freeArea) * tickLot + BigInt(this.#freeParts) * part
    change(this.#holding(asset), free, BigInt(this.#lockedArea) * tickLot + BigInt(this.#lockedParts) * part)
    this.#freeArea = this.#freeParts = this.#lockedArea = this.#lockedParts = 0
  }

  /** Returns the account's balance without the pending changes. */
  #holding(asset: string): Holding {
    return ownHolding(this.account, asset)
  }

  /**
   * Moves base from the account's balance into the pending changes: the needed amount and half of the rest, if there is
   * enough.
   */
  #drawLots(lots: number): boolean {
    const { rules, scale } = this.market
    const base = this.#holdingWith(rules.baseAsset, BigInt(lots) * scale.lot)
    if (base === undefined) return false
    const drawn = drawOf(base.free / scale.lot, BigInt(lots))
    base.free -= drawn * scale.lot
    this.#freeLots += Number(drawn)
    return true
  }

  #drawArea(ticks: number, lots: number, crosses: boolean): boolean {
    const { rules, scale } = this.market
    const notional = area(ticks, lots)
    const fee = crosses ? share(notional * scale.tickLot, scale.taker) : 0n
    const quote = this.#holdingWith(rules.quoteAsset, notional * scale.heldTickLot + fee)
    if (quote === undefined) return false
    const drawn = drawOf(quote.free / scale.tickLot, notional)
    quote.free -= drawn * scale.tickLot
    this.#freeArea += Number(drawn)
    return true
  }

  /**
   * Returns the account's balance if so much of it is free. What is pending in its symbols is booked only where it is needed for that:
   * they would all have to draw again.
   */
  #holdingWith(asset: string, free: Money): Holding | undefined {
    const own = this.#holding(asset)
    if (own.free >= free) return own
    const whole = holdingOf(this.account, asset)
    return whole.free >= free ? whole : undefined
  }

  /** Locks (`sign` 1) or unlocks (-1) what a buy of that limit holds. */
  #hold(ticks: number, lots: number, sign: 1 | -1): void {
    const { scale, rules } = this.market
    const held = ticks * lots * sign
    if (held <= scale.quickArea && held >= -scale.quickArea) {
      const parts = held * scale.makerParts
      return this.#moveQuote(-held, -parts, held, parts)
    }
    const money = area(ticks, lots) * scale.heldTickLot * BigInt(sign)
    change(holdingOf(this.account, rules.quoteAsset), -money, money)
  }

  #moveBase(free: number, locked: number): void {
    if (Math.abs(free) > DRAW || Math.abs(locked) > DRAW) {
      const { rules, scale } = this.market
      return change(holdingOf(this.account, rules.baseAsset), BigInt(free) * scale.lot, BigInt(locked) * scale.lot)
    }
    this.#freeLots += free
    this.#lockedLots += locked
    if (Math.abs(this.#freeLots) > FULL || Math.abs(this.#lockedLots) > FULL) this.empty()
  }

  #moveQuote(free: number, freeParts: number, locked: number, lockedParts: number): void {
    this.#freeArea += free
    this.#lockedArea += locked
    this.#lockedParts += lockedParts
    if (freeParts !== 0) this.#carry(this.#freeParts + freeParts)
    const isFull = Math.abs(this.#freeArea) > FULL || Math.abs(this.#lockedArea) > FULL
    if (isFull || Math.abs(this.#lockedParts) > FULL) this.empty()
  }

  /** Keeps the parts below one area: whole ones are areas. */
  #carry(parts: number): void {
    const { scale } = this.market
    const whole = Math.floor(parts / scale.parts)
    this.#freeArea += whole
    this.#freeParts = parts - whole * scale.parts
  }

  /** Books a match in bigint on up-to-date balances: sizes beyond plain numbers, and fees in MX. */
  #fillBig(state: VenueState, side: OrderSide, limit: number, ticks: number, lots: number, isMaker: boolean): void {
    const { account, market } = this
    const { rules, scale } = market
    const notional = area(ticks, lots) * scale.tickLot
    const fee = feeOf(state, account, market, notional, isMaker)
    state.fees.set(fee.asset, (state.fees.get(fee.asset) ?? 0n) + fee.amount)
    const base = BigInt(lots) * scale.lot
    const quote = holdingOf(this.account, rules.quoteAsset)
    if (side === 'BUY') {
      const held = area(limit, lots) * scale.heldTickLot
      change(quote, held - notional, -held)
      change(holdingOf(this.account, rules.baseAsset), base, 0n)
    } else {
      change(holdingOf(this.account, rules.baseAsset), 0n, -base)
      change(quote, notional, 0n)
    }
    change(holdingOf(this.account, fee.asset), -fee.amount, 0n)
  }
}

function change(holding: Holding, free: Money, locked: Money): void {
  holding.free += free
  holding.locked += locked
}

/** Returns how much of `most` is taken at once for `need`. */
function drawOf(most: bigint, need: bigint): bigint {
  const wished = need + most / 2n
  const drawn = wished < most ? wished : most
  return drawn < BigInt(DRAW) ? drawn : BigInt(DRAW)
}
