/** Sums of many values, with one text for the result in place of one for each step. */

import { add } from './arithmetic.ts'
import type { Decimal } from './decimal.ts'
import { MAX_ADDED, type Parts, addTo, textOf } from './parts.ts'

/** A sum to which values are added, exact to the last digit. */
export class RunningSum<U extends string> {
  #parts: Parts = { whole: 0, nano: 0, atto: 0 }
  #added = 0
  /** The sum of the values that the parts cannot hold. */
  #rest = '0' as Decimal<U>

  /** Adds a value. */
  add(value: Decimal<U>): void {
    if (value === '0') return
    if (this.#added === MAX_ADDED) this.#fold()
    if (addTo(this.#parts, value, 1)) this.#added += 1
    else this.#rest = add(this.#rest, value)
  }

  /** The sum of what was added; zero at first. */
  get value(): Decimal<U> {
    if (this.#added > 0) this.#fold()
    return this.#rest
  }

  #fold(): void {
    this.#rest = add(this.#rest, textOf<U>(this.#parts))
    this.#parts = { whole: 0, nano: 0, atto: 0 }
    this.#added = 0
  }
}

/** From here on one text is cheaper than one for each step. */
const MANY = 3

/** The sum of all values, zero for none. */
export function sum<U extends string>(values: Iterable<Decimal<U>>): Decimal<U> {
  const all = Array.isArray(values) ? (values as readonly Decimal<U>[]) : [...values]
  if (all.length < MANY) return all.reduce(add<U>, '0' as Decimal<U>)
  const total = new RunningSum<U>()
  for (const value of all) total.add(value)
  return total.value
}
