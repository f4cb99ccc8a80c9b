/** Events of the bus before they are used: none has a value that no ledger holds. */

import { durableEnvelope, eventSource, seqNumber, timeMs } from '@spotdeck/api'
import { type LedgerEvent, isPublic } from '@spotdeck/ledger'
import { z } from 'zod'
import { toEnvelope } from '@spotdeck/reports'

const MAX_DEPTH = 8
const head = z.object({ n: seqNumber, seq: seqNumber, time: timeMs, learntAt: timeMs, source: eventSource })
/** Fields of a public event that are never negative. */
const UNSIGNED: ReadonlySet<string> = new Set([
  'free',
  'locked',
  'price',
  'quantity',
  'quoteQuantity',
  'executedQuantity',
  'executedQuoteQuantity',
])

/** @throws {Error} about an event that no ledger of this version holds */
export function checkBusEvent(event: LedgerEvent, hash: string, position: { account: string; epoch: string }): void {
  if (!isPlain(event, 0)) throw new RangeError('The event has a value that JSON of ours never has.')
  head.parse(event)
  if (!isPublic(event)) return
  const { data } = durableEnvelope.parse(toEnvelope({ event, hash }, position))
  const negative = Object.entries(data).find(([key, value]) => UNSIGNED.has(key) && String(value).startsWith('-'))
  if (negative !== undefined) throw new RangeError(`The event has a negative ${negative[0]}.`)
}

/** True without names that every object has, and without numbers that are none: `__proto__`, 1e400. */
function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return !(value in Object.prototype)
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null) return true
  return (
    depth < MAX_DEPTH && Object.entries(value).every(([key, inner]) => isPlain(key, depth) && isPlain(inner, depth + 1))
  )
}
