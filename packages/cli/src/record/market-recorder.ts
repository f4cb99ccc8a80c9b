/** Follows the public market of a host through the SDK, and gives every record of it to one taker: a file, or a mirror. */

import { type Clock, MINUTE_MS, type Log, type Timer, sleep } from '@spotdeck/ports'
import {
  type FollowedBook,
  type MexcWorld,
  type OpenMarketStreams,
  type RestClient,
  type StaleReason,
  createRestClient,
  followBook,
  openMarketStreams,
  restSnapshots,
} from '@spotdeck/mexc'
import type { LostBook, MarketRecord } from '@spotdeck/sandbox'
import { type PublicChannel, exchangeInfo, klines, trades } from '@spotdeck/wire'
import { CommandError } from '../command-error.ts'
import { tapped } from './tap.ts'

/** Levels of a snapshot; more are never sent. */
const LEVELS = 5_000
const PAGE = 500
/** Pages of minutes: a day and the hour around it. */
const MINUTE_PAGES = 3
/** A finished candle is asked for so long after its end. */
const SETTLED_MS = 3_000
/** Books and prints of all symbols are live within this, or there is no market. */
const LIVE_WITHIN_MS = 60_000
/** Most symbols: each has two channels, a snapshot and five pages of candles. */
export const MAX_SYMBOLS = 20

/** Host and symbols to follow. */
export type RecorderOptions = {
  readonly rest: string
  readonly ws: string
  /** True where plain http and ws may lead to another machine: public data alone is on the way. */
  readonly allowPlain?: boolean
  readonly symbols: readonly string[]
  readonly world: MexcWorld & { readonly log: Log }
  readonly take: (record: MarketRecord) => void
}

/** Channels that are followed of a symbol. */
export function recordedChannels(symbol: string): readonly PublicChannel[] {
  return [
    { kind: 'aggreDepth', symbol, interval: '100ms' },
    { kind: 'aggreDeals', symbol, interval: '100ms' },
  ]
}

/** Parts of a symbol that are followed without a gap. */
type Lane = { book: boolean; prints: boolean; live: boolean; why: string }

/** The market of one host, as records. Create it, then `begin`. */
export class MarketRecorder {
  readonly #options: RecorderOptions
  readonly #rest: RestClient
  readonly #streams: OpenMarketStreams
  readonly #lanes: ReadonlyMap<string, Lane>
  #books: readonly FollowedBook[] = []
  #waiting: (() => void) | undefined
  readonly #closing = new AbortController()

