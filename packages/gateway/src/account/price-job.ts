/**
 * Records the prices of deals and flows as facts of their own: from the live market for the newest minute, else from the candles of
 * their time. It works through the ledger's list of what has no price, after every commit that adds to it, and again later where the
 * exchange did not answer or no market had a price.
 */

import { isPositive } from '@spotdeck/exact'
import {
  type CostKey,
  type Deal,
  type EventDraft,
  type LedgerEvent,
  type UnitPrice,
  VALUE_ASSET,
  isWithdrawal,
  lacksDealPrice,
  lacksFlowPrice,
  pricesOfDeal,
  unvaluedAt,
} from '@spotdeck/ledger'
import { HOUR_MS, type Log, MINUTE_MS, describeError } from '@spotdeck/ports'
import { type LedgerStore, type ListedFlow, type Unpriced, eventOfFlow, listed, unpricedKey } from '@spotdeck/store'
import { type Writer } from '@spotdeck/follow'
import type { PastPrices } from '../market/past-prices.ts'
import type { Prices } from '../market/prices.ts'
import { withdrawalsOfFlows } from '@spotdeck/reports'

/** Parts of a price job. */
export type PriceJobOptions = {
  readonly store: Pick<LedgerStore, 'unpriced' | 'flows'>
  readonly writer: Writer
  readonly prices: Pick<Prices, 'priceOf' | 'ready' | 'stale'>
  readonly past: Pick<PastPrices, 'at'>
  /** Lets other work run. */
  readonly turn: () => Promise<void>
  readonly log: Log
}

/** Records that are read and priced together: one commit. */
const PAGE = 200
/** Age up to which the live price is the price of a time, in ms. */
const PRESENT_MS = MINUTE_MS
/** Wait before asking again where the exchange did not answer, and where no market had a price, in ms. */
const RETRY_MS = 30_000
const NONE_RETRY_MS = HOUR_MS
const START: CostKey = { time: -1, id: '' }

/** Prices the deals and flows of one ledger. */
export class PriceJob {
  readonly #options: PriceJobOptions
  /** From where the list is read next, and when. */
  #next: { readonly after: CostKey; readonly at: number } | undefined = { after: START, at: 0 }
  #isBusy = false

  constructor(options: PriceJobOptions) {
    this.#options = options
  }

  /** Notes what a commit added without a price. */
  committed(events: readonly LedgerEvent[]): void {
    for (const event of events) {
      const entry = listed(event)
      const isUnpriced =
        (entry?.kind === 'deal' && lacksDealPrice(entry.deal)) || (entry?.kind === 'flow' && lacksFlowPrice(entry.flow))
      if (isUnpriced) this.#readFrom(event.time, 0)
    }
  }

  /** Prices what is due. Never throws; one run at a time. */
  async look(): Promise<void> {
    const { writer, prices, log } = this.#options
    const next = this.#next
    if (this.#isBusy || writer.closed || !prices.ready || next === undefined || writer.now() < next.at) return
    this.#isBusy = true
    this.#next = undefined
    try {
      await this.#run(next.after)
    } catch (error) {
      log.warn(describeError(error), 'prices of deals and flows not recorded')
      this.#readFrom(next.after.time, writer.now() + RETRY_MS)
    } finally {
      this.#isBusy = false
    }
  }

  /** Reads the list again from `time` on, not before `at`; of two such wishes the earlier time and the earlier moment. */
  #readFrom(time: number, at: number): void {
    const known = this.#next ?? { after: { time: Infinity, id: '' }, at: Infinity }
    this.#next = { after: { time: Math.min(known.after.time, time - 1), id: '' }, at: Math.min(known.at, at) }
  }

  async #run(from: CostKey): Promise<void> {
    const { store, writer, turn } = this.#options
    for (let after = from; ;) {
      const page = await store.unpriced(PAGE, after)
      const facts: EventDraft[] = []
      for (const one of page) facts.push(...(await this.#priced(one)))
      if (facts.length > 0 && !writer.closed) await writer.propose(() => facts)
      const last = page.at(-1)
      const key = last === undefined ? undefined : unpricedKey(last)
      if (key === undefined || page.length < PAGE || writer.closed) return
      after = key
      await turn()
    }
  }

  async #priced(one: Unpriced): Promise<readonly EventDraft[]> {
    return one.kind === 'deal' ? this.#pricedDeal(one.deal) : this.#pricedFlow(one.flow)
  }

  async #pricedDeal(deal: Deal): Promise<readonly EventDraft[]> {
    const { orderId, tradeId, side, time } = deal
    const found = new Map<string, UnitPrice>()
    for (const asset of [deal.quoteAsset, deal.feeAsset]) {
      if (asset === VALUE_ASSET || found.has(asset)) continue
      const known = pricesOfDeal(deal, (name) => found.get(name))
      const isKnown = asset === deal.quoteAsset ? known.quoteUnitPrice : known.feeUnitPrice
      const price = isKnown === undefined ? await this.#priceAt(asset, time) : undefined
      if (price !== undefined) found.set(asset, price)
    }
    const prices = pricesOfDeal(deal, (asset) => found.get(asset))
    const isNews = prices.quoteUnitPrice !== deal.quoteUnitPrice || prices.feeUnitPrice !== deal.feeUnitPrice
    return isNews ? [{ type: 'deal.priced', orderId, tradeId, side, prices, time, source: 'inferred' }] : []
  }

  async #pricedFlow(flow: ListedFlow): Promise<readonly EventDraft[]> {
    const { asset, change, time } = flow
    if (unvaluedAt(this.#options.writer.state.valuations.values())(asset, flow.held?.since ?? time)) return []
    const gone = await this.#givenBack(flow)
    const unitPrice = gone === undefined ? await this.#priceAt(asset, time) : gone.unitPrice
    if (gone !== undefined && unitPrice === undefined) this.#readFrom(time, this.#options.writer.now() + RETRY_MS)
    if (unitPrice === undefined) return []
    return [
      { type: 'flow.priced', flow: { of: eventOfFlow(flow), asset, change, unitPrice }, time, source: 'inferred' },
    ]
  }

  /** The withdrawal that a flow gives back: at its own price the two add up to nothing. */
  async #givenBack(flow: ListedFlow): Promise<ListedFlow | undefined> {
    if (!isWithdrawal(flow.reason) || !isPositive(flow.change)) return undefined
    const flows = await this.#options.store.flows()
    const { n } = withdrawalsOfFlows(flows).get(eventOfFlow(flow)) ?? {}
    return n === eventOfFlow(flow) ? undefined : flows.find((one) => eventOfFlow(one) === n)
  }

  async #priceAt(asset: string, time: number): Promise<UnitPrice | undefined> {
    const { prices, past, writer } = this.#options
    const now = writer.now()
    const live = time >= now - PRESENT_MS && !prices.stale ? prices.priceOf(asset) : undefined
    if (live !== undefined) return live
    const answer = await past.at(asset, time)
    if (answer.kind === 'found') return answer.price
    this.#readFrom(time, now + (answer.kind === 'none' ? NONE_RETRY_MS : RETRY_MS))
    return undefined
  }
}
