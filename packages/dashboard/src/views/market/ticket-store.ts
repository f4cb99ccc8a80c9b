/** Content of the order ticket, shared with the book, whose prices can be copied into it. */

import type { Market } from '@spotdeck/api'
import { type RefObject, createContext, useContext, useMemo, useRef, useState } from 'react'
import type { Draft } from '../../state/orders/ticket.ts'
import { edited } from '../../state/orders/ticket-edit.ts'

type TicketState = {
  readonly draft: Draft
  /** The draft that was sent last. */
  readonly sent: Draft | undefined
  /** Something was typed since the last answer. */
  readonly isTyped: boolean
}

/** The draft and what happens to it. */
export type Ticket = TicketState & {
  readonly change: (change: Partial<Draft>) => void
  readonly send: () => void
  /** Takes a draft that was chosen as a whole, as from the chart; set by whoever sends. */
  readonly chosen: RefObject<((draft: Draft) => void) | undefined>
  /** Empties the amounts that were sent, once they are an order. */
  readonly answered: (isPlaced: boolean) => void
}

/** Provided around one market. */
export const TicketContext = createContext<Ticket | undefined>(undefined)

const NO_AMOUNTS = { price: '', quantity: '', spend: '' }
const EMPTY: Draft = { side: 'BUY', type: 'LIMIT', ...NO_AMOUNTS }

/** A draft for `market` that begins as given. */
export function useTicketStore({ quantityDigits }: Market, draft = EMPTY): Ticket {
  const [state, set] = useState<TicketState>({ draft, sent: undefined, isTyped: true })
  const does = useMemo(
    (): Omit<Ticket, keyof TicketState | 'chosen'> => ({
      change: (change) =>
        set((now) => ({ ...now, draft: edited(now.draft, change, { quantityDigits }), isTyped: true })),
      send: () => set((now) => ({ ...now, sent: now.draft })),
      answered: (isPlaced) =>
        set(({ draft: typed, sent }) => ({
          draft: isPlaced && typed === sent ? { ...typed, ...NO_AMOUNTS } : typed,
          sent,
          isTyped: false,
        })),
    }),
    [quantityDigits],
  )
  const chosen = useRef<(draft: Draft) => void>(undefined)
  return useMemo(() => ({ ...state, ...does, chosen }), [state, does])
}

/** The ticket of this market. Only inside `TicketContext`. */
export function useTicket(): Ticket {
  const ticket = useContext(TicketContext)
  if (ticket === undefined) throw new Error('No ticket here: render this inside TicketContext.')
  return ticket
}
