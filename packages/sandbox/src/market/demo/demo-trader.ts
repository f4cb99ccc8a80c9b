/** The demo account's strategy, trading live through the exchange like a small bot of the user's own. */

import { add, fromApproximate, fromUnits } from '@spotdeck/exact'
import type { AssetAmount, Price } from '@spotdeck/exact'
import { MINUTE_MS } from '@spotdeck/ports'
import type { AccountId, Exchange, OrderRecord, SymbolRules } from '../../venue/contract/exchange.ts'
import { type Choice, DEMO_CLIENT_PREFIX, choose, demoPairs } from './demo-choice.ts'
import { chance, mix, wordOf } from '../data/hash.ts'
import type { MarketSource } from '../data/source.ts'

/** Own orders it keeps open at most; the oldest goes first. */
const MAX_OPEN = 10
const SHORTEST_PAUSE_MS = 10_000
const MAX_PAUSE_MS = MINUTE_MS
/** Orders older than this may be canceled. */
const STALE_MS = 8 * MINUTE_MS

type DemoTraderOptions = {
  readonly exchange: Exchange
  readonly model: MarketSource
  readonly account: AccountId
  readonly seed: number | string
}

/** Trades for the demo account. The answer is to be called for every slice of market time; it acts every 10 to 60 s. */
export function openDemoTrader({ exchange, model, account, seed }: DemoTraderOptions): (time: number) => void {
  const word = wordOf(`demo trader ${seed}`)
  const pairs = demoPairs(exchange.rules)
  let nextAt: number | undefined

  const trade = (time: number, source: number): void => {
    const balances = exchange.balances(account)
    const free = (asset: string): AssetAmount | undefined => balances.get(asset)?.free
    const choice = choose({ pairs, model, free }, mix(source, 2), time)
    if (choice === undefined) return
    const price = limitPrice(exchange, choice, source)
    const clientOrderId = `${DEMO_CLIENT_PREFIX}${time.toString(36)}`
    const { rules, side, quantity } = choice
    const common = { account, symbol: rules.symbol, side, quantity, clientOrderId, time }
    // A refusal needs no care: funds or rules changed meanwhile, and the next turn looks again.
    if (price === undefined) exchange.place({ ...common, type: 'MARKET' })
    else exchange.place({ ...common, type: 'LIMIT', price })
  }

  return (time) => {
    nextAt ??= time + 5_000
    if (time < nextAt) return
    const source = mix(word, time)
    nextAt = time + SHORTEST_PAUSE_MS + Math.floor(chance(source, 0) * (MAX_PAUSE_MS - SHORTEST_PAUSE_MS))
    const own = ownOrders(exchange, account)
    const oldest = own[0]
    const stale = oldest !== undefined && time - oldest.createdAt > STALE_MS
    if (oldest !== undefined && (own.length >= MAX_OPEN || (stale && chance(source, 1) < 0.5))) {
      exchange.cancel(account, oldest.symbol, { orderId: oldest.orderId }, time)
      return
    }
    trade(time, source)
  }
}

/** Oldest first. */
function ownOrders(exchange: Exchange, account: AccountId): readonly OrderRecord[] {
  const own = exchange.openOrders(account).filter((order) => order.clientOrderId?.startsWith(DEMO_CLIENT_PREFIX))
  return [...own].sort((a, b) => a.createdAt - b.createdAt)
}

/** At the touch, a little behind it, or through it; `undefined`: a market order. */
function limitPrice(exchange: Exchange, choice: Choice, source: number): Price | undefined {
  const { rules, side } = choice
  const kind = chance(source, 3)
  if (kind < 0.12 && rules.orderTypes.includes('MARKET')) return undefined
  const book = exchange.book(rules.symbol, 1)
  const own = (side === 'BUY' ? book.bids : book.asks)[0]?.price
  const other = (side === 'BUY' ? book.asks : book.bids)[0]?.price
  if (kind < 0.22 && other !== undefined) return other
  if (kind < 0.6 && own !== undefined) return kind < 0.4 ? own : oneTickInside(own, rules, side)
  const share = 0.0003 + 0.004 * chance(source, 4) ** 2
  return fromApproximate(choice.fair * (side === 'BUY' ? 1 - share : 1 + share), rules.priceDigits)
}

function oneTickInside(price: Price, rules: SymbolRules, side: 'BUY' | 'SELL'): Price {
  return add(price, fromUnits(side === 'BUY' ? 1 : -1, rules.priceDigits))
}
