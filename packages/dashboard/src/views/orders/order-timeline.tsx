/** An order's life on a line: placed, each fill, how it ended. */

import type { DealData, OrderData } from '@spotdeck/api'
import { type Decimal, add, decimal, divide, isZero } from '@spotdeck/exact'
import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { full, percent } from '../../format/number.ts'
import { dealKey, mergeDeals } from '../../state/store/merge.ts'
import { useDealPages, useDigits } from '../../state/queries/queries.ts'
import { useAccountData } from '../../state/store/use-account-data.ts'
import { isOpen } from '../../state/store/view.ts'
import { Fee, Role } from '../fills/fill-columns.tsx'
import { Figure, Moment, StatusWord } from '../parts/figures.tsx'
import { atDigits, priceOf } from './order-figures.tsx'
import styles from './orders.module.css'

/** The line of one order. */
export function OrderTimeline({ order }: { readonly order: OrderData }) {
  const { t } = useTranslation()
  const digits = useDigits()
  const live = useAccountData('newDeals')
  const filter = useMemo(() => ({ orderId: order.orderId }), [order.orderId])
  const { rows: read, hasMore } = useDealPages(filter)
  const deals = useMemo(() => mergeDeals(live, read ?? [], filter).toReversed(), [live, read, filter])
  const sums = useMemo(() => runningSums(deals), [deals])
  const lot = digits.quantity(order.symbol)
  return (
    <>
      <h3 className={styles.subhead}>{t('orders.life')}</h3>
      <ol className={styles.life}>
        <Step time={order.createdAt} what={t('orders.lifePlaced')}>
          <Figure exact={order.quantity} shown={atDigits(order.quantity, lot)} amount />
          <span className="dim"> @ </span>
          {order.type === 'MARKET' ? t('type.MARKET') : <Figure exact={order.price} shown={priceOf(order, digits)} />}
        </Step>
        {deals.map((deal, index) => (
          <FillStep
            key={dealKey(deal)}
            deal={deal}
            what={t('orders.lifeFilled', { share: shareOf(sums[index], order) })}
          />
        ))}
        {isOpen(order) || order.status === 'FILLED' ? null : (
          <Step kind="ended" time={order.updatedAt} what={<StatusWord status={order.status} raw={order.rawStatus} />} />
        )}
        {isOpen(order) ? (
          <Step what={t('orders.lifeOpen', { quantity: atDigits(order.remainingQuantity, lot) })} isPrivate />
        ) : null}
      </ol>
      {hasMore ? <p className="dim">{t('orders.fillsMore')}</p> : null}
    </>
  )
}

/** One fill on the line. */
export function FillStep({ deal, what }: { readonly deal: DealData; readonly what: ReactNode }) {
  const { t } = useTranslation()
  const digits = useDigits()
  return (
    <Step kind="done" time={deal.time} what={what}>
      <span className={styles.whole}>
        <Figure exact={deal.quantity} shown={atDigits(deal.quantity, digits.quantity(deal.symbol))} amount />
        <span className="dim"> @ </span>
        <Figure exact={deal.price} shown={atDigits(deal.price, digits.price(deal.symbol))} />
        <span className="dim private num"> = {full(deal.quoteQuantity, 2)}</span>
      </span>
      <span className={styles.whole}>
        {t('column.fee')} <Fee deal={deal} /> · <Role deal={deal} />
      </span>
    </Step>
  )
}

type StepProps = {
  readonly what: ReactNode
  readonly time?: number
  readonly kind?: 'done' | 'ended'
  readonly isPrivate?: boolean
  readonly children?: ReactNode
}

function Step({ what, time, kind, isPrivate = false, children }: StepProps) {
  return (
    <li data-done={kind === 'done' || undefined} data-ended={kind === 'ended' || undefined}>
      <span className={isPrivate ? 'private' : ''}>{what}</span>
      <span className="dim">{time === undefined ? null : <Moment time={time} />}</span>
      {children === undefined ? null : <span className="dim">{children}</span>}
    </li>
  )
}

/** Executed quantity after each deal. */
function runningSums(deals: readonly DealData[]): readonly Decimal<'base'>[] {
  let sum = decimal<'base'>('0')
  return deals.map((deal) => (sum = add(sum, decimal<'base'>(deal.quantity))))
}

function shareOf(sum: Decimal<'base'> | undefined, order: OrderData): string {
  const ordered = decimal<'base'>(order.quantity)
  if (sum === undefined || isZero(ordered)) return ''
  return percent(divide<'share'>(sum, ordered, 6))
}
