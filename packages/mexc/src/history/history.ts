/** The account's and the market's past over REST, list by list; see `client.history`. */

import { defined } from '@spotdeck/ports'
import {
  type AggTradeAnswer,
  type Deposit,
  type KlinesQuery,
  klineWindow,
  type MyTradeAnswer,
  type OrderAnswer,
  type WalletHistoryQuery,
  type Withdrawal,
} from '@spotdeck/wire'
import type { Candle } from '../candles/candle.ts'
import type { RestClient } from '../rest/rest-client.ts'
import { aggTradeList, depositList, klineList, orderList, tradeList, withdrawalList } from './history-lists.ts'
import { type HistoryRange, type HistoryReading, readHistory } from './read-history.ts'

/** Range of a history of one symbol. */
export type SymbolRange = HistoryRange & { readonly symbol: string }
/** Range of candles of one interval. */
export type CandleRange = SymbolRange & Pick<KlinesQuery, 'interval'>
/** Range of deposits or withdrawals, of one asset or of all. */
export type WalletRange = HistoryRange & Pick<WalletHistoryQuery, 'coin' | 'status'>

/**
 * Lists of the past as loops, oldest row first. Calls wait behind all others of the limits (`background`). A range may
 * be longer than MEXC's own: it is read in as many calls as it takes. Nothing is asked for before the loop starts.
 */
export class History {
  readonly #rest: RestClient

  constructor(rest: RestClient) {
    this.#rest = rest
  }

  /**
   * Orders by the time at which they were placed. MEXC: SEVEN days back at most; what is older is a gap,
   * `BEYOND_REACH`.
   */
  orders({ symbol, ...range }: SymbolRange): HistoryReading<OrderAnswer> {
    return readHistory(this.#rest, orderList(this.#rest, symbol), range)
  }

  /**
   * Own trades, a month back at most. At the end they are held against what the orders of the range executed, as far as
   * MEXC lists orders (seven days): `coverage.provenFrom`. Trades that only this found come last.
   */
  trades({ symbol, ...range }: SymbolRange): HistoryReading<MyTradeAnswer> {
    return readHistory(this.#rest, tradeList(this.#rest, symbol), range)
  }

  /**
   * Closed candles, from the one that holds `from`; that of this moment is not among them. A window that MEXC did not
   * answer is a gap, `MISSING`.
   */
  klines({ symbol, interval, from, ...range }: CandleRange): HistoryReading<Candle> {
    const { openTime } = klineWindow(interval, from)
    return readHistory(this.#rest, klineList(this.#rest, { symbol, interval }), { ...range, from: openTime })
  }

  /** Public trades. MEXC: about a day back, and without ids. */
  aggTrades({ symbol, ...range }: SymbolRange): HistoryReading<AggTradeAnswer> {
    return readHistory(this.#rest, aggTradeList(this.#rest, symbol), range)
  }

  /** Deposits, 90 days back at most. */
  deposits({ coin, status, ...range }: WalletRange): HistoryReading<Deposit> {
    return readHistory(this.#rest, depositList(this.#rest, defined({ coin, status })), range)
  }

  /** Withdrawals, 90 days back at most. */
  withdrawals({ coin, status, ...range }: WalletRange): HistoryReading<Withdrawal> {
    return readHistory(this.#rest, withdrawalList(this.#rest, defined({ coin, status })), range)
  }
}
