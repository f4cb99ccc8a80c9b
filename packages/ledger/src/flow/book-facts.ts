/** Books internal events of money that change no balance: prices, valuation changes, unexplained adjustments. */

import { add, isZero, multiply, subtract, zero } from '@spotdeck/exact'
import type { Draft } from '../draft.ts'
import { type UnexplainedAdjustment, mergeAdjustment, noteKey } from './adjustment.ts'
import type { PricedFlow } from './flow.ts'
import { type ValuationChange, valuationKey } from './valuation-change.ts'

/** A price that arrives after its flow moves the flow from the unpriced amounts to the net deposits. */
export function flowPriced(draft: Draft, { asset, change, unitPrice }: PricedFlow): void {
  draft.scalars.netDeposits = add(draft.scalars.netDeposits, multiply<'USDT'>(change, unitPrice))
  const left = subtract(draft.map('unpricedFlows').get(asset) ?? zero<'asset'>(), change)
  if (isZero(left)) draft.delete('unpricedFlows', asset)
  else draft.set('unpricedFlows', asset, left)
}

/** An asset enters or leaves equity. */
export function valuationChanged(draft: Draft, change: ValuationChange): void {
  draft.set('valuations', valuationKey(change), change)
  if (change.isPriced) draft.delete('unvalued', change.asset)
  else draft.set('unvalued', change.asset, change.time)
}

/** Merges an adjustment with those of the same moment. */
export function noted(draft: Draft, note: UnexplainedAdjustment): void {
  const key = noteKey(note)
  const whole = mergeAdjustment(draft.map('notes').get(key), note)
  if (whole === undefined) draft.delete('notes', key)
  else draft.set('notes', key, whole)
}
