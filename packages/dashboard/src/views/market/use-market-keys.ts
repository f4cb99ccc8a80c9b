/** Keys of the market page: sides of the ticket, intervals and the market beside. */

import { type KlineInterval, type Market, type Side, klineIntervals } from '@spotdeck/api'
import { usePageKeys } from '../parts/use-page-keys.ts'
import { isBySpend } from '../../state/orders/ticket.ts'
import type { Ticket } from './ticket-store.ts'

type MarketKeys = {
  /** Absent where trading is off. */
  readonly ticket: Ticket | undefined
  readonly onFavorite: () => void
  readonly onInterval: (interval: KlineInterval) => void
  /** Opens the market beside: 1 is the next, -1 the one before. */
  readonly onBeside: (by: 1 | -1) => void
}

/** `b` and `s` begin an order, `w` adds to the watchlist, `1` to `9` choose the interval, `[` and `]` turn to the market beside. */
export function useMarketKeys({ ticket, onFavorite, onInterval, onBeside }: MarketKeys): void {
  const begin = (side: Side) => {
    if (ticket === undefined) return
    ticket.change({ side })
    const { type } = ticket.draft
    focusField(type !== 'MARKET' ? 'price' : isBySpend({ ...ticket.draft, side }) ? 'total' : 'quantity')
  }
  usePageKeys({
    b: () => begin('BUY'),
    s: () => begin('SELL'),
    w: onFavorite,
    '[': () => onBeside(-1),
    ']': () => onBeside(1),
    ...Object.fromEntries(klineIntervals.map((interval, at) => [String(at + 1), () => onInterval(interval)])),
  })
}

/** Puts the focus into a field of the ticket. */
export function focusField(name: 'price' | 'quantity' | 'total'): void {
  const field = document.querySelector<HTMLInputElement>(`form input[name="${name}"]`)
  field?.focus()
  field?.select()
}

/** The market beside `symbol` among those that take orders, in a ring; `undefined` where there is none. */
export function marketBeside(markets: readonly Market[], symbol: string, by: 1 | -1): string | undefined {
  const open = markets.filter((market) => market.status === 'online' || market.symbol === symbol)
  const at = open.findIndex((market) => market.symbol === symbol)
  return open.at((at + by) % open.length)?.symbol
}
