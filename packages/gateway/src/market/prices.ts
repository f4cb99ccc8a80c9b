/**
 * Last prices of all symbols: read over REST at the start, updated by one stream of mini tickers, polled while that
 * stream is down. Values any asset, and publishes changed prices.
 */

import type { MarketEnvelope, TickerData } from '@spotdeck/api'
import { decimal, divide, isZero, multiply } from '@spotdeck/exact'
import { type PriceOf, type UnitPrice, VALUE_ASSET, priceThrough } from '@spotdeck/ledger'
import type { MarketStreams } from '@spotdeck/mexc'
import { HOUR_MS, type Log, MINUTE_MS, type Timer, type Timers, describeError } from '@spotdeck/ports'
import { type Exchange, type Symbols } from '@spotdeck/follow'
import { fromMiniTicker, fromTicker24h } from './tickers.ts'

/** Dependencies of the prices. */
export type PricesOptions = {
  readonly exchange: Pick<Exchange, 'now' | 'tickers' | 'hourlyKlines'>
  readonly streams: MarketStreams
  readonly symbols: () => Symbols
  readonly timers: Timers
  readonly log: Log
  readonly publish: (events: readonly MarketEnvelope[]) => void
}

/** Closing price of each hour, by the hour's start in ms since the epoch. */
type Closes = ReadonlyMap<number, UnitPrice>

const RESEED_MS = 5 * MINUTE_MS
const POLL_MS = 10_000
/** Silence of the ticker stream and of the polls in its place after which prices are stale, in ms. */
const HEARD_WITHIN_MS = MINUTE_MS
/** Time for which the price of a market that the exchange no longer lists is used, marked stale, in ms. */
const DELISTED_MS = HOUR_MS

/** Live prices of all symbols, and hourly closes of the past. */
export class Prices {
  readonly #options: PricesOptions
  readonly #tickers = new Map<string, TickerData>()
  /** Closing price of each hour (by its start), by asset. */
  readonly #history = new Map<string, Closes>()
  /** Exchange time at which a symbol was found missing in the list of tickers. */
  readonly #missing = new Map<string, number>()
  #priceOf: PriceOf | undefined
  #listedPriceOf: PriceOf | undefined
  #streaming = false
  #seededAt = 0
  #heardAt = 0
  #stop: (() => void) | undefined
  #timer: Timer | undefined
  #closed = false

  constructor(options: PricesOptions) {
    this.#options = options
  }

  /** Exchange time at which the newest prices arrived; `undefined` before the first. */
  get heardAt(): number | undefined {
    return this.#heardAt === 0 ? undefined : this.#heardAt
  }

  /** True if prices were not updated for so long that values may be out of date. */
  get stale(): boolean {
    return this.#options.exchange.now() - this.#heardAt > HEARD_WITHIN_MS
  }

  /** True once prices and the assets that they are of are known. */
  get ready(): boolean {
    return this.#tickers.size > 0 && this.#options.symbols().all.length > 0
  }

  /** The newest ticker of a symbol; `undefined` where it has not traded. */
  ticker(symbol: string): TickerData | undefined {
    return this.#tickers.get(symbol)
  }

  /** Current price: USDT for one unit; `undefined` where it is not known. */
  readonly priceOf: PriceOf = (asset) => {
    this.#priceOf ??= priceThrough(this.#pairs())
    return this.#priceOf(asset)
  }

