/** An order of which only the fills are known, since the exchange returned the order itself no more. */

import type { DealData } from '@spotdeck/api'
import { type ReactNode, useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { full, money } from '../../format/number.ts'
import { PAGE_MOST } from '../../live/all-pages.ts'
import { knownSince } from '../../state/range/complete-since.ts'
import { type OrderFills, sumOrderFills } from '../../state/queries/deal-sums.ts'
import { dealKey, mergeDeals } from '../../state/store/merge.ts'
import { useDealPages, useDigits } from '../../state/queries/queries.ts'
import { useAccountData } from '../../state/store/use-account-data.ts'
import { Copyable } from '../parts/copyable.tsx'
import { Figure, SideWord } from '../parts/figures.tsx'
import { Empty, Failed, SkeletonRows } from '../parts/states.tsx'
import { useTimeFormat } from '../../format/use-time-format.ts'
import { MarketName, atDigits } from './order-figures.tsx'
import { FillStep } from './order-timeline.tsx'
import styles from './orders.module.css'

/** More fills than these no order is shown with. */
const MAX_FILLS = 20_000

/** The fills of the order, oldest first, with what they come to; where there are none, since when orders are known. */
export function OrderOfFills({ orderId }: { readonly orderId: string }) {
  const { t } = useTranslation()
  const live = useAccountData('newDeals')
  const filter = useMemo(() => ({ orderId, limit: PAGE_MOST }), [orderId])
  const { rows, error, hasMore, readMore, retry } = useDealPages(filter)
  // The sums are of all fills: an order of more than one page is read to its end.
  useEffect(() => {
    if (hasMore && (rows?.length ?? 0) < MAX_FILLS) readMore()
  })
  const deals = useMemo(() => mergeDeals(live, rows ?? [], { orderId }).toReversed(), [live, rows, orderId])
  const sums = useMemo(() => sumOrderFills(deals), [deals])
  const hint = useOrdersKnownHint()
  if (rows === undefined && error !== null) return <Failed error={error} retry={retry} />
  if (rows === undefined) return <SkeletonRows count={10} />
  if (sums === undefined) return <Empty title={t('orders.noneWithId')} hint={hint} />
  return (
    <div data-testid="order-of-fills">
      <p className={`dim ${styles.onlyFills}`}>{t('orders.onlyFills')}</p>
      <Sums orderId={orderId} sums={sums} />
      <h3 className={styles.subhead}>{t('fills.title')}</h3>
      <ol className={styles.life}>
        {deals.map((deal) => (
          <FillStep key={dealKey(deal)} deal={deal} what={t('column.filled')} />
        ))}
      </ol>
      {hasMore ? <p className="dim">{t('orders.fillsMore')}</p> : null}
    </div>
  )
}

/** Since when orders are known; `undefined` while that is not known itself. */
export function useOrdersKnownHint(): string | undefined {
  const { t } = useTranslation()
  const format = useTimeFormat()
  const now = useAccountData('now')
  const since = knownSince(useAccountData('coverage') ?? [], 'orders')
  return since === undefined ? undefined : t('orders.knownSince', { time: format.dateTime(since, now) })
}

function Sums({ orderId, sums }: { readonly orderId: string; readonly sums: OrderFills }) {
  const { t } = useTranslation()
  const digits = useDigits()
  const { first, last, quantity, amount, averagePrice, fees } = sums
  const { symbol, side, clientOrderId } = first
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t('column.symbol'), <MarketName key="" symbol={symbol} digits={digits} />],
    [t('column.side'), <SideWord key="" side={side} />],
    [t('column.filled'), <Figure key="" exact={quantity} shown={atDigits(quantity, digits.quantity(symbol))} amount />],
    [
      t('column.averagePrice'),
      <Figure key="" exact={averagePrice} shown={atDigits(averagePrice, digits.price(symbol))} />,
    ],
    [t('column.amount'), <Figure key="" exact={amount} shown={money(amount)} amount />],
    ...fees.map(
      (fee) =>
        [
          `${t('column.fee')} ${fee.asset}`,
          <Figure key="" exact={fee.amount} shown={full(fee.amount)} amount />,
        ] as const,
    ),
    [t('orders.firstFill'), <At key="" deal={first} />],
    [t('orders.lastFill'), <At key="" deal={last} />],
    [t('orders.orderId'), <Copyable key="" text={orderId} name={t('orders.orderId')} />],
    ...(clientOrderId === undefined
      ? []
      : [
          [
            t('orders.clientOrderId'),
            <Copyable key="" text={clientOrderId} name={t('orders.clientOrderId')} />,
          ] as const,
        ]),
  ]
  return (
    <dl className={styles.detail}>
      {facts.map(([name, value]) => (
        <div key={name} className={styles.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function At({ deal: { time } }: { readonly deal: DealData }) {
  const format = useTimeFormat()
  const now = useAccountData('now')
  return <span className="num">{format.dateTime(time, now)}</span>
}
