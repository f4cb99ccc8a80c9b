/** Order search by a few characters of the exchange's id or of the client order id. */

import type { OrderData } from '@spotdeck/api'

/** An order to open, and which of its ids was found. Whether there is one that the page does not know, the gateway says. */
export type FoundOrder = { readonly orderId: string; readonly name: string }

/** Fewer letters than this name a market rather than an order. */
const MIN_LETTERS = 4
/** Minimum length of an id that is looked up at the gateway without a matching row. */
const MIN_OF_ID = 12
const MAX_FOUND = 6

/**
 * Orders whose id or client order id holds `query`, as they stand in `rows` and at most six; where none does and it may be a whole
 * id, that one.
 */
export function findOrders(rows: readonly OrderData[], query: string): readonly FoundOrder[] {
  const wanted = query.trim()
  if (wanted.length < MIN_LETTERS) return []
  const folded = wanted.toLowerCase()
  const found: FoundOrder[] = []
  for (const { orderId, clientOrderId } of rows) {
    if (found.length >= MAX_FOUND) break
    const name = [orderId, clientOrderId].find((id) => id?.toLowerCase().includes(folded))
    if (name !== undefined) found.push({ orderId, name })
  }
  if (found.length > 0) return found
  const mayBeId = wanted.length >= MIN_OF_ID && /^[\w-]+$/.test(wanted) && /\d/.test(wanted)
  return mayBeId ? [{ orderId: wanted, name: wanted }] : []
}

/** Checks whether a text that names no market is meant as an order's id: it has a digit, and the length of a part of one. */
export function mayNameOrder(query: string): boolean {
  const wanted = query.trim()
  return wanted.length >= MIN_LETTERS && /\d/.test(wanted)
}
