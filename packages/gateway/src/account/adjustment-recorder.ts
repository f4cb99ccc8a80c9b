/**
 * Records what stays unexplained for longer than a deal or its balance takes on its way, and reverses it once it is explained. What a
 * read showed is recorded by the writer already; where there was no price then, it is added here.
 */

import { type AssetAmount, zero } from '@spotdeck/exact'
import {
  type LedgerState,
  type EventDraft,
  type UnexplainedAdjustment,
  adjustmentValue,
  noteKey,
  unadjusted,
} from '@spotdeck/ledger'
import { type Log, MINUTE_MS, describeError } from '@spotdeck/ports'
import { EXPLAIN_MS, type Writer } from '@spotdeck/follow'
import { type LedgerStore } from '@spotdeck/store'
import type { PastPrices } from '../market/past-prices.ts'
import type { Prices } from '../market/prices.ts'
import { type OpenAdjustment, dateAdjustment } from './date-adjustment.ts'

/** Parts of an adjustment recorder. */
export type NotingOptions = {
  readonly store: LedgerStore
  readonly writer: Writer
  readonly prices: Pick<Prices, 'priceOf' | 'ready' | 'stale'>
  readonly past: Pick<PastPrices, 'at'>
  readonly log: Log
}

/** States in which deals that were missed have been asked for. */
const SETTLED: ReadonlySet<string> = new Set(['live', 'degraded'])
/** Amounts of one asset that are remembered: on an account that trades, each look may see another. */
const MAX_SEEN = 100

/** Records unexplained adjustments of balances once they have lasted. */
export class AdjustmentRecorder {
  readonly #options: NotingOptions
  /** Time since which each unexplained amount of an asset exists without interruption. */
  readonly #seen = new Map<string, Map<AssetAmount, number>>()
  #looked: LedgerState | undefined
  #isBusy = false

  constructor(options: NotingOptions) {
    this.#options = options
  }

  /** Looks at what is not noted, and notes what has stayed. Never throws; one look at a time. */
  async look(): Promise<void> {
    const { writer, log } = this.#options
    const { state, closed } = writer
    const isNew = state !== this.#looked || this.#seen.size > 0
    if (this.#isBusy || closed) return
    this.#isBusy = true
    try {
      for (const note of state.notes.values()) if (this.#lacksPrice(note)) await this.#price(note)
      if (!isNew || !SETTLED.has(state.status.state)) return
      this.#looked = state
      for (const open of this.#openAmounts(unadjusted(state))) {
        if (writer.now() - open.seenAt >= EXPLAIN_MS) await this.#note(open)
      }
    } catch (error) {
      log.warn(describeError(error), 'unexplained adjustment not recorded')
    } finally {
      this.#isBusy = false
    }
  }

  #openAmounts(amounts: ReadonlyMap<string, AssetAmount>): readonly OpenAdjustment[] {
    const now = this.#options.writer.now()
    for (const asset of this.#seen.keys()) if (!amounts.has(asset)) this.#seen.delete(asset)
    return [...amounts].map(([asset, amount]) => {
      const seen = this.#seen.get(asset) ?? new Map<AssetAmount, number>()
      if (seen.size >= MAX_SEEN) seen.clear()
      const seenAt = seen.get(amount) ?? now
      this.#seen.set(asset, seen.set(amount, seenAt))
      return { asset, amount, seenAt }
    })
  }

  async #note(open: OpenAdjustment): Promise<void> {
    const { store, writer } = this.#options
    const steps = await dateAdjustment(open, { state: writer.state, store })
    const notes: UnexplainedAdjustment[] = []
    for (const step of steps) notes.push(await this.#priced({ asset: open.asset, ...step }))
    // An amount that changed meanwhile is checked again later.
    const isOpen = (state: LedgerState): boolean => unadjusted(state).get(open.asset) === open.amount
    await writer.propose((state) => (isOpen(state) ? notes.map(happeningOf(writer.now())) : []))
    if (!unadjusted(writer.state).has(open.asset)) this.#seen.delete(open.asset)
  }

  /** True if equity values the asset now: an adjustment of it must have a value too. */
  #lacksPrice(note: UnexplainedAdjustment): boolean {
    const { prices, writer } = this.#options
    return lacksValue(note, prices, writer.state)
  }

  async #price(note: UnexplainedAdjustment): Promise<void> {
    const { writer } = this.#options
    const { unitPrice } = await this.#priced(note)
    if (unitPrice === undefined) return
    await writer.propose(({ notes }) => {
      const known = notes.get(noteKey(note))
      if (known === undefined || !this.#lacksPrice(known)) return []
      return [happeningOf(writer.now())({ ...known, change: zero(), unitPrice })]
    })
  }

  /** The price of its moment: that of now within a minute, or where the exchange has no candle of then. */
  async #priced(note: UnexplainedAdjustment): Promise<UnexplainedAdjustment> {
    const { past, prices, writer } = this.#options
    if (!this.#lacksPrice(note)) return note
    const live = prices.priceOf(note.asset)
    const isNow = note.since >= writer.now() - MINUTE_MS && !prices.stale
    const answer = isNow ? undefined : await past.at(note.asset, note.since)
    const unitPrice = answer?.kind === 'found' ? answer.price : live
    return unitPrice === undefined ? note : { ...note, unitPrice }
  }
}

/** True for an adjustment without a value although equity values its asset now. */
export function lacksValue(
  note: UnexplainedAdjustment,
  { priceOf, ready }: Pick<Prices, 'priceOf' | 'ready'>,
  { unvalued }: Pick<LedgerState, 'unvalued'>,
): boolean {
  if (!ready || note.since === 0 || adjustmentValue(note) !== undefined || unvalued.has(note.asset)) return false
  return priceOf(note.asset) !== undefined
}

const happeningOf =
  (time: number) =>
  (note: UnexplainedAdjustment): EventDraft => ({ type: 'unexplained.noted', note, time, source: 'inferred' })
