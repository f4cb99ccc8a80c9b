/** The demo account's next order: pair, side and size. The same rules generate its past and its current orders. */

import { type AssetAmount, type Price, type Quantity, fromApproximate, fromUnits, toApproximate } from '@spotdeck/exact'
import type { OrderSide } from '@spotdeck/wire'
import type { SymbolRules } from '../../venue/contract/exchange.ts'
import { sandboxSymbols } from '../../venue/listing/symbols.ts'
import { chance } from '../data/hash.ts'
import type { MarketSource } from '../data/source.ts'

/** Client ids of the demo strategy's orders begin so; it never touches any other order of its account. */
export const DEMO_CLIENT_PREFIX = 'demo-'

const FAVORITES = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'MXUSDT', 'XRPUSDT', 'KASUSDT', 'DOGEUSDT']
/** Of other symbols, those of a venue file are traded as well. */
const BUILT_IN: ReadonlySet<string> = new Set(sandboxSymbols.map(({ rules }) => rules.symbol))
/** It likes to hold about this much of each base asset, in USDT. */
const WANTED_USDT = 4_000

/** An order that the demo account places next. */
export type Choice = {
  readonly rules: SymbolRules
  readonly side: OrderSide
  readonly quantity: Quantity
  /** The model's price, unrounded. */
  readonly fair: number
}

/** The pairs the demo account trades on this exchange. */
export function demoPairs(rules: ReadonlyMap<string, SymbolRules>): readonly SymbolRules[] {
  const open = [...rules.values()].filter(
    (pair) => pair.apiTrading && pair.status === 'online' && pair.tradeSideType === 1,
  )
  const favorites = open.filter(({ symbol }) => FAVORITES.includes(symbol) || !BUILT_IN.has(symbol))
  if (favorites.length > 0) return favorites
  return open.filter((pair) => pair.quoteAsset === 'USDT')
}

/** Pairs and prices that a choice is made from, and the funds for it. */
export type ChoiceWorld = {
  readonly pairs: readonly SymbolRules[]
  readonly model: MarketSource
  readonly free: (asset: string) => AssetAmount | undefined
}

/** One choice from the dice at `source`; `undefined` where the funds are too small for a sensible order. */
export function choose({ pairs, model, free }: ChoiceWorld, source: number, time: number): Choice | undefined {
  const rules = pairs[Math.floor(chance(source, 1) * pairs.length)]
  if (rules === undefined) return undefined
  const fair = model.price(rules.symbol, time)
  const owned = toApproximate(free(rules.baseAsset) ?? fromUnits(0, 0)) * fair
  const cash = toApproximate(free(rules.quoteAsset) ?? fromUnits(0, 0))
  const appetite = 1 - owned / (2 * WANTED_USDT)
  const side = chance(source, 2) < Math.min(0.9, Math.max(0.1, appetite)) ? 'BUY' : 'SELL'
  const wanted = 15 + 260 * chance(source, 3) ** 2
  const notional = Math.min(wanted, (side === 'BUY' ? cash : owned) * 0.9)
  if (notional < Math.max(6, 1.5 * toApproximate(rules.minNotional))) return undefined
  const lots = Math.floor((notional / fair) * 10 ** rules.quantityDigits)
  const quantity: Quantity = fromUnits(lots, rules.quantityDigits)
  return toApproximate(quantity) < toApproximate(rules.minQuantity) ? undefined : { rules, side, quantity, fair }
}

/** The fair price moved away from the market by a share, on a tick: below for a buy, above for a sell. */
export function awayPrice(choice: Choice, share: number): Price {
  const factor = choice.side === 'BUY' ? 1 - share : 1 + share
  return fromApproximate(choice.fair * factor, choice.rules.priceDigits)
}
