/** The columns of fills, and a fill's two lines on a phone. */

import type { DealData } from '@spotdeck/api'
import type { TFunction } from 'i18next'
import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { full, money } from '../../format/number.ts'
import { compareText } from '../../state/assets/holdings.ts'
import type { Digits } from '../../state/queries/markets.ts'
import { type Notes, noteLine, useNotes } from '../../state/queries/notes.ts'
import { Figure, IdText, Moment, SideWord } from '../parts/figures.tsx'
import { MarketName, atDigits } from '../orders/order-figures.tsx'
import { type Column, labeled } from '../table/column.ts'

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

const column = labeled<DealData>

/** Optional columns of a fill's ids. */
function ids(t: Translate): readonly Column<DealData>[] {
  const idOf = (id: 'tradeId' | 'orderId' | 'clientOrderId', label: string): Column<DealData> =>
    column({ id, label, track: 'minmax(120px, 1.2fr)', optional: true, cell: (deal) => <IdText id={deal[id]} /> })
  return [
    idOf('tradeId', t('fills.tradeId')),
    idOf('orderId', t('orders.orderId')),
    idOf('clientOrderId', t('orders.clientOrderId')),
  ]
}

/** Optional column of the owner's notes. */
function noteColumn(t: Translate, notes: Notes): Column<DealData> {
  const lineOf = (deal: DealData): string => {
    const note = notes.ofFill(deal)
    return note === undefined ? '' : noteLine(note)
  }
  return column({
    id: 'note',
    label: t('journal.title'),
    track: 'minmax(120px, 1.6fr)',
    optional: true,
    cell: (deal) => <span title={lineOf(deal)}>{lineOf(deal)}</span>,
    sort: (a, b) => lineOf(a).localeCompare(lineOf(b)),
  })
}

/** Columns of fills; `whole`: times include seconds, in a table that has the page to itself. */
export function useFillColumns(digits: Digits, whole = false): readonly Column<DealData>[] {
  const { t } = useTranslation()
  const notes = useNotes(whole)
  return useMemo<readonly Column<DealData>[]>(() => {
    return [
      column({
        id: 'time',
        label: t('column.time'),
        track: whole ? 'minmax(118px, 1fr)' : 'minmax(92px, 1fr)',
        cell: (d) => <Moment time={d.time} short={!whole} />,
        sort: (a, b) => a.time - b.time,
      }),
      column({
        id: 'symbol',
        label: t('column.symbol'),
        track: 'minmax(88px, 1.1fr)',
        cell: (d) => <MarketName symbol={d.symbol} digits={digits} />,
        sort: (a, b) => a.symbol.localeCompare(b.symbol),
      }),
      column({ id: 'side', label: t('column.side'), track: '40px', cell: (d) => <SideWord side={d.side} /> }),
      column({
        id: 'price',
        label: t('column.price'),
        track: 'minmax(76px, 1fr)',
        cell: (d) => <Figure exact={d.price} shown={atDigits(d.price, digits.price(d.symbol))} />,
        end: true,
        sort: (a, b) => compareText(a.price, b.price),
      }),
      column({
        id: 'quantity',
        label: t('column.quantity'),
        track: 'minmax(72px, 1fr)',
        cell: (d) => <Figure exact={d.quantity} shown={atDigits(d.quantity, digits.quantity(d.symbol))} amount />,
        end: true,
      }),
      column({
        id: 'amount',
        label: t('column.amount'),
        track: 'minmax(80px, 1fr)',
        cell: (d) => <Figure exact={d.quoteQuantity} shown={money(d.quoteQuantity)} amount />,
        end: true,
        from: 720,
        sort: (a, b) => compareText(a.quoteQuantity, b.quoteQuantity),
      }),
      column({
        id: 'fee',
        label: t('column.fee'),
        track: 'minmax(124px, 1fr)',
        cell: (d) => <Fee deal={d} />,
        end: true,
        sort: (a, b) => compareText(a.fee, b.fee),
      }),
      column({
        id: 'role',
        label: t('column.role'),
        track: 'minmax(64px, 0.6fr)',
        cell: (d) => <Role deal={d} />,
        from: 800,
      }),
      ...(whole ? ids(t) : []),
      ...(notes === undefined ? [] : [noteColumn(t, notes)]),
    ]
  }, [digits, t, whole, notes])
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
