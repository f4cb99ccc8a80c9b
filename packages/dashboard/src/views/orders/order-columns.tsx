/** The columns of orders, and an order's two lines on a phone. */

import type { OrderData } from '@spotdeck/api'
import { decimal, divide, isZero, toApproximate } from '@spotdeck/exact'
import type { TFunction } from 'i18next'
import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { UNKNOWN, money } from '../../format/number.ts'
import { orderTypeName } from '../../i18n/order-type.ts'
import { compareText } from '../../state/assets/holdings.ts'
import type { Digits } from '../../state/queries/markets.ts'
import { orderedAmount } from '../../state/orders/order-amounts.ts'
import { isOpen } from '../../state/store/view.ts'
import { Age, Figure, Moment, SideWord, StatusWord } from '../parts/figures.tsx'
import { type Column, labeled } from '../table/column.ts'
import { CancelButton } from './cancel-order.tsx'
import { MarketName, amountOf, atDigits, priceOf } from './order-figures.tsx'
import styles from './orders.module.css'

/** Price of an order; the average if it has no price of its own and is partly filled. */
function placedAt(order: OrderData, digits: Digits): { readonly exact: string | undefined; readonly shown: string } {
  const shown = priceOf(order, digits)
  if (shown !== UNKNOWN) return { exact: order.price, shown }
  return { exact: order.averagePrice, shown: averageOf(order, digits) }
}

/** Filled of ordered as a fraction of 0 to 1, for the bar alone. */
function filledShare(order: OrderData): number {
  const ordered = decimal<'base'>(order.quantity)
  if (isZero(ordered)) return order.status === 'FILLED' ? 1 : 0
  return Math.min(1, toApproximate(divide<'share'>(decimal<'base'>(order.executedQuantity), ordered, 4)))
}

/** Executed quantity: the figure over a thin bar. */
export function FilledBar({ order, digits }: { readonly order: OrderData; readonly digits: Digits }) {
  const none = order.executedQuantity === '0'
  return (
    <span className={styles.filled}>
      <Figure
        exact={order.executedQuantity}
        shown={atDigits(order.executedQuantity, digits.quantity(order.symbol))}
        amount
        flash
        className={none ? 'dim' : ''}
      />
      {isOpen(order) ? (
        <span className={styles.bar} aria-hidden="true">
          <span style={{ width: `${filledShare(order) * 100}%` }} />
        </span>
      ) : null}
    </span>
  )
}

function Amount({ order }: { readonly order: OrderData }) {
  const shown = amountOf(order)
  return <Figure exact={order.executedQuoteQuantity} shown={shown} amount className={shown === '0' ? 'dim' : ''} />
}

/** The average price of what is filled. */
function averageOf(order: OrderData, digits: Digits): string {
  return atDigits(order.averagePrice, digits.price(order.symbol))
}

/** The columns for open orders; `trading` adds the cancel button. */
export function useOpenOrderColumns(digits: Digits, trading: boolean, wide: boolean): readonly Column<OrderData>[] {
  const { t } = useTranslation()
  return useMemo(() => {
    const common = commonColumns(digits, t)
    const columns: Column<OrderData>[] = [
      ...(wide ? [common.placed] : []),
      common.symbol,
      common.side,
      ...(wide ? [common.type] : []),
      common.price,
      common.quantity,
      common.filled,
      ...(wide ? [common.average, common.orderedAmount, common.remainingAmount, common.status] : []),
      common.age,
    ]
    if (trading) columns.push(common.cancel)
    return columns
  }, [digits, t, trading, wide])
}

/** The columns for all orders; `trading` adds the cancel button. */
export function useOrderColumns(digits: Digits, trading: boolean): readonly Column<OrderData>[] {
  const { t } = useTranslation()
  return useMemo(() => {
    const common = commonColumns(digits, t)
    return [
      common.placed,
      common.symbol,
      common.side,
      common.type,
      common.price,
      common.average,
      common.quantity,
      common.filled,
      common.amount,
      common.orderedAmount,
      common.remainingAmount,
      common.status,
      common.updated,
      ...(trading ? [common.cancel] : []),
    ]
  }, [digits, t, trading])
}

type Translate = TFunction<'page'>

const column = labeled<OrderData>

