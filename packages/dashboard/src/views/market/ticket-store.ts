/** Content of the order ticket, shared with the book, whose prices can be copied into it. */

import { createContext, useContext, useMemo, useState } from 'react'
import type { Draft } from '../../state/ticket.ts'

/** The draft and the way to change it. */
export type Ticket = { readonly draft: Draft; readonly change: (change: Partial<Draft>) => void }

/** Provided around one market. */
export const TicketContext = createContext<Ticket | undefined>(undefined)

const EMPTY: Draft = { side: 'BUY', type: 'LIMIT', price: '', quantity: '', spend: '' }

/** A draft that begins empty. */
export function useTicketStore(): Ticket {
  const [draft, setDraft] = useState(EMPTY)
  return useMemo(() => ({ draft, change: (change) => setDraft((now) => ({ ...now, ...change })) }), [draft])
}

/** The draft of this market. Only inside `TicketContext`. */
export function useTicket(): Ticket {
  const ticket = useContext(TicketContext)
  if (ticket === undefined) throw new Error('No ticket here: render this inside TicketContext.')
  return ticket
}
