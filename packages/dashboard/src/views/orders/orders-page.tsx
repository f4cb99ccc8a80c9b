/** Open and past orders, live over what REST has read. */

import type { OrderData } from '@spotdeck/api'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { isoTime } from '../../format/time.ts'
import type { ListFilter } from '../../live/api-client.ts'
import { PAGE_MOST } from '../../live/all-pages.ts'
import { useServices } from '../../settings/services.ts'
import { type RowFilter, matchesOrder, orderRules } from '../../state/store/merge.ts'
import { NOTE_HEAD, noteCells, useNotes } from '../../state/queries/notes.ts'
import { useDigits, useListSpan, useOrderPages } from '../../state/queries/queries.ts'
import { useAccount, useAccountData } from '../../state/store/use-account-data.ts'
import { useRows } from '../../state/table/use-rows.ts'
import { Card } from '../parts/card.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { SandboxOffer } from '../parts/sandbox-offer.tsx'
import { Empty, Failed } from '../parts/states.tsx'
import { ColumnsMenu } from '../table/columns-menu.tsx'
import { DataTable } from '../table/data-table.tsx'
import { ListEnd } from '../table/list-end.tsx'
import { ExportButtons, useFileName } from '../table/export-buttons.tsx'
import { Filtered } from '../table/toolbar.tsx'
import tableStyles from '../table/table.module.css'
import { useUrlFilter } from '../table/use-url-filter.ts'
import { compactOrder, useOpenOrderColumns, useOrderColumns } from './order-columns.tsx'
import { useOpenOrder } from './open-order.ts'
import {
  ORDER_DEFAULTS,
  ORDER_VALUES,
  type OrderFilter,
  OrdersToolbar,
  STATUSES,
  type View,
} from './orders-toolbar.tsx'

import { CancelMenu, SelectionContext, useSelectable, useSelection } from './selection.tsx'

const EXPORTED = [
  'orderId',
  'clientOrderId',
  'symbol',
  'side',
  'type',
  'status',
  'price',
  'quantity',
  'executedQuantity',
  'executedQuoteQuantity',
  'averagePrice',
] as const
function viewOf(text: string): View {
  return text === 'open' || text === 'past' ? text : 'all'
}

/** The orders page; what it shows stands in the address. */
export function OrdersPage() {
  const { t } = useTranslation()
  const { filter, setFilter, clear } = useUrlFilter(ORDER_DEFAULTS, ORDER_VALUES)
  const view = viewOf(filter.view)
  const open = view === 'open'
  const orders = useOrders(filter, view)
  const digits = useDigits()
  const { trading } = useAccount()
  const openColumns = useSelectable(useOpenOrderColumns(digits, trading, true), trading)
  const allColumns = useOrderColumns(digits, trading && view === 'all')
  const columns = open ? openColumns : allColumns
  const name = open ? 'open-orders' : 'orders'
  const openDetail = useOpenOrder()
  const isFiltered = Object.entries(ORDER_DEFAULTS).some(
    ([key, value]) => key !== 'view' && filter[key as keyof OrderFilter] !== value,
  )
  const selection = useSelection(open ? orders.rows : undefined)
  const tools = (
    <>
      {trading ? <CancelMenu selection={selection} /> : null}
      <TakeOrders asked={orders.asked} matches={orders.matches} />
      <ColumnsMenu name={name} columns={columns} />
    </>
  )
  return (
    <SelectionContext value={selection}>
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
              tools={tools}
            />
          }
        >
          {orders.rows === undefined && orders.error !== null ? (
            <Failed error={orders.error} retry={orders.retry} />
          ) : (
            <DataTable
              key={view}
              name={name}
              label={t('orders.title')}
              rows={orders.rows}
              columns={columns}
              rowKey={(order) => order.orderId}
              rowTestId={(order) => `order-${order.orderId}`}
              compactRow={(order) => compactOrder(order, digits)}
              onOpen={openDetail}
              onEnd={open ? undefined : orders.readMore}
              footer={open ? null : <ListEnd pages={orders} />}
              skeletonRows={14}
              empty={isFiltered ? <Filtered onClear={clear} /> : <NoOrders open={open} />}
            />
          )}
        </Card>
      </div>
    </SelectionContext>
  )
}

function NoOrders({ open }: { readonly open: boolean }) {
  const { t } = useTranslation()
  return open ? (
    <Empty title={t('orders.noneOpen')} hint={t('orders.noneOpenHint')}>
      <SandboxOffer />
    </Empty>
  ) : (
    <Empty title={t('orders.nonePast')} hint={t('orders.nonePastHint')}>
      <SandboxOffer />
    </Empty>
  )
}

type TakeOrdersProps = { readonly asked: ListFilter; readonly matches: (order: OrderData) => boolean }

function TakeOrders({ asked, matches }: TakeOrdersProps) {
  const { api } = useServices()
  const { account } = useAccount()
  const notes = useNotes()
  return (
    <ExportButtons<OrderData>
      name={useFileName('orders', asked)}
      head={['placed', 'updated', ...EXPORTED, ...(notes === undefined ? [] : NOTE_HEAD)]}
      row={(order) => [
        isoTime(order.createdAt),
        isoTime(order.updatedAt),
        ...EXPORTED.map((field) => order[field]),
        ...(notes === undefined ? [] : noteCells(notes.ofOrder(order))),
      ]}
      read={(cursor) => api.orders(account, { ...asked, cursor, limit: PAGE_MOST })}
      matches={matches}
    />
  )
}

function useOrders(filter: OrderFilter, view: View) {
  const live = useAccountData('openOrders')
  const changed = useAccountData('changedOrders')
  const span = useListSpan(filter)
  const rowFilter = useMemo<RowFilter>(() => {
    const statuses = filter.status === '' ? STATUSES[view] : [filter.status]
    const { symbol, side, type } = filter
    return {
      symbol: symbol || undefined,
      side: side || undefined,
      type: type || undefined,
      statuses: new Set(statuses),
      ...span,
    }
  }, [filter, view, span])
  const asked = useMemo<ListFilter>(() => {
    const status = view === 'all' && filter.status === '' ? undefined : [...(rowFilter.statuses ?? [])].join(',')
    return { symbol: rowFilter.symbol, side: rowFilter.side, type: rowFilter.type, ...span, status }
  }, [rowFilter, view, filter.status, span])
  const pages = useOrderPages(asked, view !== 'open')
  const rules = useMemo(() => orderRules(rowFilter), [rowFilter])
  const matches = useCallback((order: OrderData) => matchesOrder(order, rowFilter), [rowFilter])
  // The snapshot may be newer than what was read: its open orders count as changes too.
  const all = useRows(live === undefined ? undefined : pages.rows, changed, rules, live)
  const open = useMemo(() => live?.filter(matches), [live, matches])
  return { ...pages, rows: view === 'open' ? open : all, asked, matches }
}
