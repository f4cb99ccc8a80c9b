/** A table of fills; a click opens the fill's order. */

import type { DealData } from '@spotdeck/api'
import { dealKey } from '../../state/store/merge.ts'
import { useDigits } from '../../state/queries/queries.ts'
import { useOpenOrderOf } from '../orders/open-order.ts'
import { DataTable, type DataTableProps } from '../table/data-table.tsx'
import { compactFill, useFillColumns } from './fill-columns.tsx'

type FillsTableProps = Omit<
  DataTableProps<DealData>,
  'columns' | 'rowKey' | 'rowTestId' | 'compactRow' | 'onOpen' | 'narrowPx'
> & {
  /** True if the table has the page to itself: times then include seconds. */
  readonly whole?: boolean
}

/** The table of `rows`, whose columns follow the digits of each market. */
export function FillsTable({ whole = false, ...table }: FillsTableProps) {
  const digits = useDigits()
  const columns = useFillColumns(digits, whole)
  const openOrder = useOpenOrderOf()
  return (
    <DataTable
      {...table}
      columns={columns}
      rowKey={dealKey}
      rowTestId={(deal) => `fill-${deal.orderId}`}
      compactRow={(deal) => compactFill(deal, digits)}
      onOpen={openOrder}
    />
  )
}
