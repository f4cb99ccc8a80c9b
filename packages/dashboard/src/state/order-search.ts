/** Which orders a few typed letters may name: by the exchange's id or by the id that their owner gave them. */

import type { OrderData } from '@spotdeck/api'

/** An order to open. `known` is what the page has of it; absent: whether there is one, the gateway says. */
export type FoundOrder = { readonly orderId: string; readonly known?: OrderData }

/** Fewer letters than this name a market rather than an order. */
const LEAST_LETTERS = 4
/** What is looked up although no row shows it has the length of an id at least. */
const LEAST_OF_ID = 12
const MOST_FOUND = 6

/**
 * Orders whose id or client order id holds `query`, those among `rows` first and at most six; where none does and it may be a
 * whole id, that one.
 */
export function findOrders(rows: readonly OrderData[], query: string): readonly FoundOrder[] {
  const wanted = query.trim()
  if (wanted.length < LEAST_LETTERS) return []
  const folded = wanted.toLowerCase()
  const found: FoundOrder[] = []
  for (const row of rows) {
    if (found.length >= MOST_FOUND) break
    const names = [row.orderId, row.clientOrderId ?? '']
    if (names.some((name) => name.toLowerCase().includes(folded))) found.push({ orderId: row.orderId, known: row })
  }
  if (found.length > 0) return found
  return wanted.length >= LEAST_OF_ID && /^[\w-]+$/.test(wanted) && /\d/.test(wanted) ? [{ orderId: wanted }] : []
}
