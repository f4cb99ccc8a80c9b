/**
 * Trading of others on another exchange, shown in this venue: a level of theirs is one order of a bot that keeps its
 * place, a print is an event, and a fill of a person's order happens at that order's own price.
 */

import { findOrder } from './account.ts'
import { BotOrder, type BotPlace } from './bot-order.ts'
import type { OutsideFill, OutsideLevel, OutsideTrading } from '../contract/exchange.ts'
import { counterparty } from './held-back.ts'
import { marketIn } from './market-book.ts'
import { beginCommand, printOutside, settle } from './settlement.ts'
import { release } from './state.ts'
import { isOpen } from './venue-order.ts'
import type { Market, VenueState } from './model.ts'

/** Levels of the others in one symbol, by side and price. */
type Others = BotPlace & { readonly bid: Map<number, BotOrder>; readonly ask: Map<number, BotOrder> }

/** @param flush emits a command's events; called at the end of each */
export function openOutside(state: VenueState, flush: () => void): OutsideTrading {
  const all = new Map<string, Others>()
  const othersIn = (symbol: string): Others => {
    const known = all.get(symbol) ?? { market: marketIn(state, symbol), ended: 0, bid: new Map(), ask: new Map() }
    all.set(symbol, known)
    return known
  }
  return {
    level(symbol, level, time) {
      const others = othersIn(symbol)
      beginCommand(state, others.market, time)
      const rests = setLevel(others, level, time)
      flush()
      return rests
    },
    print(symbol, print) {
      printOutside(state, marketIn(state, symbol), print)
      flush()
    },
    fill(symbol, fill) {
      fillResting(state, marketIn(state, symbol), fill)
      flush()
    },
  }
}

function setLevel(others: Others, level: OutsideLevel, time: number): boolean {
  const { side, ticks, lots } = level
  const { market, [side]: levels } = others
  const known = levels.get(ticks)
  if (known?.level !== undefined) {
    market.book.resize(known, lots)
    if (lots === 0) levels.delete(ticks)
    return true
  }
  levels.delete(ticks)
  if (lots === 0) return true
  if (market.book.crosses(side, ticks)) return false
  market.lastOrderCreateTime = time
  const order = new BotOrder(others, level)
  market.book.submit(order, 'post')
  levels.set(ticks, order)
  return true
}

function fillResting(state: VenueState, market: Market, { account, orderId, lots, time }: OutsideFill): void {
  const holder = state.accounts.get(account)
  const order = holder === undefined ? undefined : findOrder(holder, market.rules.symbol, { orderId })
  const resting = order?.resting
  if (order === undefined || resting?.level === undefined || !isOpen(order.status)) return
  const filled = Math.min(lots, resting.lots)
  const taker = counterparty(order)
  settle(state, market, { maker: order, taker, ticks: order.ticks, lots: filled, time })
  beginCommand(state, market, time)
  market.book.resize(resting, resting.lots - filled)
  release(state, order, 'ENTRUST_UNFROZEN')
}
