/** Notes on orders and fills, as typed calls. */

import type { JournalChange, JournalEntry, Page } from '@spotdeck/api'
import { type Send, of, query } from './call.ts'

/** Calls that read and write the owner's notes. */
export interface JournalApi {
  /** The note on an order; `null` where there is none. */
  orderNote(account: string, orderId: string, signal?: AbortSignal): Promise<JournalEntry | null>
  /** One page of all notes, the newest change first. */
  notes(
    account: string,
    page: { readonly cursor: string | undefined; readonly limit: number },
  ): Promise<Page<JournalEntry>>
  /** Writes a note in place of the one before. */
  writeOrderNote(account: string, orderId: string, note: JournalChange): Promise<JournalEntry>
  deleteOrderNote(account: string, orderId: string): Promise<void>
}

/** The calls through `send`. */
export function journalApi(send: Send): JournalApi {
  const path = (account: string, orderId: string) => `${of(account)}/journal/orders/${encodeURIComponent(orderId)}`
  return {
    // As a list: no note is an answer, and no error in the browser's console.
    orderNote: async (account, orderId, signal) => {
      const asked = query({ kind: 'order', id: orderId })
      return (await send<Page<JournalEntry>>(`${of(account)}/journal${asked}`, { signal })).items[0] ?? null
    },
    notes: (account, page) => send(`${of(account)}/journal${query(page)}`),
    writeOrderNote: (account, orderId, note) => send(path(account, orderId), { method: 'PUT', body: note }),
    deleteOrderNote: (account, orderId) => send(path(account, orderId), { method: 'DELETE' }),
  }
}
