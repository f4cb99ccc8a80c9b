/** Time since which balances contained a flow as an unexplained amount: that of the balance read that brought it. */

import { type AssetAmount, absolute, add, compare, isNegative, subtract } from '@spotdeck/exact'
import { type LedgerState, type ReportedFlow, RECONCILED } from '@spotdeck/ledger'
import { type Slices, inSlices } from '../slices.ts'
import type { LedgerStore, ListedFlow } from '@spotdeck/store'

/** Maximal number of balance reads after a flow: one asset has fewer between two reads of the lists. */
const READS = 1_000

/** A read that changed a balance without a reason, and the part of the change that no flow explains yet. */
type Read = { readonly time: number; readonly left: AssetAmount }

/** Finds the booking time of reported flows, over one commit. */
export class FlowBookingTime {
  readonly #state: LedgerState
  readonly #store: Pick<LedgerStore, 'history'>
  /** Amounts of each read that known flows explain, by asset and time. */
  readonly #explained = new Map<string, AssetAmount>()

  constructor(state: LedgerState, store: Pick<LedgerStore, 'history'>) {
    this.#state = state
    this.#store = store
  }

  /** Subtracts the flows of the ledger from the reads that brought them. */
  async explain(listed: readonly ListedFlow[], slices: Slices): Promise<void> {
    await inSlices(listed, slices, ({ asset, change, held }) => {
      if (held !== undefined) this.#note(asset, held.since, change)
    })
  }

  /**
   * Returns the time at which balances were first read with the flow in them, in ms: equity samples from then on
   * contain it. A deposit is listed up to a day before it is booked: its read is the first that changed the balance by
   * exactly that amount, or else by at least as much. `undefined`: since the flow's own time.
   */
  async of({ asset, change, reason, time }: ReportedFlow): Promise<number | undefined> {
    if (this.#state.birth === undefined || time < this.#state.birth) return undefined
    const reads = await this.#reads(asset, time)
    const holds = ({ left }: Read): boolean =>
      isNegative(left) === isNegative(change) && compare(absolute(left), absolute(change)) >= 0
    const brought = reason === 'DEPOSIT' ? (reads.find(({ left }) => left === change) ?? reads.find(holds)) : undefined
    const since = (brought ?? reads[0])?.time
    if (since !== undefined) this.#note(asset, since, change)
    return since
  }

  /** Reads with an unexplained part, oldest first. */
  async #reads(asset: string, from: number): Promise<readonly Read[]> {
    const events = await this.#store.history('movements', {
      asset,
      from,
      reasons: { only: [RECONCILED] },
      limit: READS,
    })
    const reads = events.flatMap((event): Read[] => {
      if (event.type !== 'asset.changed') return []
      const { freeChange, lockedChange } = event.change
      const explained = this.#explained.get(keyOf(asset, event.time)) ?? ('0' as AssetAmount)
      return [{ time: event.time, left: subtract(add(freeChange, lockedChange), explained) }]
    })
    return reads.reverse()
  }

  #note(asset: string, since: number, change: AssetAmount): void {
    const key = keyOf(asset, since)
    this.#explained.set(key, add(this.#explained.get(key) ?? ('0' as AssetAmount), change))
  }
}

const keyOf = (asset: string, time: number): string => `${asset} ${time}`
