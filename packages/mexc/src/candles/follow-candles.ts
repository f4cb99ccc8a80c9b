/// <reference lib="esnext.disposable" preserve="true" />
/** A rolling window of candles of any timeframe: whole over interruptions, each closed candle exact and told once. */

import { backoffMs, SECOND_MS, type Timer, withDeadline } from '@spotdeck/ports'
import { channels, klines, klineWindow, streamKlineInterval } from '@spotdeck/wire'
import { UnknownSymbol } from '../errors/order-errors.ts'
import type { MarketStreams } from '../market-stream/market-stream.ts'
import { BoundedQueue } from '../reading/bounded-queue.ts'
import type { CallOptions, RestClient } from '../rest/rest-client.ts'
import type { MexcWorld } from '../world.ts'
import { aggregateCandles } from './aggregate.ts'
import { type Candle, candleOfPush, candleOfRow } from './candle.ts'
import { type CandleWindow, FINAL_AFTER_MS, NO_CANDLES, withPushed, withRows } from './candle-window.ts'
import { type Timeframe, type TimeframeParts, timeframeParts, windowStart } from './timeframe.ts'

/** Options of a candle window. */
export type CandleOptions = {
  /** Closed candles kept; 200 by default. */
  readonly count?: number
  /** Ends the loop. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Candles of a symbol until they are closed. As a loop: every candle that closes from now on, once, exact and in order.
 */
export interface FollowedCandles extends AsyncIterable<Candle>, AsyncDisposable {
  /** The last closed candles, oldest first; empty until the first answer of REST. */
  readonly closed: readonly Candle[]
  /** The candle of this moment by the newest push, not final; undefined before the first. */
  readonly current: Candle | undefined
  /** Exchange time up to which the candles are closed, ms since the epoch; undefined before the first answer. */
  readonly closedTo: number | undefined
  /**
   * Waits for the first answer of REST. False: there was none within `withinMs` (30,000 by default).
   * @throws {UnknownSymbol} MEXC lists no such symbol: the candles are closed
   */
  ready(options?: { readonly withinMs?: number }): Promise<boolean>
  /** Idempotent. */
  close(): void
}

/** Parts of a candle window. */
export type CandleParts = {
  readonly rest: RestClient
  readonly streams: MarketStreams
  readonly world: Pick<MexcWorld, 'timers' | 'random'>
}

/** A range of candles, ms since the epoch: `from` inclusive, `to` exclusive. */
export type CandleSpan = { readonly from: number; readonly to: number }

const DEFAULT_COUNT = 200
/** MEXC: 500 rows, and an end that some servers include. */
export const CANDLES_PAGE = 499
const MAX_PAUSE_MS = 10 * SECOND_MS
const DEFAULT_READY_WITHIN_MS = 30 * SECOND_MS

/** Reads candles of at most `CANDLES_PAGE` windows. */
export async function readCandles(
  rest: RestClient,
  { symbol, base, from, to }: CandleSpan & Pick<TimeframeParts, 'base'> & { readonly symbol: string },
  options: CallOptions,
): Promise<readonly Candle[]> {
  const query = { symbol, interval: base, startTime: from, endTime: to - 1, limit: CANDLES_PAGE + 1 }
  return (await rest.call(klines, query, options)).map((row) => candleOfRow(row, true))
}

/**
 * Follows the candles of a symbol.
 * @throws {InvalidRequest} for a timeframe that is none
 */
export function followCandles(
  parts: CandleParts,
  { symbol, timeframe }: { readonly symbol: string; readonly timeframe: Timeframe },
  options: CandleOptions = {},
): FollowedCandles {
  return new RollingCandles(parts, { symbol, ...timeframeParts(timeframe) }, options)
}

class RollingCandles implements FollowedCandles {
  readonly #parts: CandleParts
  readonly #frame: TimeframeParts & { readonly symbol: string }
  readonly #count: number
  readonly #queue: BoundedQueue<Candle>
  readonly #ending = new AbortController()
  readonly #leave: () => void
  readonly #loaded: Promise<void>
  #load = (): void => undefined
  #window: CandleWindow = NO_CANDLES
  #timer: Timer | undefined
  #failures = 0
  #unknown: UnknownSymbol | undefined
  /** Start of the first candle that the loop has not had. */
  #told: number | undefined

  constructor(parts: CandleParts, frame: TimeframeParts & { readonly symbol: string }, options: CandleOptions) {
    const { count = DEFAULT_COUNT, signal } = options
    this.#parts = parts
    this.#frame = frame
    this.#count = count
    this.#loaded = new Promise((resolve) => (this.#load = resolve))
    this.#queue = new BoundedQueue<Candle>({ keep: 'queue' }, () => this.close())
    this.#leave = parts.streams.subscribe(channels.kline(frame.symbol, streamKlineInterval(frame.base)), {
      push: ({ body }) => (this.#window = withPushed(this.#window, candleOfPush(body.value))),
      closed: () => this.close(),
    })
    if (signal?.aborted === true) this.close()
    else signal?.addEventListener('abort', () => this.close(), { signal: this.#ending.signal })
    void this.#read()
  }

  [Symbol.asyncIterator](): AsyncIterator<Candle, undefined> {
    return this.#queue
  }

  get closed(): readonly Candle[] {
    const { lengthMs } = this.#frame
    return aggregateCandles(this.#window.closed, lengthMs)
      .filter(({ closed }) => closed)
      .slice(-this.#count)
  }

  get current(): Candle | undefined {
    const { lengthMs, baseMs } = this.#frame
    const { closed, pushed } = this.#window
    const parts = [...closed.slice(-lengthMs / baseMs), ...pushed]
    const last = aggregateCandles(parts, lengthMs).at(-1)
    return last?.closed === false ? last : undefined
  }

  get closedTo(): number | undefined {
    return this.#window.closed.at(-1)?.closeTime
  }

  async ready({ withinMs = DEFAULT_READY_WITHIN_MS }: { readonly withinMs?: number } = {}): Promise<boolean> {
    const late = (): Error => new Error('late')
    const { timers } = this.#parts.world
    await withDeadline(this.#loaded, { timers, ms: withinMs, late }).catch(() => undefined)
    if (this.#unknown !== undefined) throw this.#unknown
    return this.closedTo !== undefined
  }

  close(): void {
    if (this.#ending.signal.aborted) return
    this.#ending.abort()
    this.#load()
    this.#timer?.cancel()
    this.#leave()
    this.#queue.end()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.close()
  }

  /** Reads what is closed since the last answer, and comes again when the next candle is final. */
  async #read(): Promise<void> {
    const { rest } = this.#parts
    const { baseMs } = this.#frame
    const before = this.closedTo
    try {
      const now = rest.exchangeNow()
      for (let from = before ?? this.#start(now); from < now; from += CANDLES_PAGE * baseMs) {
        const askedAt = rest.exchangeNow()
        const span = { ...this.#frame, from, to: Math.min(now, from + CANDLES_PAGE * baseMs) }
        const rows = await readCandles(rest, span, { signal: this.#ending.signal })
        this.#window = withRows(this.#window, rows, { askedAt, most: this.#kept })
      }
      this.#tell()
      this.#load()
      this.#failures = this.closedTo === before ? this.#failures + 1 : 0
    } catch (error) {
      this.#failures += 1
      if (error instanceof UnknownSymbol) this.#unknown = error
      if (this.#unknown !== undefined) this.close()
    }
    if (!this.#ending.signal.aborted)
      this.#timer = this.#parts.world.timers.after(this.#pauseMs(), () => void this.#read())
  }

  /** Candles of MEXC's interval that make the window, and those of the candle that is open. */
  get #kept(): number {
    const { lengthMs, baseMs } = this.#frame
    return (this.#count + 1) * (lengthMs / baseMs)
  }

  #start(now: number): number {
    const { lengthMs } = this.#frame
    return windowStart(now, lengthMs) - this.#count * lengthMs
  }

  #tell(): void {
    const { closed } = this
    const told = this.#told
    if (told !== undefined) for (const candle of closed) if (candle.openTime >= told) this.#queue.put(candle)
    const last = closed.at(-1)
    if (last !== undefined) this.#told = last.closeTime
  }

  /** Until the next candle is final; a second and more where it should be and is not. */
  #pauseMs(): number {
    const now = this.#parts.rest.exchangeNow()
    const { closeTime } = klineWindow(this.#frame.base, this.closedTo ?? now)
    if (this.#failures === 0) return Math.max(SECOND_MS, closeTime + FINAL_AFTER_MS - now)
    return SECOND_MS + backoffMs(this.#failures, this.#parts.world.random, { capMs: MAX_PAUSE_MS })
  }
}
