/** Open and past orders, live over what REST has read. */

import { type OrderData, type OrderStatus, openStatuses, orderStatuses } from '@spotdeck/api'
import { SegmentedControl, Select } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useSay } from '../../i18n/say.ts'
import { type RowFilter, matchesOrder, mergeOrders } from '../../state/merge.ts'
import { useDigits, useOrderPages } from '../../state/queries.ts'
import { useAccount, useDesk } from '../../state/use-desk.ts'
import { Card } from '../parts/card.tsx'
import { Empty, Failed } from '../parts/states.tsx'
import { DataTable } from '../table/data-table.tsx'
import { ListEnd } from '../table/list-end.tsx'
import { SideFilter, SymbolFilter } from '../table/symbol-filter.tsx'
import { Filtered, Toolbar } from '../table/toolbar.tsx'
import tableStyles from '../table/table.module.css'
import { useUrlFilter } from '../table/use-url-filter.ts'
import { compactOrder, useOpenOrderColumns, useOrderColumns } from './order-columns.tsx'
import { useOrderDetail } from './order-detail.tsx'

const DEFAULTS = { view: 'open', symbol: '', side: '', status: '' } as const
const OPEN: ReadonlySet<string> = new Set(openStatuses)
const pastStatuses = orderStatuses.filter((status) => !OPEN.has(status))

/** The orders page; what it shows stands in the address. */
export function OrdersPage() {
  const { t } = useTranslation()
  const { filter, setFilter, clear } = useUrlFilter(DEFAULTS)
  const past = filter.view === 'past'
  const orders = useOrders(filter, past)
  const digits = useDigits()
  const { trading } = useAccount()
  const openColumns = useOpenOrderColumns(digits, trading, true)
  const pastColumns = useOrderColumns(digits)
  const { open, detail } = useOrderDetail()
  const isFiltered = filter.symbol !== '' || filter.side !== '' || filter.status !== ''
  return (
    <div className={tableStyles.page}>
      <Card title={t('orders.title')} flush>
        <OrdersToolbar filter={filter} setFilter={setFilter} past={past} rows={orders.rows} hasMore={orders.hasMore} />
        {orders.rows === undefined && orders.error !== null ? (
          <Failed error={orders.error} retry={orders.retry} />
        ) : (
          <DataTable
            key={filter.view}
            label={past ? t('orders.past') : t('orders.open')}
            rows={orders.rows}
            columns={past ? pastColumns : openColumns}
            rowKey={(order) => order.orderId}
            compactRow={(order) => compactOrder(order, digits)}
            onOpen={open}
            onEnd={past ? orders.readMore : undefined}
            footer={past ? <ListEnd reading={orders.readingMore} hasMore={orders.hasMore} /> : null}
            skeletonRows={14}
            empty={isFiltered ? <Filtered onClear={clear} /> : <NoOrders past={past} />}
          />
        )}
        {detail}
      </Card>
    </div>
  )
}

type Filter = { readonly [K in keyof typeof DEFAULTS]: string }
type ToolbarProps = {
  readonly filter: Filter
  readonly setFilter: (change: Partial<Filter>) => void
  readonly past: boolean
  readonly rows: readonly OrderData[] | undefined
  readonly hasMore: boolean
}

function OrdersToolbar({ filter, setFilter, past, rows, hasMore }: ToolbarProps) {
  const { t } = useTranslation()
  const say = useSay()
  const statuses: readonly OrderStatus[] = past ? pastStatuses : openStatuses
  return (
    <Toolbar
      end={
        rows === undefined ? null : (
          <span className="num">
            {t('orders.count', { count: rows.length })}
            {hasMore ? '+' : ''}
          </span>
        )
      }
    >
      <SegmentedControl
        size="xs"
        aria-label={t('orders.title')}
        data={[
          { value: 'open', label: t('orders.open') },
          { value: 'past', label: t('orders.past') },
        ]}
        value={past ? 'past' : 'open'}
        onChange={(view) => setFilter({ view, status: '' })}
      />
      <SymbolFilter value={filter.symbol} onChange={(symbol) => setFilter({ symbol })} />
      <SideFilter
        value={filter.side}
        onChange={(side) => setFilter({ side })}
        words={{ buy: say('side', 'BUY'), sell: say('side', 'SELL') }}
      />
      <Select
        size="xs"
        w={150}
        aria-label={t('column.status')}
        data={[
          { value: '', label: t('orders.anyStatus') },
          ...statuses.map((status) => ({ value: status, label: say('orderStatus', status) })),
        ]}
        value={filter.status}
        allowDeselect={false}
        onChange={(status) => setFilter({ status: status ?? '' })}
      />
    </Toolbar>
  )
}

function NoOrders({ past }: { readonly past: boolean }) {
  const { t } = useTranslation()
  return past ? (
    <Empty title={t('orders.nonePast')} hint={t('orders.nonePastHint')} />
  ) : (
    <Empty title={t('orders.noneOpen')} hint={t('orders.noneOpenHint')} />
  )
}

function useOrders(filter: Filter, past: boolean) {
  const live = useDesk('openOrders')
  const changed = useDesk('changedOrders')
  const rowFilter = useMemo<RowFilter>(() => {
    const statuses = filter.status === '' ? (past ? pastStatuses : openStatuses) : [filter.status]
    return { symbol: filter.symbol || undefined, side: filter.side || undefined, statuses: new Set(statuses) }
  }, [filter, past])
  const pages = useOrderPages(
    useMemo(
      () => ({ symbol: rowFilter.symbol, side: rowFilter.side, status: [...(rowFilter.statuses ?? [])].join(',') }),
      [rowFilter],
    ),
    past,
  )
  const { rows: read } = pages
  const rows = useMemo(() => {
    if (!past) return live?.filter((order) => matchesOrder(order, rowFilter))
    return read === undefined ? undefined : mergeOrders(changed, read, rowFilter)
  }, [past, live, changed, read, rowFilter])
  return { ...pages, rows }
}
