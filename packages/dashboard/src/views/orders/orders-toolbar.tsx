/** The filters of orders, how many they leave, and what can be done with the list. */

import { type OrderStatus, openStatuses, orderStatuses, orderTypes, sides } from '@spotdeck/api'
import type { OrderData } from '@spotdeck/api'
import { Select } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { full } from '../../format/number.ts'
import { capital, useMessage } from '../../i18n/use-message.ts'
import { SideFilter } from '../table/symbol-filter.tsx'
import styles from '../table/table.module.css'
import { Toolbar } from '../table/toolbar.tsx'
import { RangePicker } from '../parts/range-picker.tsx'
import { Segments } from '../parts/segments.tsx'
import { OrderSearch } from './order-search.tsx'

const OPEN: ReadonlySet<string> = new Set(openStatuses)
const pastStatuses = orderStatuses.filter((status) => !OPEN.has(status))

/** Open, past, or both. */
export type View = 'all' | 'open' | 'past'

/** The statuses that a view is about. */
export const STATUSES: { readonly [V in View]: readonly OrderStatus[] } = {
  all: orderStatuses,
  open: openStatuses,
  past: pastStatuses,
}

/** The filter of orders as it stands in the address; empty text does not filter. */
export const ORDER_DEFAULTS = {
  view: 'all',
  range: 'All',
  from: '',
  to: '',
  symbol: '',
  side: '',
  type: '',
  status: '',
} as const
/** Valid values of the filter's fields. */
export const ORDER_VALUES = { side: sides, type: orderTypes, status: orderStatuses }
/** Filter of the orders page as in the address; an empty text does not filter. */
export type OrderFilter = { readonly [K in keyof typeof ORDER_DEFAULTS]: string }

type ToolbarProps = {
  readonly filter: OrderFilter
  readonly setFilter: (change: Partial<OrderFilter>) => void
  readonly view: View
  readonly rows: readonly OrderData[] | undefined
  readonly hasMore: boolean
  /** Export and columns. */
  readonly tools: ReactNode
}

/** The bar above the orders. */
export function OrdersToolbar({ filter, setFilter, view, rows, hasMore, tools }: ToolbarProps) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const shown = rows === undefined ? '200+' : `${full(String(rows.length))}${hasMore ? '+' : ''}`
  // Its place is kept while the rows are read.
  const count = (
    <span className="num" style={rows === undefined ? { visibility: 'hidden' } : undefined}>
      {t('orders.count', { count: rows?.length ?? 200, shown })}
    </span>
  )
  return (
    <Toolbar
      set={
        [
          filter.range === ORDER_DEFAULTS.range ? '' : filter.range,
          filter.symbol,
          filter.side,
          filter.type,
          filter.status,
        ].filter((chosen) => chosen !== '').length
      }
      end={
        <>
          {count}
          <span className={styles.tools}>{tools}</span>
        </>
      }
      more={
        <>
          <RangePicker value={filter} onChange={setFilter} isDated />
          <OrderSearch symbol={filter.symbol} onSymbol={(symbol) => setFilter({ symbol })} rows={rows} />
          <SideFilter value={filter.side} onChange={(side) => setFilter({ side })} />
          <Choice
            label={t('column.type')}
            anyLabel={t('orders.anyType')}
            options={orderTypes.map((type) => ({ value: type, label: t(`type.${type}`) }))}
            width={190}
            value={filter.type}
            onChange={(type) => setFilter({ type })}
          />
          <Choice
            label={t('column.status')}
            anyLabel={t('orders.anyStatus')}
            options={STATUSES[view].map((status) => ({
              value: status,
              label: capital(formatMessage('orderStatus', status)),
            }))}
            value={filter.status}
            onChange={(status) => setFilter({ status })}
          />
        </>
      }
    >
      <Segments
        label={t('orders.title')}
        data={[
          { value: 'all', label: t('action.all') },
          { value: 'open', label: t('orders.open') },
          { value: 'past', label: t('orders.past') },
        ]}
        value={view}
        onChange={(chosen) => setFilter({ view: chosen, status: '' })}
      />
    </Toolbar>
  )
}

type ChoiceProps = {
  readonly label: string
  readonly anyLabel: string
  /** In px: its longest name has to fit. */
  readonly width?: number
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly value: string
  readonly onChange: (value: string) => void
}

function Choice({ label, anyLabel, width = 156, options, value, onChange }: ChoiceProps) {
  return (
    <Select
      size="xs"
      w={width}
      aria-label={label}
      data={[{ value: '', label: anyLabel }, ...options]}
      value={value}
      allowDeselect={false}
      onChange={(chosen) => onChange(chosen ?? '')}
    />
  )
}
