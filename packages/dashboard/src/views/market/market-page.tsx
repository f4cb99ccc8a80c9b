/** One market: its candles, its book, its prints, what the account has in it, and the ticket. */

import { type KlineInterval, type Market, klineIntervals } from '@spotdeck/api'
import { useEffect, useEffectEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate, useParams, useSearchParams } from 'react-router'
import { marketCalled, marketNames } from '../../state/table/find.ts'
import { fixed } from '../../format/number.ts'
import { useFavorites } from './use-favorites.ts'
import { useMarkets } from '../../state/queries/queries.ts'
import { useAccount, useMarket } from '../../state/store/use-account-data.ts'
import { useHoldings } from '../../state/assets/use-holdings.ts'
import type { Drafted } from '../orders/open-order.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { Parts } from '../parts/part-errors.tsx'
import { Empty, Failed, SkeletonRows } from '../parts/states.tsx'
import { useUrlFilter } from '../table/use-url-filter.ts'
import { BookCard } from './book-card.tsx'
import { CandlesCard } from './candles-card.tsx'
import { ClosedNotice } from './closed-notice.tsx'
import { MarketHeader } from './market-header.tsx'
import { OwnCard } from './own-card.tsx'
import { TapeCard } from './tape-card.tsx'
import { TicketCard } from './ticket-card.tsx'
import { useOpenMarket } from './symbol-picker.tsx'
import { type Ticket, TicketContext, useTicketStore } from './ticket-store.ts'
import { marketBeside, useMarketKeys } from './use-market-keys.ts'
import styles from './market.module.css'

const DEFAULTS = { interval: '15m' } as const

/** The market of the address; without one, the account's largest or the first of the list. */
export function MarketPage() {
  const { t } = useTranslation()
  const { symbol, quote = '' } = useParams()
  const [search] = useSearchParams()
  const wanted = symbol === undefined ? (search.get('symbol') ?? undefined) : `${symbol}${quote}`
  const { data: markets, error, refetch } = useMarkets()
  const usual = useUsualMarket(markets)
  const title = wanted ?? t('market.title')
  if (markets === undefined) {
    return (
      <div className={styles.page}>
        <PageTitle title={title} />
        {error === null ? <SkeletonRows count={12} /> : <Failed error={error} retry={() => void refetch()} />}
      </div>
    )
  }
  const market = wanted === undefined ? usual : marketCalled(markets, wanted)
  if (market === undefined) {
    return (
      <div className={styles.page}>
        <PageTitle title={title} />
        <MarketHeader market={undefined} />
        {wanted === undefined ? (
          <Empty title={t('market.none')} hint={t('market.noneHint')} />
        ) : (
          <Empty title={t('market.unknown', { symbol: wanted })} hint={t('market.unknownHint')} />
        )}
      </div>
    )
  }
  return <OneMarket key={market.symbol} market={market} />
}

function OneMarket({ market }: { readonly market: Market }) {
  const { trading, market: live } = useAccount()
  const { filter, setFilter } = useUrlFilter(DEFAULTS)
  const interval: KlineInterval = klineIntervals.find((one) => one === filter.interval) ?? DEFAULTS.interval
  const ticket = useTicketStore(market)
  useDrafted(ticket)
  useEffect(() => live.look({ symbol: market.symbol, interval }), [live, market.symbol, interval])
  useEffect(() => () => live.look(undefined), [live])
  const openMarket = useOpenMarket()
  const { data: markets = [] } = useMarkets()
  const { favorites, toggle } = useFavorites()
  const ring = favorites.has(market.symbol) ? markets.filter(({ symbol }) => favorites.has(symbol)) : markets
  useMarketKeys({
    onFavorite: () => toggle(market.symbol),
    ticket: trading ? ticket : undefined,
    onInterval: (chosen) => setFilter({ interval: chosen }),
    onBeside: (by) => openMarket(marketBeside(ring, market.symbol, by) ?? market.symbol),
  })
  return (
    <TicketContext value={ticket}>
      <div className={styles.page}>
        <MarketTitle market={market} />
        <MarketHeader market={market} />
        <ClosedNotice market={market} />
        <div className={styles.grid} data-trading={trading || undefined}>
          <Parts>
            <CandlesCard market={market} interval={interval} onInterval={(chosen) => setFilter({ interval: chosen })} />
            <OwnCard market={market} />
            <BookCard market={market} />
            <div className={styles.side}>
              <Parts>
                {trading ? <TicketCard market={market} /> : null}
                <TapeCard market={market} />
              </Parts>
            </div>
          </Parts>
        </div>
      </div>
    </TicketContext>
  )
}

/** The pair, and in the tab its live price before it. */
function MarketTitle({ market }: { readonly market: Market }) {
  const last = useMarket('last') ?? market.lastPrice
  const lead = last === undefined ? undefined : fixed(last, market.priceDigits)
  return <PageTitle title={marketNames(market)[0]} lead={lead} />
}

type Place = { readonly key: string; readonly search: string; readonly state: Partial<Drafted> | null }

/** Puts the draft that the history names into the ticket, and takes it from there: going back repeats nothing. */
function useDrafted({ change }: Ticket): void {
  const { key, search, state } = useLocation() as Place
  const navigate = useNavigate()
  const take = useEffectEvent(() => {
    if (state?.draft === undefined) return
    change(state.draft)
    void navigate({ search }, { replace: true, state: null, preventScrollReset: true })
  })
  useEffect(() => take(), [key])
}

/** The market of the most valuable asset that trades against USDT; else the first that is open. */
function useUsualMarket(markets: readonly Market[] | undefined): Market | undefined {
  const { holdings } = useHoldings()
  const bySymbol = new Map((markets ?? []).map((market) => [market.symbol, market]))
  const held = (holdings ?? []).map(({ asset }) => bySymbol.get(`${asset}USDT`)).find((market) => market !== undefined)
  return held ?? markets?.find(({ status }) => status === 'online') ?? markets?.[0]
}
