/**
 * Adjustments that belong to a batch of events: what a read of balances shows and nothing explains is recorded with the
 * read itself, so that it is never growth; and it is reversed with the deals that explain it.
 */

import { type AssetAmount, absolute, compare, isNegative, negate, subtract, zero } from '@spotdeck/exact'
import { type EventDraft, record, unadjusted } from './apply.ts'
import { reasonKind } from './asset/reason.ts'
import { dealEffects } from './deal/effect.ts'
import type { LedgerEvent } from './event.ts'
import type { UnexplainedAdjustment } from './flow/adjustment.ts'
import type { LedgerState } from './state.ts'
import type { PriceOf } from './report/valuation.ts'
import { VALUE_ASSET } from './words.ts'

/** MEXC: REST gives deal times in whole seconds. */
const SECOND_MS = 1_000

/** An asset that a batch changed. `since`: time from which balances hold the change; `dealt`: time of the first deal. */
type Touched = { readonly since?: number; readonly dealt?: number }

/** A batch as it was recorded, and after it: `time` is now, `priceOf` returns the prices of now. */
type Batch = ReturnType<typeof record>
type Moment = { readonly time: number; readonly priceOf: PriceOf }

/** Adds to a recorded batch the adjustments that it makes necessary. */
export function withAdjustments(before: LedgerState, batch: Batch, { time, priceOf }: Moment): Batch {
  const touched = [...touchedIn(batch.events)]
  if (batch.state.notes.size === 0 && touched.every(([, { since }]) => since === undefined)) return batch
  const [was, is] = [unadjusted(before), unadjusted(batch.state)]
  const notes = touched.flatMap(([asset, one]) => {
    const open = is.get(asset) ?? zero<'asset'>()
    const brought = smaller(open, subtract(open, was.get(asset) ?? zero<'asset'>()))
    return adjustmentsOf(asset, brought, { ...one, notes: batch.state.notes, priceOf })
  })
  if (notes.length === 0) return batch
  const drafts = notes.map((note): EventDraft => ({ type: 'unexplained.noted', note, time, source: 'inferred' }))
  const { state, events } = record(batch.state, drafts, time)
  return { state, events: [...batch.events, ...events] }
}

function touchedIn(events: readonly LedgerEvent[]): ReadonlyMap<string, Touched> {
  const touched = new Map<string, Touched>()
  const touch = (asset: string, more: Touched): unknown => touched.set(asset, { ...touched.get(asset), ...more })
  for (const event of events) {
    if (event.type === 'asset.changed' && isCauseless(event.change.reason))
      touch(event.change.asset, { since: event.time })
    if (event.type === 'flow.told' && event.heldSince !== undefined) touch(event.flow.asset, { since: event.heldSince })
    if (event.type !== 'deal.added' && event.type !== 'deal.dropped') continue
    for (const { asset } of dealEffects(event.deal))
      touch(asset, { dealt: Math.min(touched.get(asset)?.dealt ?? Infinity, event.deal.time) })
  }
  return touched
}

const isCauseless = (reason: string): boolean => ['reconciled', 'unknown'].includes(reasonKind(reason))

type Context = Touched & Pick<LedgerState, 'notes'> & Pick<Moment, 'priceOf'>

/** An amount that a batch left open: it reverses adjustments of reads that hold its deals, the rest is one of its own. */
function adjustmentsOf(
  asset: string,
  open: AssetAmount,
  { since, dealt = Infinity, notes, priceOf }: Context,
): readonly UnexplainedAdjustment[] {
  let left = open
  const adjustments: UnexplainedAdjustment[] = []
  // One without a time was of deals whose balances had not come.
  const mayReverse = (note: UnexplainedAdjustment): boolean =>
    note.asset === asset && (note.since === 0 || note.since + SECOND_MS > dealt)
  for (const note of [...notes.values()].filter(mayReverse)) {
    const change = smaller(left, negate(note.change))
    if (change === '0') continue
    adjustments.push({ ...note, change })
    left = subtract(left, change)
  }
  if (left === '0' || since === undefined) return adjustments
  const unitPrice = asset === VALUE_ASSET ? undefined : priceOf(asset)
  return [...adjustments, { asset, change: left, since, unitPrice }]
}

/** The smaller of two amounts of the same direction; zero where they differ in it. */
function smaller(a: AssetAmount, b: AssetAmount): AssetAmount {
  if (a === '0' || b === '0' || isNegative(a) !== isNegative(b)) return zero()
  return compare(absolute(a), absolute(b)) <= 0 ? a : b
}
