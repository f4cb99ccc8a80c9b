/**
 * Trading of others on another exchange, shown in this venue: a level of theirs is one order of a bot that keeps its
 * place, a print is an event, and a fill of a person's order happens at that order's own price.
 */

import { findOrder } from './account.ts'
import { BotBalances } from './bot-balances.ts'
import { BotOrder } from './bot-order.ts'
import { BOT_PREFIX, type AccountId, type OutsideFill, type OutsideLevel, type OutsideTrading } from './exchange.ts'
import { counterparty } from './held-back.ts'
import { printOutside, settle, settlementSink } from './settlement.ts'
import { accountOf, release } from './state.ts'
import type { Money } from './units.ts'
import { isOpen } from './venue-order.ts'
import type { Account, Market, VenueState } from './model.ts'

/** Account of all others. */
const OTHERS: AccountId = `${BOT_PREFIX}others`
/** Funds of the others, of every asset: whatever rests on an exchange is covered. */
const FUNDS: Money = 10n ** 48n

/** Levels of the others in one symbol, by side and price. */
type Others = {
  readonly balances: BotBalances
  readonly bid: Map<number, BotOrder>
  readonly ask: Map<number, BotOrder>
}

/** @param flush emits a command's events; called at the end of each */
export function openOutside(state: VenueState, flush: () => void): OutsideTrading {
  const all = new Map<Market, Others>()
  const othersIn = (market: Market): Others => {
    const known = all.get(market)
    if (known !== undefined) return known
    const account = accountOf(state, OTHERS)
    for (const asset of [market.rules.baseAsset, market.rules.quoteAsset]) endow(account, asset)
    const made = { balances: new BotBalances(account, market), bid: new Map(), ask: new Map() }
    all.set(market, made)
    return made
  }
  const marketOf = (symbol: string): Market => {
    const market = state.markets.get(symbol)
    if (market === undefined) throw new RangeError(`No symbol ${symbol} here: ask \`rules\` first.`)
    return market
  }
  return {
    level(symbol, level, time) {
      const market = marketOf(symbol)
      const rests = setLevel(state, { market, ...othersIn(market) }, level, time)
      flush()
      return rests
    },
    print(symbol, print) {
      printOutside(state, marketOf(symbol), print)
      flush()
    },
    fill(symbol, fill) {
      fillResting(state, marketOf(symbol), fill)
      flush()
    },
  }
}

function endow(account: Account, asset: string): void {
  if (!account.holdings.has(asset)) account.holdings.set(asset, { free: FUNDS, locked: 0n })
}

function setLevel(
  state: VenueState,
  { market, balances, ...levels }: Others & { readonly market: Market },
  { side, ticks, lots }: OutsideLevel,
  time: number,
): boolean {
  const { book } = market
  const sink = settlementSink(state, market, time)
  const orderSide = side === 'bid' ? 'BUY' : 'SELL'
  const known = levels[side].get(ticks)
  if (known?.level !== undefined) {
    if (lots > known.lots) balances.lock(orderSide, ticks, lots - known.lots, false)
    else balances.release(orderSide, ticks, known.lots - lots)
    book.resize(known, lots, sink)
    if (lots === 0) levels[side].delete(ticks)
    return true
  }
  levels[side].delete(ticks)
  if (lots === 0) return true
  if (book.crosses(side, ticks)) return false
  market.lastOrderCreateTime = time
  balances.lock(orderSide, ticks, lots, false)
  const order = new BotOrder(balances, side, ticks, lots)
  book.submit(order, 'post', sink)
  levels[side].set(ticks, order)
  return true
}

function fillResting(state: VenueState, market: Market, { account, orderId, lots, time }: OutsideFill): void {
  const holder = state.accounts.get(account)
  const order = holder === undefined ? undefined : findOrder(holder, market.rules.symbol, { orderId })
  const resting = order?.resting
  if (order === undefined || resting?.level === undefined || !isOpen(order.status)) return
  const filled = Math.min(lots, resting.lots)
  const other = counterparty(state, order, { lots: filled, time })
  settle(state, market, order, other, order.ticks, filled, time)
  market.book.resize(resting, resting.lots - filled, settlementSink(state, market, time))
  release(state, order, 'ENTRUST_UNFROZEN', time)
}
