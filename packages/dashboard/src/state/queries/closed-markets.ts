/** Markets that take no orders over the API: what is said of them, and a list that keeps up with it. */

import type { AccountNotice, Market, NoticeData } from '@spotdeck/api'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { closesMarkets } from '../store/market-store.ts'
import { useMarkets } from './queries.ts'
import { useMarket } from '../store/use-account-data.ts'
import { useWarnings } from './warnings.ts'

/** True if orders over the API are taken. */
export const isMarketOpen = ({ status, apiTrading }: Market): boolean => status === 'online' && apiTrading

/** The notice that closes a market, the account's own first; `undefined` for an open one, or without a notice. */
export function useClosing(market: Market): NoticeData | AccountNotice | undefined {
  const { warnings } = useWarnings()
  const closing = useMarket('closing')
  if (isMarketOpen(market)) return undefined
  const own = warnings?.items.find((notice) => closesMarkets(notice) && notice.symbols.includes(market.symbol))
  return own ?? (closing?.isOver === false ? closing.notice : undefined)
}

/** Reads the list of markets again when a notice closes or opens one of them. */
export function useFreshMarkets(): void {
  const client = useQueryClient()
  const { data: markets } = useMarkets()
  const { warnings } = useWarnings()
  const closing = useMarket('closing')
  const closed = warnings?.items.filter(closesMarkets).flatMap(({ symbols }) => symbols)
  const names = closed?.toSorted().join(' ')
  const compared = useRef<{ readonly names: string | undefined; readonly closing: typeof closing }>(undefined)
  useEffect(() => {
    const before = compared.current
    // What is said is compared once, whatever the list then answers.
    if (markets === undefined || (before !== undefined && before.names === names && before.closing === closing)) return
    compared.current = { names, closing }
    const isOpen = (symbol: string) => markets.some((market) => market.symbol === symbol && isMarketOpen(market))
    const hasChanged = before?.names !== undefined && before.names !== names
    const isUnread = names?.split(' ').some(isOpen) === true
    const isOtherwise = closing?.notice.symbols.some((symbol) => isOpen(symbol) !== closing.isOver) === true
    if (hasChanged || isUnread || isOtherwise) void client.invalidateQueries({ queryKey: ['markets'] })
  }, [client, markets, names, closing])
}
