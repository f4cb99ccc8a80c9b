/**
 * Amounts that nobody explains, as growth sees them: from the moment a balance held one it came or went, and was neither earned nor
 * lost. A note is taken back once deals or flows explain its amount.
 */

import { type AssetAmount, absolute, add, compare, isNegative, multiply, negate, zero } from '@spotdeck/exact'
import { type UnitPrice, type Value, VALUE_ASSET } from '../words.ts'

/** What of one asset came (positive) or went at one moment. */
export type UnexplainedAdjustment = {
  readonly asset: string
  readonly change: AssetAmount
  /** From when on balances held it, ms of exchange time; 0 where that is not known. */
  readonly since: number
  /** USDT for one unit then; absent where no price is known. */
  readonly unitPrice?: UnitPrice
}

/** There is one note of an asset and a moment. */
export function noteKey({ asset, since }: Pick<UnexplainedAdjustment, 'asset' | 'since'>): string {
  return `${asset} ${since}`
}

/** The note with `more` of the same moment, at the price it was first noted at; `undefined` where nothing is left of it. */
export function mergeAdjustment(
  note: UnexplainedAdjustment | undefined,
  more: UnexplainedAdjustment,
): UnexplainedAdjustment | undefined {
  const change = add(note?.change ?? zero<'asset'>(), more.change)
  return change === '0' ? undefined : { ...(note ?? more), change }
}

/** What of the note an explained amount takes back; `undefined` where that went the other way. */
export function reversalOf(note: UnexplainedAdjustment, explained: AssetAmount): UnexplainedAdjustment | undefined {
  if (isNegative(note.change) !== isNegative(explained)) return undefined
  const isWhole = compare(absolute(explained), absolute(note.change)) >= 0
  return { ...note, change: negate(isWhole ? note.change : explained) }
}

/** In USDT at the price of its moment; `undefined` where none is known. */
export function adjustmentValue({ asset, change, unitPrice }: UnexplainedAdjustment): Value | undefined {
  if (asset === VALUE_ASSET) return multiply<'USDT'>(change, ONE)
  return unitPrice === undefined ? undefined : multiply<'USDT'>(change, unitPrice)
}

/** All notes together, in USDT; those without a price are left out. */
export function netUnexplained(notes: Iterable<UnexplainedAdjustment>): Value {
  let net = zero<'USDT'>()
  for (const note of notes) net = add(net, adjustmentValue(note) ?? zero<'USDT'>())
  return net
}

/** What of each of these amounts is not noted, without those of which all is. */
export function withoutNoted(
  amounts: ReadonlyMap<string, AssetAmount>,
  notes: Iterable<UnexplainedAdjustment>,
): ReadonlyMap<string, AssetAmount> {
  const left = new Map(amounts)
  for (const { asset, change } of notes) left.set(asset, add(left.get(asset) ?? zero<'asset'>(), negate(change)))
  return new Map([...left].filter(([, amount]) => amount !== '0'))
}

const ONE = '1' as UnitPrice