  /** @throws {InsecureHost} for plain http or ws to another machine, {InvalidRequest} for what is no address */
  constructor(options: RecorderOptions) {
    this.#options = options
    const { rest: baseUrl, ws: wsUrl, allowPlain = false, symbols } = options
    const world = tapped(options.world, options.take)
    this.#rest = createRestClient({ baseUrl, world, allowPlain })
    this.#streams = openMarketStreams({ wsUrl, world, allowPlain, reachability: this.#rest.reachability })
    this.#lanes = new Map(
      symbols.map((symbol) => [symbol, { book: false, prints: false, live: false, why: 'nothing was pushed yet' }]),
    )
  }

  /** The host's time. */
  get clock(): Clock {
    return { now: () => this.#rest.exchangeNow() }
  }

  /** Symbols that are live now. */
  get live(): readonly string[] {
    return [...this.#lanes].flatMap(([symbol, { live }]) => (live ? [symbol] : []))
  }

  /**
   * Follows all symbols, asks for what was before, and gives the `start` record: at the next whole minute, so that no candle is
   * begun, or now.
   * @throws {CommandError} `MARKET_NOT_LIVE` when the host does not list a symbol, or it does not become live; {MexcError} for calls that fail
   */
  async begin(when: 'minute' | 'now'): Promise<number> {
    const { symbols } = this.#options
    await this.#readRules()
    this.#follow()
    await this.#untilLive()
    const now = this.clock.now()
    const startAt = when === 'now' ? now : Math.ceil(now / MINUTE_MS) * MINUTE_MS
    const { timers } = this.#options.world
    if (when === 'minute') await sleep({ timers, ms: startAt + SETTLED_MS - now, signal: this.#closing.signal })
    for (const symbol of symbols) await this.#readPast(symbol, startAt)
    this.#take({ kind: 'start', startAt })
    return startAt
  }

  /** Ends all streams. Idempotent. */
  async close(): Promise<void> {
    this.#closing.abort()
    for (const book of this.#books) book.close()
    await this.#streams.close()
  }

  async #readRules(): Promise<void> {
    const { symbols, rest } = this.#options
    try {
      await this.#rest.syncClock()
      await this.#rest.call(exchangeInfo, symbols.length === 1 ? { symbol: symbols[0] ?? '' } : { symbols })
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause)
      const message = `${rest} does not answer with the rules of ${symbols.join(', ')}: check the address, and that it lists them. (${why})`
      throw new CommandError('MARKET_NOT_LIVE', message, { cause })
    }
  }

  #follow(): void {
    const { symbols, world } = this.#options
    const snapshot = restSnapshots(this.#rest, LEVELS)
    this.#books = symbols.map((symbol) =>
      followBook({
        symbol,
        streams: this.#streams,
        snapshot,
        world,
        handlers: {
          changed: () => this.#set(symbol, { book: true }),
          stale: (reason, detail) => this.#set(symbol, { book: false }, `${reason}: ${detail}`, lostBookOf(reason)),
        },
      }),
    )
    for (const symbol of symbols) {
      const lost = (why: string): void => this.#set(symbol, { prints: false }, why, 'whole')
      this.#streams.subscribe(
        { kind: 'aggreDeals', symbol, interval: '100ms' },
        { push: () => undefined, subscribed: () => this.#set(symbol, { prints: true }), lost, refused: lost },
      )
    }
  }

  /** A symbol is live while both its book and its prints are followed. */
  #set(symbol: string, change: Partial<Pick<Lane, 'book' | 'prints'>>, why = '', book: LostBook = 'whole'): void {
    const lane = this.#lanes.get(symbol)
    if (lane === undefined) return
    Object.assign(lane, change)
    if (why !== '') {
      lane.why = why
      lane.live = false
      return this.#take({ kind: 'lost', symbol, why, book })
    }
    if (lane.live || !lane.book || !lane.prints) return
    lane.live = true
    this.#take({ kind: 'live', symbol })
    if (this.live.length === this.#lanes.size) this.#waiting?.()
  }

  #untilLive(): Promise<void> {
    const { timers } = this.#options.world
    return new Promise((resolve, reject) => {
      const isLive = (): boolean => this.live.length === this.#lanes.size
      if (isLive()) return resolve()
      const timer: Timer = timers.after(LIVE_WITHIN_MS, () => {
        const late = [...this.#lanes].flatMap(([symbol, { live, why }]) => (live ? [] : [`${symbol} (${why})`]))
        const message = `Not live within a minute: ${late.join(', ')}. Check --ws and the symbols, then try again.`
        reject(new CommandError('MARKET_NOT_LIVE', message))
      })
      this.#waiting = () => {
        timer.cancel()
        resolve()
      }
    })
  }

  /** The tap keeps the answers. */
  async #readPast(symbol: string, startAt: number): Promise<void> {
    for (let page = 0, endTime = startAt; page < MINUTE_PAGES; page++, endTime -= PAGE * MINUTE_MS)
      await this.#rest.call(klines, { symbol, interval: '1m', endTime, limit: PAGE })
    for (const interval of ['60m', '1d'] as const)
      await this.#rest.call(klines, { symbol, interval, endTime: startAt, limit: PAGE })
    await this.#rest.call(trades, { symbol, limit: 1_000 })
  }

  #take(record: MarketRecord extends infer One ? (One extends MarketRecord ? Omit<One, 'at'> : never) : never): void {
    this.#options.take({ ...record, at: this.#options.world.clock.now() })
  }
}

function lostBookOf(reason: StaleReason): LostBook {
  return reason === 'LOST' ? 'ended' : 'gap'
}
