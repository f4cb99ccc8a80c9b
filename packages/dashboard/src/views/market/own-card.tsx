/** The account's open orders and fills in this market, in two tabs. */

import type { Market, OrderData } from '@spotdeck/api'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { marketNames } from '../../state/table/find.ts'
import { dealRules } from '../../state/store/merge.ts'
import { useDealPages, useDigits } from '../../state/queries/queries.ts'
import { useAccount, useAccountData } from '../../state/store/use-account-data.ts'
import { useRows } from '../../state/table/use-rows.ts'
import { FillsTable } from '../fills/fills-table.tsx'
import { compactOrder, useOpenOrderColumns } from '../orders/order-columns.tsx'
import { CancelMenu, SelectionContext, useSelectable, useSelection } from '../orders/selection.tsx'
import { useOpenOrder } from '../orders/open-order.ts'
import { Card } from '../parts/card.tsx'
import { Empty } from '../parts/states.tsx'
import { Segments } from '../parts/segments.tsx'
import { DataTable } from '../table/data-table.tsx'
import styles from './market.module.css'

/** Two tables that share their place. */
export function OwnCard({ market }: { readonly market: Market }) {
  const { t } = useTranslation()
  const [shown, setShown] = useState<'orders' | 'fills'>('orders')
  const { symbol } = market
  const orders = useAccountData('openOrders')
  const rows = useMemo(() => orders?.filter((order) => order.symbol === symbol), [orders, symbol])
  const { trading } = useAccount()
  const selection = useSelection(rows)
  const title = shown === 'orders' ? t('market.orders') : t('market.fills')
  return (
    <Card
      live="records"
      title={title}
      className={styles.ownCard}
      flush
      action={
        <span className={styles.ownTools}>
          {trading && shown === 'orders' ? <CancelMenu selection={selection} /> : null}
          <Segments
            label={title}
            data={[
              { value: 'orders', label: t('overview.openOrders') },
              { value: 'fills', label: t('nav.fills') },
            ]}
            value={shown}
            onChange={(chosen) => setShown(chosen === 'fills' ? 'fills' : 'orders')}
          />
        </span>
      }
    >
      {shown === 'orders' ? (
        <SelectionContext value={selection}>
          <OwnOrders market={market} rows={rows} />
        </SelectionContext>
      ) : (
        <OwnFills market={market} />
      )}
    </Card>
  )
}

type OwnOrdersProps = { readonly market: Market; readonly rows: readonly OrderData[] | undefined }

function OwnOrders({ market, rows }: OwnOrdersProps) {
  const { t } = useTranslation()
  const { trading } = useAccount()
  const digits = useDigits()
  const columns = useSelectable(useOpenOrderColumns(digits, trading, false), trading)
  const open = useOpenOrder()
  return (
    <DataTable
      label={t('market.orders')}
      rows={rows}
      columns={columns}
      rowKey={(order) => order.orderId}
      rowTestId={(order) => `order-${order.orderId}`}
      compactRow={(order) => compactOrder(order, digits)}
      onOpen={open}
      skeletonRows={4}
      empty={
        <Empty
          title={t('market.noOrders', { symbol: marketNames(market)[0] })}
          hint={trading ? t('market.noOrdersHint') : t('overview.noOrdersHint')}
        />
      }
    />
  )
}

function OwnFills({ market }: { readonly market: Market }) {
  const { symbol } = market
  const { t } = useTranslation()
  const live = useAccountData('newDeals')
  const filter = useMemo(() => ({ symbol }), [symbol])
  const { rows: read, readMore } = useDealPages(filter)
  const rules = useMemo(() => dealRules({ symbol }), [symbol])
  const rows = useRows(read, live, rules)
  return (
    <FillsTable
      label={t('market.fills')}
      rows={rows}
      onEnd={readMore}
      skeletonRows={4}
      empty={<Empty title={t('market.noFills', { symbol: marketNames(market)[0] })} hint={t('market.noFillsHint')} />}
    />
  )
}
