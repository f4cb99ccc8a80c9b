/**
 * Unexplained adjustments: amounts that neither deals nor flows explain, excluded from growth from the moment a balance
 * held them. An adjustment is reversed once deals or flows explain its amount.
 */

import { type AssetAmount, absolute, add, compare, isNegative, multiply, negate, zero } from '@spotdeck/exact'
import { type UnitPrice, type Value, VALUE_ASSET } from '../words.ts'

/** The unexplained amount of one asset (positive: credit) at one moment. */
export type UnexplainedAdjustment = {
  readonly asset: string
  readonly change: AssetAmount
  /** Exchange time in ms from which balances held it; 0 where that is not known. */
  readonly since: number
  /** USDT for one unit then; absent where no price is known. */
  readonly unitPrice?: UnitPrice | undefined
}

/** Key of an adjustment: there is one per asset and moment. */
export function noteKey({ asset, since }: Pick<UnexplainedAdjustment, 'asset' | 'since'>): string {
  return `${asset} ${since}`
}

/** Adds `more` of the same moment at the price recorded first, of either; `undefined` where nothing is left. */
export function mergeAdjustment(
  note: UnexplainedAdjustment | undefined,
  more: UnexplainedAdjustment,
): UnexplainedAdjustment | undefined {
  const change = add(note?.change ?? zero<'asset'>(), more.change)
  const unitPrice = note?.unitPrice ?? more.unitPrice
  return change === '0' ? undefined : { ...(note ?? more), change, unitPrice }
}

/** Returns the adjustment that an explained amount reverses; `undefined` where the amount has the other direction. */
export function reversalOf(note: UnexplainedAdjustment, explained: AssetAmount): UnexplainedAdjustment | undefined {
  if (isNegative(note.change) !== isNegative(explained)) return undefined
  const isWhole = compare(absolute(explained), absolute(note.change)) >= 0
  return { ...note, change: negate(isWhole ? note.change : explained) }
}

/** Value in USDT at the price of its moment; `undefined` where none is known. */
export function adjustmentValue({ asset, change, unitPrice }: UnexplainedAdjustment): Value | undefined {
  if (asset === VALUE_ASSET) return multiply<'USDT'>(change, ONE)
  return unitPrice === undefined ? undefined : multiply<'USDT'>(change, unitPrice)
}

/** Sum of all adjustments in USDT; those without a price are excluded. */
export function netUnexplained(notes: Iterable<UnexplainedAdjustment>): Value {
  let net = zero<'USDT'>()
  for (const note of notes) net = add(net, adjustmentValue(note) ?? zero<'USDT'>())
  return net
}

/** Returns the part of each amount that no adjustment records, without amounts that are recorded completely. */
export function withoutNoted(
  amounts: ReadonlyMap<string, AssetAmount>,
  notes: Iterable<UnexplainedAdjustment>,
): ReadonlyMap<string, AssetAmount> {
  const left = new Map(amounts)
  for (const { asset, change } of notes) left.set(asset, add(left.get(asset) ?? zero<'asset'>(), negate(change)))
  return new Map([...left].filter(([, amount]) => amount !== '0'))
}

const ONE = '1' as UnitPrice
