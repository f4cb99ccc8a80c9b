/** One account whose ledger another process may be writing: the ledger is read here, and served. */

import { ReadLedger, type ReadLedgerOptions } from '@spotdeck/cluster'
import type { Prices } from '../market/prices.ts'
import { AccountFigures } from './account-figures.ts'
import { ServedLedger, type ServedLedgerOptions } from './served-ledger.ts'

/** Parts and settings of a reader. */
export type ReadAccountOptions = Omit<ReadLedgerOptions, 'applied'> &
  Omit<ServedLedgerOptions, 'trading' | 'plans' | 'imports'> & { readonly prices: Prices }

/** States in which equity is sampled. */
const CURRENT: ReadonlySet<string> = new Set(['live', 'reconciling', 'degraded'])
/** The process that follows the account stores samples. */
const NOT_STORED = { saveEquity: () => Promise.resolve(), pruneEquity: () => Promise.resolve() }

/** Reads an account from `start` until `close`. */
export class ReadAccount {
  readonly ledger: ReadLedger
  readonly served: ServedLedger
  readonly #figures: AccountFigures

  constructor(options: ReadAccountOptions) {
    this.ledger = new ReadLedger({
      ...options,
      applied: (events, state) => this.#figures.applied(events, state),
    })
    this.#figures = new AccountFigures({
      ...options,
      source: this.ledger,
      samples: NOT_STORED,
      prepare: async () => {
        if (!CURRENT.has(this.ledger.status.state)) return false
        await this.#figures.settled()
        return true
      },
    })
    this.served = new ServedLedger(options, this.ledger, this.#figures)
  }

  start(): void {
    this.ledger.start()
    this.#figures.start()
  }

  /** Nothing is published any more. Idempotent. */
  async close(): Promise<void> {
    this.ledger.close()
    this.#figures.stop()
    await this.#figures.end()
  }
}