  /** Time since which the exchange no longer lists a market that the asset's price needs; `undefined` while it does. */
  staleSince(asset: string): number | undefined {
    if (this.#missing.size === 0 || this.priceOf(asset) === undefined) return undefined
    this.#listedPriceOf ??= priceThrough(this.#pairs((symbol) => !this.#missing.has(symbol)))
    return this.#listedPriceOf(asset) === undefined ? Math.min(...this.#missing.values()) : undefined
  }

  /** Close of the hour that contains `time`, or of the hour before. */
  hourClose(asset: string, time: number): UnitPrice | undefined {
    if (asset === VALUE_ASSET) return decimal('1')
    const closes = this.#history.get(asset)
    const hour = Math.floor(time / HOUR_MS) * HOUR_MS
    return closes?.get(hour) ?? closes?.get(hour - HOUR_MS)
  }

  /**
   * Reads all prices, then follows the stream; resolves after the first read, so that equity is never valued without
   * prices. Bounded by the REST deadline.
   */
  async start(): Promise<void> {
    await this.#seed()
    this.#stop = this.#options.streams.subscribe(
      { kind: 'miniTickers', zone: '24H' },
      {
        push: ({ body }) => {
          if (body.kind !== 'publicMiniTickers') return
          this.#heardAt = this.#options.exchange.now()
          this.#take(body.value.items.flatMap((item) => fromMiniTicker(item) ?? []))
        },
        subscribed: () => (this.#streaming = true),
        refused: () => (this.#streaming = false),
        lost: () => (this.#streaming = false),
      },
    )
    this.#tick()
  }

  /** Loads hourly closes of assets, against USDT or through one more pair; other assets stay unknown. */
  async loadHistory(assets: Iterable<string>, from: number, to: number): Promise<void> {
    for (const asset of assets) {
      if (asset === VALUE_ASSET || this.#history.has(asset)) continue
      try {
        const closes = await this.#closesOf(asset, from, to)
        if (closes !== undefined) this.#history.set(asset, closes)
      } catch (error) {
        this.#options.log.warn({ asset, ...describeError(error) }, 'past prices not readable')
      }
    }
  }

  async #closesOf(asset: string, from: number, to: number): Promise<Closes | undefined> {
    const direct = await this.#readCloses(`${asset}${VALUE_ASSET}`, from, to)
    if (direct !== undefined) return direct
    const step = stepToValue(asset, this.#options.symbols())
    if (step === undefined) return undefined
    const between = await this.#readCloses(step.symbol, from, to)
    const onward =
      this.#history.get(step.through) ?? (await this.#readCloses(`${step.through}${VALUE_ASSET}`, from, to))
    if (between === undefined || onward === undefined) return undefined
    return new Map(
      [...between].flatMap(([hour, close]) => {
        const worth = onward.get(hour)
        if (worth === undefined || isZero(close)) return []
        return [
          [hour, step.sells ? multiply<'USDT per unit'>(close, worth) : divide<'USDT per unit'>(worth, close)] as const,
        ]
      }),
    )
  }

  async #readCloses(symbol: string, from: number, to: number): Promise<Closes | undefined> {
    if (!this.#options.symbols().all.some((listed) => listed.symbol === symbol)) return undefined
    const rows = await this.#options.exchange.hourlyKlines(symbol, from, to)
    return new Map(rows.map((row) => [row[0], decimal<'USDT per unit'>(row[4])]))
  }

  close(): void {
    this.#closed = true
    this.#stop?.()
    this.#timer?.cancel()
  }

  #tick(): void {
    this.#timer = this.#options.timers.after(POLL_MS, () => {
      const due = !this.#streaming || this.#options.exchange.now() - this.#seededAt >= RESEED_MS
      void (due ? this.#seed() : Promise.resolve()).then(() => {
        if (!this.#closed) this.#tick()
      })
    })
  }

  async #seed(): Promise<void> {
    try {
      const tickers = await this.#options.exchange.tickers()
      this.#seededAt = this.#heardAt = this.#options.exchange.now()
      this.#drop(new Set(tickers.map(({ symbol }) => symbol)))
      this.#take(tickers.flatMap((ticker) => fromTicker24h(ticker) ?? []))
    } catch (error) {
      this.#options.log.warn(describeError(error), 'prices not readable')
    }
  }

  /** Marks symbols that the whole list lacks, and drops those that it has lacked for long. An empty list says nothing. */
  #drop(listed: ReadonlySet<string>): void {
    if (listed.size === 0) return
    const now = this.#options.exchange.now()
    for (const symbol of this.#tickers.keys()) {
      const since = listed.has(symbol) ? undefined : (this.#missing.get(symbol) ?? now)
      if (since === undefined) this.#missing.delete(symbol)
      else this.#missing.set(symbol, since)
      if (since === undefined || now - since < DELISTED_MS) continue
      this.#missing.delete(symbol)
      this.#tickers.delete(symbol)
    }
    this.#priceOf = this.#listedPriceOf = undefined
  }

  #take(tickers: readonly TickerData[]): void {
    const changed = tickers.flatMap((next) => {
      const known = this.#tickers.get(next.symbol)
      this.#tickers.set(next.symbol, next)
      return known !== undefined && sameTicker(known, next) ? [] : [next]
    })
    if (changed.length === 0) return
    this.#priceOf = this.#listedPriceOf = undefined
    const time = this.#options.exchange.now()
    this.#options.publish(
      changed.map((data): MarketEnvelope => ({ topic: 'ticker', type: 'ticker.updated', time, data })),
    )
  }

  #pairs(isUsed: (symbol: string) => boolean = () => true) {
    const symbols = this.#options.symbols()
    const used = [...this.#tickers.values()].filter(({ symbol }) => isUsed(symbol))
    return used.flatMap(({ symbol, lastPrice }) => {
      const pair = symbols.pairOf(symbol)
      return pair === undefined ? [] : [{ ...pair, price: decimal<'quote per base'>(lastPrice) }]
    })
  }
}

function sameTicker(a: TickerData, b: TickerData): boolean {
  return TICKER_KEYS.every((key) => a[key] === b[key])
}

const TICKER_KEYS = [
  'lastPrice',
  'volume',
  'high',
  'low',
  'change',
  'bidPrice',
  'bidQuantity',
  'askPrice',
  'askQuantity',
] as const

/** Pair from `asset` to an asset that trades against USDT; `sells` when the asset is the pair's base. */
function stepToValue(asset: string, { all }: Symbols) {
  const valued = new Set(all.filter(({ quoteAsset }) => quoteAsset === VALUE_ASSET).map(({ baseAsset }) => baseAsset))
  for (const { symbol, baseAsset, quoteAsset } of all) {
    if (baseAsset === asset && valued.has(quoteAsset)) return { symbol, through: quoteAsset, sells: true }
    if (quoteAsset === asset && valued.has(baseAsset)) return { symbol, through: baseAsset, sells: false }
  }
  return undefined
}
