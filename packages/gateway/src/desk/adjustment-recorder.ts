/**
 * Notes in the ledger what nobody explains, as soon as it has stayed for longer than a deal or its balance takes on its way, and
 * takes it back once it is explained. Growth leaves out what is noted, since the moment balances held it.
 */

import type { AssetAmount } from '@spotdeck/exact'
import {
  type LedgerState,
  type EventDraft,
  type UnexplainedAdjustment,
  VALUE_ASSET,
  noteKey,
  unadjusted,
} from '@spotdeck/ledger'
import type { Log } from '@spotdeck/ports'
import { describeError, EXPLAIN_MS, type Writer, type LedgerStore } from '@spotdeck/follow'
import type { PastPrices } from '../market/past-prices.ts'
import { type OpenAdjustment, dateAdjustment } from './date-adjustment.ts'

/** Parts of an adjustment recorder. */
export type NotingOptions = {
  readonly store: LedgerStore
  readonly writer: Writer
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
    const changesOrder = state !== this.#looked || this.#seen.size > 0
    if (this.#isBusy || closed || !changesOrder || !SETTLED.has(state.status.state)) return
    this.#isBusy = true
    this.#looked = state
    try {
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
    await writer.serial(async () => {
      // An amount that changed meanwhile is checked again later.
      if (unadjusted(writer.state).get(open.asset) !== open.amount) return
      await writer.write(notes.map(happeningOf(writer.now())))
      this.#seen.delete(open.asset)
    })
  }

  async #priced(note: UnexplainedAdjustment): Promise<UnexplainedAdjustment> {
    const { past, writer } = this.#options
    if (note.asset === VALUE_ASSET || note.since === 0 || writer.state.notes.has(noteKey(note))) return note
    const answer = await past.at(note.asset, note.since)
    return answer.kind === 'found' ? { ...note, unitPrice: answer.price } : note
  }
}

const happeningOf =
  (time: number) =>
  (note: UnexplainedAdjustment): EventDraft => ({ type: 'unexplained.noted', note, time, source: 'inferred' })
