/**
 * Requested price moves on top of the model: a factor that is a pure function of time, so that they continue over a
 * restart.
 */

import { toApproximate } from '@spotdeck/exact'
import type { SymbolRules } from '../../venue/contract/exchange.ts'
import { type Bar, amountUnits } from '../data/bar.ts'
import type { PriceMove } from '../data/market.ts'
import type { MarketSource } from '../data/source.ts'
import type { MarketStore } from '../data/store.ts'
import { symbolPrices, withDirectPrices } from './symbol-prices.ts'

/** From `from` to `to` the factor goes evenly to `factor`, and stays there. Times in ms since the epoch. */
type PriceOverride = { readonly from: number; readonly to: number; readonly factor: number }

/** Moves kept of one symbol; the oldest go first. */
const MAX_BENDS = 500
/** A factor stays between these, whatever is asked for. */
const LEAST = 1e-4
const MOST = 1e4
const fact = (symbol: string): string => `bends ${symbol}`

/** Opens the price overrides that the store holds: moves that the control panel asked for. */
export function openPriceOverrides(model: MarketSource, store: MarketStore) {
  const bends = new Map<string, PriceOverride[]>()
  const of = (symbol: string): PriceOverride[] => {
    const known = bends.get(symbol)
    if (known !== undefined) return known
    const kept = store.fact(fact(symbol))
    const read = kept === undefined ? [] : (JSON.parse(kept) as PriceOverride[])
    bends.set(symbol, read)
    return read
  }
  const factor = (symbol: string, time: number): number => factorAt(of(symbol), time)
  return {
    /** Factor of the model's price. */
    factor,
    /** Starts a move at `now`; a running move ends at its current price. Returns the price at its end, unrounded. */
    move({ symbol, target, overMs }: PriceMove, now: number): number {
      const to = now + Math.max(1, overMs)
      const here = factor(symbol, now)
      const wanted =
        'price' in target ? toApproximate(target.price) / model.price(symbol, to) : here * (1 + target.percent / 100)
      const bend: PriceOverride = { from: now, to, factor: Math.min(MOST, Math.max(LEAST, wanted)) }
      const before = of(symbol).map((one) => (one.to > now ? { ...one, to: now, factor: here } : one))
      const list = [...before, bend].slice(-MAX_BENDS)
      bends.set(symbol, list)
      store.setFact(fact(symbol), JSON.stringify(list))
      return bend.factor * model.price(symbol, to)
    },
    /** Removes all moves of these symbols. */
    clear(symbols: Iterable<string>): void {
      for (const symbol of symbols) {
        if (of(symbol).length === 0) continue
        bends.set(symbol, [])
        store.setFact(fact(symbol), '[]')
      }
    },
  }
}

/** Factor of the newest override that has begun; it starts from the factor at which the ones before it ended. */
function factorAt(list: readonly PriceOverride[], time: number): number {
  for (let at = list.length - 1; at >= 0; at--) {
    const bend = list[at]
    if (bend === undefined || time < bend.from) continue
    if (time >= bend.to) return bend.factor
    const start = list[at - 1]?.factor ?? 1
    return start + ((bend.factor - start) * (time - bend.from)) / (bend.to - bend.from)
  }
  return 1
}

/** The model with the bends laid over its prices. Volumes in lots stay, so what trades is worth more or less with them. */
export function overriddenModel(
  model: MarketSource,
  bends: ReturnType<typeof openPriceOverrides>,
  rules: ReadonlyMap<string, SymbolRules>,
): MarketSource {
  const scaled = (ticks: number, by: number): number => Math.max(1, Math.round(ticks * by))
  const bendBar = (symbol: string, bar: Bar, [first, last]: readonly [number, number]): Bar => {
    const pair = rules.get(symbol)
    const [least, most] = [Math.min(first, last), Math.max(first, last)]
    const bent = {
      open: scaled(bar.open, first),
      high: scaled(bar.high, most),
      low: scaled(bar.low, least),
      close: scaled(bar.close, last),
      lots: bar.lots,
    }
    return {
      ...bent,
      amount: pair === undefined ? bar.amount : amountUnits(pair, (bent.open + bent.close) / 2, bar.lots),
    }
  }
  const bentTicks = (ticks: number, by: number): number => (by === 1 ? ticks : scaled(ticks, by))
  const bent: MarketSource = {
    ...model,
    price: (symbol, time) => model.price(symbol, time) * bends.factor(symbol, time),
    ticks: (symbol, time) => bentTicks(model.ticks(symbol, time), bends.factor(symbol, time)),
    minute(symbol, start) {
      const first = bends.factor(symbol, start)
      const last = bends.factor(symbol, start + 60_000)
      const bar = model.minute(symbol, start)
      return first === 1 && last === 1 ? bar : bendBar(symbol, bar, [first, last])
    },
  }
  return withDirectPrices(bent, (symbol) => {
    const straight = symbolPrices(model, symbol)
    return {
      price: (time) => straight.price(time) * bends.factor(symbol, time),
      ticks: (time) => bentTicks(straight.ticks(time), bends.factor(symbol, time)),
      tradeLots: straight.tradeLots,
    }
  })
}
