/**
 * Prices of the past, from the candles of the moment: the minute's, else the hour's, over the shortest path of markets that had one.
 * Pages of candles are shared and cached by the market data service.
 */

import type { KlineInterval } from '@spotdeck/api'
import { type Decimal, decimal, divide, isPositive, multiply } from '@spotdeck/exact'
import { type PairStep, type UnitPrice, VALUE_ASSET, pathsToValue } from '@spotdeck/ledger'
import type { PriceAnswer } from '@spotdeck/reports'
import type { Symbols } from '@spotdeck/follow'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@spotdeck/ports'
import type { MarketDataService } from './market-data.ts'

/** Dependencies of past prices. */
export type PastPricesOptions = {
  readonly market: Pick<MarketDataService, 'pastKlines'>
  readonly symbols: () => Symbols
  /** Exchange time. */
  readonly now: () => number
}

/** Age in ms up to which minutes are read; before it hours, so that a long history costs few calls. */
const MINUTES_WITHIN_MS = 30 * DAY_MS
const ONE = '1' as UnitPrice
const NONE = { kind: 'none' } as const

type Listed = Symbols['all'][number]
type Close = { readonly kind: 'found'; readonly close: Decimal<string> } | { readonly kind: 'none' | 'unavailable' }

/** Answers prices of assets at past times. */
export class PastPrices {
  readonly #options: PastPricesOptions
  #paths: { readonly of: Symbols; readonly known: Map<string, readonly (readonly PairStep<Listed>[])[]> } | undefined

  constructor(options: PastPricesOptions) {
    this.#options = options
  }

  /** USDT for one unit of `asset` at `time` (ms). Never rejects for answers of the exchange. */
  async at(asset: string, time: number): Promise<PriceAnswer> {
    if (asset === VALUE_ASSET) return { kind: 'found', price: ONE }
    for (const path of this.#pathsOf(asset)) {
      const answer = await this.#along(path, time)
      if (answer.kind !== 'none') return answer
    }
    return NONE
  }

  async #along(path: readonly PairStep<Listed>[], time: number): Promise<PriceAnswer> {
    let price = ONE
    for (const { pair, sells } of [...path].reverse()) {
      const found = await this.#closeAt(pair.symbol, time)
      if (found.kind !== 'found') return { kind: found.kind }
      price = sells ? multiply<'USDT per unit'>(found.close, price) : divide<'USDT per unit'>(price, found.close)
    }
    return { kind: 'found', price }
  }

  async #closeAt(symbol: string, time: number): Promise<Close> {
    const isRecent = time >= this.#options.now() - MINUTES_WITHIN_MS
    const minute: Close = isRecent ? await this.#close(symbol, '1m', { time, ms: MINUTE_MS, back: 0 }) : NONE
    return minute.kind === 'none' ? this.#close(symbol, '60m', { time, ms: HOUR_MS, back: 1 }) : minute
  }

  /** The close of the candle that contains the time, or of one up to `back` candles earlier. */
  async #close(
    symbol: string,
    interval: KlineInterval,
    { time, ms, back }: { readonly time: number; readonly ms: number; readonly back: number },
  ): Promise<Close> {
    const open = Math.floor(time / ms) * ms
    const span = { from: open - back * ms, to: open + 1, limit: back + 1 }
    const answer = await this.#options.market.pastKlines(symbol, interval, span)
    if (answer.kind !== 'found') return { kind: 'unavailable' }
    const last = answer.value.items.at(-1)
    const close = last === undefined ? undefined : decimal<string>(last.close)
    return close !== undefined && isPositive(close) ? { kind: 'found', close } : { kind: 'none' }
  }

  #pathsOf(asset: string): readonly (readonly PairStep<Listed>[])[] {
    const symbols = this.#options.symbols()
    if (this.#paths?.of !== symbols) this.#paths = { of: symbols, known: new Map() }
    const { known } = this.#paths
    const paths = known.get(asset) ?? pathsToValue(asset, symbols.all)
    known.set(asset, paths)
    return paths
  }
}
