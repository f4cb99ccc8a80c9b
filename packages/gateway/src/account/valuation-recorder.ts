/** Records that an asset gained or lost its price, before equity is sampled: its value enters or leaves as a flow. */

import { type EventDraft, type LedgerState, type PriceOf, valuationChanges } from '@spotdeck/ledger'
import { type Log, describeError } from '@spotdeck/ports'
import { type Writer } from '@spotdeck/follow'
import type { Prices } from '../market/prices.ts'

/** Parts of a valuation recorder. */
export type ValuationRecorderOptions = {
  readonly writer: Writer
  readonly prices: Pick<Prices, 'priceOf' | 'ready'>
  /** The price that equity used last; `undefined` where it used none. */
  readonly lastPriceOf: PriceOf
  readonly log: Log
}

/** Records valuation changes of one account. */
export class ValuationRecorder {
  readonly #options: ValuationRecorderOptions

  constructor(options: ValuationRecorderOptions) {
    this.#options = options
  }

  /** Records what is due. Never throws. */
  async look(): Promise<void> {
    const { writer, log } = this.#options
    if (writer.closed || this.#due(writer.state).length === 0) return
    try {
      await writer.propose((state) => this.#due(state))
    } catch (error) {
      log.warn(describeError(error), 'valuation change not recorded')
    }
  }

  #due(state: LedgerState): readonly EventDraft[] {
    const { writer, prices, lastPriceOf } = this.#options
    if (state.birth === undefined || !prices.ready) return []
    const time = writer.now()
    return valuationChanges(state, { priceOf: prices.priceOf, lastPriceOf, time }).map((change): EventDraft => ({
      type: 'valuation.changed',
      change,
      time,
      source: 'inferred',
    }))
  }
}
