/** Base of the methods: options, client, markets, and ccxt's own helpers. */

import { defined } from '@spotdeck/ports'
import { MexcClient } from '../node/node-client.ts'
import { asCcxtError } from './errors.ts'
import { FEATURES, hasOf } from './features.ts'
import { Markets } from './markets.ts'
import type { Currency } from './currencies.ts'
import type { Market } from './structures.ts'
import * as times from './times.ts'
import { Watches } from './watches.ts'

type Urls = { api?: { spot?: { public?: string }; ws?: { spot?: string } } }
type Value = number | string

/** Options by ccxt's names; what is not listed is accepted and has no effect. */
export type CcxtOptions = {
  readonly apiKey?: string
  readonly secret?: string
  /** Of one call, in ms. */
  readonly timeout?: number
  /** An HTTP or SOCKS proxy. */
  readonly httpsProxy?: string
  readonly urls?: Urls
  readonly options?: { readonly recvWindow?: number }
  /** The sandbox of this machine and its port; `urls.api` goes before it. */
  readonly preset?: 'live' | 'sandbox'
  readonly port?: number
  readonly [other: string]: unknown
}

/** An exchange without its methods: `ccxt.Exchange`. */
export class Exchange {
  readonly id = 'mexc'
  readonly name = 'MEXC'
  /** A pause between two calls in ms, for bots that wait by it. The SDK keeps MEXC's limits by itself. */
  readonly rateLimit = 50
  /** Hosts; a test sets `urls.api = { spot: { public }, ws: { spot } }` before the first call. */
  urls: Urls
  readonly timeframes = Object.fromEntries(Object.entries(times.TIMEFRAMES).map(([name, [rest]]) => [name, rest]))
  /** Methods by name: true for what is there. What ccxt has and this has not is missing. */
  readonly has = hasOf(this)
  /** Bounds of spot methods, as ccxt lists them. */
  readonly features = FEATURES
  /** Currencies by code: of the markets, and with their networks after `fetchCurrencies`. */
  currencies: Readonly<Record<string, Currency>> = {}
  readonly milliseconds = times.milliseconds
  readonly seconds = times.seconds
  readonly sleep = times.sleep
  readonly iso8601 = times.iso8601
  readonly parse8601 = times.parse8601
  readonly parseTimeframe = times.parseTimeframe
  readonly #options: CcxtOptions
  #listed: Markets | undefined
  #client: MexcClient | undefined
  #watches: Watches | undefined

  constructor(options: CcxtOptions = {}) {
    this.#options = options
    this.urls = options.urls ?? {}
  }

  /** The SDK's client, for all that ccxt's methods leave out. */
  get client(): MexcClient {
    const { apiKey, secret, timeout, httpsProxy: proxy, options: { recvWindow } = {} } = this.#options
    const { spot, ws } = this.urls.api ?? {}
    const credentials = apiKey && secret ? { apiKey, secret } : undefined
    const given = defined({ credentials, timeoutMs: timeout, readTimeoutMs: timeout, recvWindow, proxy })
    this.#client ??= new MexcClient(
      spot?.public === undefined
        ? { ...given, ...defined({ preset: this.#options.preset ?? 'live', port: this.#options.port }) }
        : { ...given, preset: 'custom', restUrl: spot.public, wsUrl: ws?.spot ?? 'wss://wbs-api.mexc.com/ws' },
    )
    return this.#client
  }

  /** Markets by unified symbol, after `loadMarkets`. */
  get markets(): Readonly<Record<string, Market>> {
    return this.listed.all
  }

  /** Unified symbols, after `loadMarkets`. */
  get symbols(): string[] {
    return Object.keys(this.markets).sort()
  }

  /** Reads the markets once, or again with `reload`. */
  async loadMarkets(reload = false): Promise<Readonly<Record<string, Market>>> {
    if (this.#listed !== undefined && !reload) return this.markets
    const { rules } = this.client
    this.#listed = new Markets(await this.asked(() => (reload ? rules.refresh() : rules.all())))
    this.currencies = { ...this.#listed.currencies, ...this.currencies }
    return this.markets
  }

  /** The market of a unified symbol, or of MEXC's. @throws {BadSymbol} */
  market(symbol: string): Market {
    return this.listed.of(symbol)
  }

  /** An amount on the market's grid, rounded down. */
  amountToPrecision(symbol: string, amount: Value): string {
    return this.listed.amount(symbol, amount)
  }

  /** A price on the market's grid, the nearest. */
  priceToPrecision(symbol: string, price: Value): string {
    return this.listed.price(symbol, price)
  }

  /** A cost on the grid of prices, rounded down. */
  costToPrecision(symbol: string, cost: Value): string {
    return this.listed.cost(symbol, cost)
  }

  /** Ends every stream and call. */
  async close(): Promise<void> {
    this.#watches?.close()
    await this.#client?.close()
  }

  /** The markets that were loaded. */
  protected get listed(): Markets {
    return this.#listed ?? NO_MARKETS
  }

  /** The streams behind `watch…`. */
  protected get watching(): Watches {
    return (this.#watches ??= new Watches(this.client))
  }

  /** The answer of a call, with ccxt's errors. */
  protected async asked<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call()
    } catch (error) {
      throw asCcxtError(error)
    }
  }

  /** The answer of a call for one market, by MEXC's symbol and the unified one. */
  protected async on<T>(symbol: string, call: (id: string, name: string) => Promise<T>): Promise<T> {
    await this.loadMarkets()
    const { id, symbol: name } = this.listed.of(symbol)
    return this.asked(() => call(id, name))
  }
}

const NO_MARKETS = new Markets()