function commonColumns(digits: Digits, t: Translate) {
  return {
    placed: column({
      id: 'placed',
      label: t('column.placed'),
      track: 'minmax(118px, 1.1fr)',
      cell: (o) => <Moment time={o.createdAt} />,
      sort: (a, b) => a.createdAt - b.createdAt,
    }),
    symbol: column({
      id: 'symbol',
      label: t('column.symbol'),
      track: 'minmax(92px, 1.1fr)',
      cell: (o) => <MarketName symbol={o.symbol} digits={digits} />,
      sort: (a, b) => a.symbol.localeCompare(b.symbol),
    }),
    side: column({ id: 'side', label: t('column.side'), track: '40px', cell: (o) => <SideWord side={o.side} /> }),
    type: column({
      id: 'type',
      label: t('column.type'),
      track: 'minmax(64px, 0.7fr)',
      cell: (o) => <span title={orderTypeName(o, t)}>{orderTypeName(o, t)}</span>,
      from: 860,
    }),
    ...priceColumns(digits, t),
    filled: column({
      id: 'filled',
      label: t('column.filled'),
      track: 'minmax(88px, 1fr)',
      cell: (o) => <FilledBar order={o} digits={digits} />,
      end: true,
    }),
    ...amountColumns(t),
    status: column({
      id: 'status',
      label: t('column.status'),
      track: 'minmax(142px, 1.1fr)',
      cell: (o) => <StatusWord status={o.status} raw={o.rawStatus} />,
      from: 700,
    }),
    age: column({
      id: 'age',
      label: t('column.age'),
      track: 'minmax(54px, 0.6fr)',
      cell: (o) => <Age since={o.createdAt} />,
      end: true,
      sort: (a, b) => b.createdAt - a.createdAt,
    }),
    updated: column({
      id: 'updated',
      label: t('column.updated'),
      track: 'minmax(118px, 1.1fr)',
      cell: (o) => <Moment time={o.updatedAt} />,
      from: 1240,
      end: true,
      sort: (a, b) => a.updatedAt - b.updatedAt,
    }),
    cancel: {
      ...column({
        id: 'cancel',
        label: t('column.cancel'),
        track: '24px',
        cell: (o: OrderData) => (isOpen(o) ? <CancelButton order={o} /> : null),
      }),
      header: <span className="visually-hidden">{t('column.cancel')}</span>,
    },
  }
}

function priceColumns(digits: Digits, t: Translate) {
  return {
    price: column({
      id: 'price',
      label: t('column.price'),
      track: 'minmax(76px, 1fr)',
      cell: (o) => <Figure exact={o.price} shown={priceOf(o, digits)} />,
      end: true,
      sort: (a, b) => compareText(a.price, b.price),
    }),
    average: column({
      id: 'average',
      label: t('column.averagePrice'),
      track: 'minmax(84px, 1fr)',
      cell: (o) => <Figure exact={o.averagePrice} shown={averageOf(o, digits)} />,
      end: true,
      from: 1000,
    }),
    quantity: column({
      id: 'quantity',
      label: t('column.quantity'),
      track: 'minmax(88px, 1fr)',
      cell: (o) => <Figure exact={o.quantity} shown={atDigits(o.quantity, digits.quantity(o.symbol))} amount />,
      end: true,
    }),
  }
}

function amountColumns(t: Translate) {
  return {
    amount: column({
      id: 'amount',
      label: t('column.amount'),
      track: 'minmax(90px, 1fr)',
      cell: (o) => <Amount order={o} />,
      end: true,
      from: 1100,
      sort: (a, b) => compareText(a.executedQuoteQuantity, b.executedQuoteQuantity),
    }),
    orderedAmount: amountColumn('orderedAmount', t('column.orderedAmount'), orderedAmount),
    remainingAmount: amountColumn(
      'remainingAmount',
      t('column.remainingAmount'),
      (order) => order.remainingQuoteQuantity,
    ),
  }
}

/** A column of an amount that is chosen by whoever wants it. */
function amountColumn(
  id: string,
  label: string,
  amountIn: (order: OrderData) => string | undefined,
): Column<OrderData> {
  const cell = (order: OrderData) => {
    const amount = amountIn(order)
    return <Figure exact={amount} shown={amount === '0' ? '0' : money(amount)} amount />
  }
  const sort = (a: OrderData, b: OrderData) => compareText(amountIn(a) ?? '0', amountIn(b) ?? '0')
  return column({ id, label, track: 'minmax(96px, 1fr)', cell, end: true, sort, optional: true })
}

/** Two lines of an order on a phone: market and quantity, then time and status. */
export function compactOrder(order: OrderData, digits: Digits): ReactNode {
  const figures = (
    <>
      <Figure exact={order.quantity} shown={atDigits(order.quantity, digits.quantity(order.symbol))} amount />
      <span className="dim"> @ </span>
      <Figure {...placedAt(order, digits)} />
    </>
  )
  return (
    <>
      <span>
        <SideWord side={order.side} /> <MarketName symbol={order.symbol} digits={digits} />
      </span>
      <span>{figures}</span>
      <span className="dim">
        <Moment time={order.createdAt} />
      </span>
      <span className={styles.compactEnd}>
        <StatusWord status={order.status} raw={order.rawStatus} />
      </span>
    </>
  )
}
