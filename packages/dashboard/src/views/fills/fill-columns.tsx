/** The columns of fills, and a fill's two lines on a phone. */

import type { DealData } from '@spotdeck/api'
import type { TFunction } from 'i18next'
import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { full, money } from '../../format/number.ts'
import { compareText } from '../../state/holdings.ts'
import type { Digits } from '../../state/markets.ts'
import { Figure, IdText, Moment, SideWord } from '../parts/figures.tsx'
import { MarketName, atDigits } from '../orders/order-figures.tsx'
import type { Column } from '../table/column.ts'

/** A fee with its asset, which differs from row to row. */
export function Fee({ deal }: { readonly deal: DealData }) {
  return (
    <span>
      <Figure exact={deal.fee} shown={money(deal.fee)} amount />
      <span className="dim"> {deal.feeAsset}</span>
    </span>
  )
}

/** Maker or taker, and whether both sides were ours. */
export function Role({ deal }: { readonly deal: DealData }) {
  const { t } = useTranslation()
  return (
    <span className="dim">
      {deal.isMaker ? t('role.maker') : t('role.taker')}
      {deal.isSelfTrade ? ` · ${t('role.selfTrade')}` : ''}
    </span>
  )
}

type Translate = TFunction<'page'>

/** The ids of a fill, for whoever wants to see them. */
function ids(t: Translate): readonly Column<DealData>[] {
  const idOf = (id: 'tradeId' | 'orderId' | 'clientOrderId', label: string): Column<DealData> => ({
    id,
    label,
    header: label,
    track: 'minmax(120px, 1.2fr)',
    optional: true,
    cell: (deal) => <IdText id={deal[id]} />,
  })
  return [
    idOf('tradeId', t('fills.tradeId')),
    idOf('orderId', t('orders.orderId')),
    idOf('clientOrderId', t('orders.clientOrderId')),
  ]
}

/** The columns for fills; `whole` leaves no seconds out, where a table has the page to itself. */
export function useFillColumns(digits: Digits, whole = false): readonly Column<DealData>[] {
  const { t } = useTranslation()
  return useMemo<readonly Column<DealData>[]>(() => {
    const named = (id: string, label: string, track: string, cell: (deal: DealData) => ReactNode) => ({
      id,
      label,
      header: label,
      track,
      cell,
    })
    return [
      {
        ...named('time', t('column.time'), whole ? 'minmax(118px, 1fr)' : 'minmax(92px, 1fr)', (d) => (
          <Moment time={d.time} short={!whole} />
        )),
        sort: (a, b) => a.time - b.time,
      },
      {
        ...named('symbol', t('column.symbol'), 'minmax(88px, 1.1fr)', (d) => (
          <MarketName symbol={d.symbol} digits={digits} />
        )),
        sort: (a, b) => a.symbol.localeCompare(b.symbol),
      },
      named('side', t('column.side'), '40px', (d) => <SideWord side={d.side} />),
      {
        ...named('price', t('column.price'), 'minmax(76px, 1fr)', (d) => (
          <Figure exact={d.price} shown={atDigits(d.price, digits.price(d.symbol))} />
        )),
        end: true,
        sort: (a, b) => compareText(a.price, b.price),
      },
      {
        ...named('quantity', t('column.quantity'), 'minmax(72px, 1fr)', (d) => (
          <Figure exact={d.quantity} shown={atDigits(d.quantity, digits.quantity(d.symbol))} amount />
        )),
        end: true,
      },
      {
        ...named('amount', t('column.amount'), 'minmax(80px, 1fr)', (d) => (
          <Figure exact={d.quoteQuantity} shown={money(d.quoteQuantity)} amount />
        )),
        end: true,
        from: 720,
        sort: (a, b) => compareText(a.quoteQuantity, b.quoteQuantity),
      },
      {
        ...named('fee', t('column.fee'), 'minmax(124px, 1fr)', (d) => <Fee deal={d} />),
        end: true,
        sort: (a, b) => compareText(a.fee, b.fee),
      },
      { ...named('role', t('column.role'), 'minmax(64px, 0.6fr)', (d) => <Role deal={d} />), from: 800 },
      ...(whole ? ids(t) : []),
    ]
  }, [digits, t, whole])
}

/** Two lines of a fill on a phone: market and amount, then time and fee. */
export function compactFill(deal: DealData, digits: Digits): ReactNode {
  return (
    <>
      <span>
        <SideWord side={deal.side} /> <MarketName symbol={deal.symbol} digits={digits} />
      </span>
      <span>
        <Figure exact={deal.quantity} shown={atDigits(deal.quantity, digits.quantity(deal.symbol))} amount />
        <span className="dim"> @ </span>
        <Figure exact={deal.price} shown={full(deal.price, digits.price(deal.symbol) ?? 0)} />
      </span>
      <span className="dim">
        <Moment time={deal.time} />
      </span>
      <span className="dim">
        <Fee deal={deal} />
      </span>
    </>
  )
}
