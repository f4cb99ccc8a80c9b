/** Amounts as people type them. What could mean two things is refused: a comma that is dropped makes 15 of 1,5. */

import { type Decimal, isPositive, tryDecimal } from '@spotdeck/exact'

/** Thousands in full groups of three, the first of them no zero: `0,123` is nobody's thousands. */
const GROUPED = /^[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?$/

/**
 * Reads a typed amount: plain decimal text, or the same with its thousands separated as the page writes them (`1,234.5`).
 * Every field of the page that takes an amount reads it here. Answers `undefined` for everything else.
 */
export function readAmount<U extends string>(typed: string): Decimal<U> | undefined {
  // As an input method for Chinese writes them.
  const text = typed.trim().replaceAll(/[０-９．]/g, (wide) => wide.normalize('NFKC'))
  return tryDecimal<U>(GROUPED.test(text) ? text.replaceAll(',', '') : text)
}

/** An amount that can be sent, or why it cannot: no number at all, none above 0, or more digits than are kept. */
export type CheckedAmount<U extends string> =
  | { readonly amount: Decimal<U> }
  | { readonly trouble: 'text' | 'positive' | 'digits' }

/** Reads a typed amount that has to be above 0 with at most `digits` digits after the point. */
export function checkAmount<U extends string>(typed: string, digits: number): CheckedAmount<U> {
  const amount = readAmount<U>(typed)
  if (amount === undefined) return { trouble: typed.trim() === '' ? 'positive' : 'text' }
  if (!isPositive(amount)) return { trouble: 'positive' }
  return (amount.split('.')[1] ?? '').length > digits ? { trouble: 'digits' } : { amount }
}
