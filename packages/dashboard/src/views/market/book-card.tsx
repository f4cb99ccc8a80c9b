/** The order book as a ladder: asks above, bids below, the spread between, and how deep each level reaches. */

import type { BookData, Market, OrderData } from '@spotdeck/api'
import { type CSSProperties, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fixed, percent } from '../../format/number.ts'
import { blameOf } from '../../state/store/connection-status.ts'
import { type Ladder, type Rung, ladderOf } from '../../state/orders/ladder.ts'
import { useAccount, useAccountData, useMarket } from '../../state/store/use-account-data.ts'
import { Card } from '../parts/card.tsx'
import { ShortFigure } from '../parts/figures.tsx'
import { Empty, SkeletonRows } from '../parts/states.tsx'
import { useHeight } from '../table/use-width.ts'
import { LazyBoundary, lazyComponent } from '../parts/lazy-component.tsx'
import { DepthChart } from './depth-chart.tsx'
import styles from './market.module.css'
import type { PricePlace } from './price-menu.tsx'
import { useTicket } from './ticket-store.ts'

const PriceMenu = lazyComponent(async () => (await import('./price-menu.tsx')).PriceMenu)
const RUNG_PX = 20
const MIDDLE_PX = 34
const MAX_LEVELS = 20
/** Rows of a book that has more room than levels grow up to this. */
const MAX_RUNG_PX = 28

/** The book of one market, live. */
export function BookCard({ market }: { readonly market: Market }) {
  const { t } = useTranslation()
  const book = useMarket('book')
  return (
    <Card title={t('market.book')} live="book" className={styles.book} flush>
      {book === undefined ? (
        <BookAwaited />
      ) : book.bids.length === 0 && book.asks.length === 0 ? (
        <Empty title={t('market.bookEmpty')} />
      ) : (
        <LadderView book={book} market={market} />
      )}
    </Card>
  )
}

/** Reports a book that does not arrive, with the reason if it is known. */
function BookAwaited() {
  const { t } = useTranslation()
  const { isBookMissing } = useMarket('freshness')
  const blame = blameOf(useAccountData('connection'), useAccountData('status'))
  if (!isBookMissing) return <SkeletonRows count={12} />
  return <Empty title={t('market.bookMissing')} hint={t(`market.missingHint.${blame}`)} />
}

function LadderView({ book, market }: { readonly book: BookData; readonly market: Market }) {
  const { t } = useTranslation()
  const room = useRef<HTMLDivElement>(null)
  const height = useHeight(room)
  const levels = Math.max(5, Math.min(MAX_LEVELS, Math.floor((height - MIDDLE_PX) / 2 / RUNG_PX)))
  const rungPx = Math.min(MAX_RUNG_PX, Math.max(RUNG_PX, Math.floor((height - MIDDLE_PX) / 2 / levels)))
  const ladder = useMemo(() => ladderOf(book, levels), [book, levels])
  const own = useOwnPrices(market.symbol)
  const { change } = useTicket()
  const { trading } = useAccount()
  const [menu, setMenu] = useState<PricePlace>()
  const rungs = (side: 'bid' | 'ask', list: readonly Rung[]) =>
    list.map((rung) => (
      <RungRow
        key={rung.price}
        rung={rung}
        side={side}
        market={market}
        isOwn={own.has(rung.price)}
        onTake={trading ? change : undefined}
        onMenu={setMenu}
      />
    ))
  return (
    <>
      <DepthChart book={book} />
      <div className={styles.rungHead} aria-hidden="true">
        <span>
          {t('market.price')} <span>{market.quoteAsset}</span>
        </span>
        <span>
          {t('market.quantity')} <span>{market.baseAsset}</span>
        </span>
        <span>{t('market.cumulative')}</span>
      </div>
      <div ref={room} className={styles.ladder} style={{ '--rung': `${rungPx}px` } as CSSProperties}>
        <div className={styles.asks} role="list" aria-label={t('market.asks')}>
          {rungs('ask', [...ladder.asks].reverse())}
        </div>
        <Middle ladder={ladder} market={market} />
        <div role="list" aria-label={t('market.bids')}>
          {rungs('bid', ladder.bids)}
        </div>
      </div>
      {menu === undefined ? null : (
        <LazyBoundary waiting={null}>
          <PriceMenu market={market} at={menu} onClose={() => setMenu(undefined)} />
        </LazyBoundary>
      )}
    </>
  )
}

function Middle({ ladder, market }: { readonly ladder: Ladder; readonly market: Market }) {
  const { t } = useTranslation()
  const { spread, bidShare } = ladder
  return (
    <div className={styles.middle}>
      <p className="num">
        <span className="dim">{t('market.spread')} </span>
        {spread === undefined ? '–' : fixed(spread.amount, market.priceDigits)}
        <span className="dim"> {spread === undefined ? '' : percent(spread.fraction)}</span>
      </p>
      {bidShare === undefined ? null : (
        <span className={styles.balance} aria-hidden="true">
          <span style={{ width: `${bidShare * 100}%` }} />
        </span>
      )}
    </div>
  )
}

type RungRowProps = {
  readonly rung: Rung
  readonly side: 'bid' | 'ask'
  readonly market: Market
  readonly isOwn: boolean
  /** Puts what is chosen into the ticket. */
  readonly onTake: ((change: { readonly price: string; readonly quantity?: string }) => void) | undefined
  readonly onMenu: (at: PricePlace) => void
}

function RungRow({ rung, side, market, isOwn, onTake, onMenu }: RungRowProps) {
  const { t } = useTranslation()
  const price = fixed(rung.price, market.priceDigits)
  const cells = (
    <>
      <span className={styles.depth} data-side={side} style={{ width: `${rung.depth * 100}%` }} aria-hidden="true" />
      <span className={`num ${side === 'bid' ? 'up' : 'down'}`}>
        {price}
        {isOwn ? (
          <span className={styles.own} title={t('market.yourOrder')} role="img" aria-label={t('market.yourOrder')} />
        ) : null}
      </span>
      <span data-take="quantity" title={t('market.takeQuantity')}>
        <ShortFigure exact={rung.quantity} digits={market.quantityDigits} />
      </span>
      <span data-take="cumulative" title={t('market.takeTotal')}>
        <ShortFigure exact={rung.cumulative} digits={market.quantityDigits} dim />
      </span>
    </>
  )
  if (onTake === undefined) {
    return (
      <div role="listitem" className={styles.rung}>
        {cells}
      </div>
    )
  }
  return (
    <div role="listitem">
      <button
        type="button"
        tabIndex={-1}
        className={styles.rung}
        onClick={({ target }) => {
          const part = target instanceof Element ? target.closest('[data-take]')?.getAttribute('data-take') : null
          const taken = part === 'quantity' || part === 'cumulative' ? rung[part] : undefined
          onTake(taken === undefined ? { price: rung.price } : { price: rung.price, quantity: taken })
        }}
        onContextMenu={(event) => {
          event.preventDefault()
          onMenu({ price: rung.price, x: event.clientX, y: event.clientY })
        }}
        title={t('market.takePrice', { price })}
      >
        {cells}
      </button>
    </div>
  )
}

/** The prices at which the account's own orders stand. */
function useOwnPrices(symbol: string): ReadonlySet<string> {
  const orders: readonly OrderData[] | undefined = useAccountData('openOrders')
  return useMemo(
    () => new Set((orders ?? []).filter((order) => order.symbol === symbol).map((order) => order.price)),
    [orders, symbol],
  )
}
