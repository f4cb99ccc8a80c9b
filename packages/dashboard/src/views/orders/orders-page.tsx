/** Open and past orders, live over what REST has read. */

import { type OrderData, type OrderStatus, openStatuses, orderStatuses } from '@spotdeck/api'
import { SegmentedControl, Select } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { full } from '../../format/number.ts'
import { useSay } from '../../i18n/say.ts'
import { type RowFilter, matchesOrder, orderRules } from '../../state/merge.ts'
import { useDigits, useOrderPages } from '../../state/queries.ts'
import { useAccount, useDesk } from '../../state/use-desk.ts'
import { useRows } from '../../state/use-rows.ts'
import { Card } from '../parts/card.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Empty, Failed } from '../parts/states.tsx'
import { DataTable } from '../table/data-table.tsx'
import { ListEnd } from '../table/list-end.tsx'
import { SideFilter, SymbolFilter } from '../table/symbol-filter.tsx'
import { Filtered, Toolbar } from '../table/toolbar.tsx'
import tableStyles from '../table/table.module.css'
import { useUrlFilter } from '../table/use-url-filter.ts'
import { compactOrder, useOpenOrderColumns, useOrderColumns } from './order-columns.tsx'
import { useOrderDetail } from './order-detail.tsx'

const DEFAULTS = { view: 'all', symbol: '', side: '', status: '' } as const
const OPEN: ReadonlySet<string> = new Set(openStatuses)
const pastStatuses = orderStatuses.filter((status) => !OPEN.has(status))
const STATUSES: { readonly [V in View]: readonly OrderStatus[] } = {
  all: orderStatuses,
  open: openStatuses,
  past: pastStatuses,
}
type View = 'all' | 'open' | 'past'

function viewOf(text: string): View {
  return text === 'open' || text === 'past' ? text : 'all'
}

/** The orders page; what it shows stands in the address. */
export function OrdersPage() {
  const { t } = useTranslation()
  const { filter, setFilter, clear } = useUrlFilter(DEFAULTS)
  const view = viewOf(filter.view)
  const open = view === 'open'
  const orders = useOrders(filter, view)
  const digits = useDigits()
  const { trading } = useAccount()
  const openColumns = useOpenOrderColumns(digits, trading, true)
  const allColumns = useOrderColumns(digits, trading && view === 'all')
  const { open: openDetail, detail } = useOrderDetail()
  const isFiltered = filter.symbol !== '' || filter.side !== '' || filter.status !== ''
  return (
    <div className={tableStyles.page}>
      <PageTitle title={t('orders.title')} />
      <Card
        title={t('orders.title')}
        flush
        toolbar={
          <OrdersToolbar
            filter={filter}
            setFilter={setFilter}
            view={view}
            rows={orders.rows}
            hasMore={orders.hasMore}
          />
        }
      >
        {orders.rows === undefined && orders.error !== null ? (
          <Failed error={orders.error} retry={orders.retry} />
        ) : (
          <DataTable
            key={view}
            label={t('orders.title')}
            rows={orders.rows}
            columns={open ? openColumns : allColumns}
            rowKey={(order) => order.orderId}
            rowTestId={(order) => `order-${order.orderId}`}
            compactRow={(order) => compactOrder(order, digits)}
            onOpen={openDetail}
            onEnd={open ? undefined : orders.readMore}
            footer={open ? null : <ListEnd reading={orders.readingMore} hasMore={orders.hasMore} />}
            skeletonRows={14}
            empty={isFiltered ? <Filtered onClear={clear} /> : <NoOrders open={open} />}
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
  readonly view: View
  readonly rows: readonly OrderData[] | undefined
  readonly hasMore: boolean
}

function OrdersToolbar({ filter, setFilter, view, rows, hasMore }: ToolbarProps) {
  const { t } = useTranslation()
  const say = useSay()
  return (
    <Toolbar
      end={
        rows === undefined ? null : (
          <span className="num">
            {t('orders.count', { count: rows.length, shown: `${full(String(rows.length))}${hasMore ? '+' : ''}` })}
          </span>
        )
      }
    >
      <SegmentedControl
        size="xs"
        aria-label={t('orders.title')}
        data={[
          { value: 'all', label: t('action.all') },
          { value: 'open', label: t('orders.open') },
          { value: 'past', label: t('orders.past') },
        ]}
        value={view}
        onChange={(chosen) => setFilter({ view: chosen, status: '' })}
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
          ...STATUSES[view].map((status) => ({ value: status, label: say('orderStatus', status) })),
        ]}
        value={filter.status}
        allowDeselect={false}
        onChange={(status) => setFilter({ status: status ?? '' })}
      />
    </Toolbar>
  )
}

function NoOrders({ open }: { readonly open: boolean }) {
  const { t } = useTranslation()
  return open ? (
    <Empty title={t('orders.noneOpen')} hint={t('orders.noneOpenHint')} />
  ) : (
    <Empty title={t('orders.nonePast')} hint={t('orders.nonePastHint')} />
  )
}

function useOrders(filter: Filter, view: View) {
  const live = useDesk('openOrders')
  const changed = useDesk('changedOrders')
  const rowFilter = useMemo<RowFilter>(() => {
    const statuses = filter.status === '' ? STATUSES[view] : [filter.status]
    return { symbol: filter.symbol || undefined, side: filter.side || undefined, statuses: new Set(statuses) }
  }, [filter, view])
  const pages = useOrderPages(
    useMemo(() => {
      const statuses = view === 'all' && filter.status === '' ? undefined : [...(rowFilter.statuses ?? [])].join(',')
      return { symbol: rowFilter.symbol, side: rowFilter.side, status: statuses }
    }, [rowFilter, view, filter.status]),
    view !== 'open',
  )
  const rules = useMemo(() => orderRules(rowFilter), [rowFilter])
  // The snapshot may be newer than what was read: its open orders count as changes too.
  const all = useRows(live === undefined ? undefined : pages.rows, changed, rules, live)
  const open = useMemo(() => live?.filter((order) => matchesOrder(order, rowFilter)), [live, rowFilter])
  return { ...pages, rows: view === 'open' ? open : all }
}
