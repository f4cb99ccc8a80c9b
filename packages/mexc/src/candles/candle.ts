/** A candle in the SDK's terms, whichever way it came: over REST or from the stream. */

import { type Amount, decimal, type Price, type Quantity } from '@spotdeck/exact'
import type { KlineAnswer, PublicSpotKline } from '@spotdeck/wire'

/** Open, high, low and close of one window of time, with its volumes. */
export type Candle = {
  /** Start of the window, ms since the epoch, inclusive. */
  readonly openTime: number
  /** Start of the next window, ms since the epoch. */
  readonly closeTime: number
  readonly open: Price
  readonly high: Price
  readonly low: Price
  readonly close: Price
  /** Base. */
  readonly volume: Quantity
  /** Quote. */
  readonly quoteVolume: Amount
  /** True once the exchange's time has passed `closeTime` and no later print can change the candle. */
  readonly closed: boolean
}

/**
 * A row of `GET klines`.
 * @throws {ExactError} for prices or volumes that are no numbers
 */
export function candleOfRow(row: KlineAnswer, closed: boolean): Candle {
  const [openTime, open, high, low, close, volume, closeTime, quoteVolume] = row
  return {
    openTime,
    closeTime,
    open: decimal(open),
    high: decimal(high),
    low: decimal(low),
    close: decimal(close),
    volume: decimal(volume),
    quoteVolume: decimal(quoteVolume),
    closed,
  }
}

/**
 * A push of a kline channel. MEXC: its window is in seconds, and it never says that it is closed.
 * @throws {ExactError} for prices or volumes that are no numbers
 */
export function candleOfPush(push: PublicSpotKline): Candle {
  return {
    openTime: push.windowStart * 1_000,
    closeTime: push.windowEnd * 1_000,
    open: decimal(push.openingPrice),
    high: decimal(push.highestPrice),
    low: decimal(push.lowestPrice),
    close: decimal(push.closingPrice),
    volume: decimal(push.volume),
    quoteVolume: decimal(push.amount),
    closed: false,
  }
}
