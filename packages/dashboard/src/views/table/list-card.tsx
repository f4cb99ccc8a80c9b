/** A card with a list of the account that is read page by page, over a time that is chosen. */

import type { ReactNode } from 'react'
import type { Pages } from '../../state/queries/queries.ts'
import { Card } from '../parts/card.tsx'
import { Empty } from '../parts/states.tsx'
import { DataTable, type DataTableProps } from './data-table.tsx'
import { ListEnd } from './list-end.tsx'
import { Filtered, Toolbar } from './toolbar.tsx'
import type { ListRange } from './use-list-range.tsx'

type ListCardProps<T> = Pick<DataTableProps<T>, 'name' | 'rows' | 'columns' | 'rowKey' | 'compactRow' | 'onOpen'> & {
  readonly title: string
  readonly className: string | undefined
  readonly pages: Pages<object>
  readonly range: ListRange
  /** Filters beside the range. */
  readonly filters?: ReactNode
  readonly end?: ReactNode
  /** Said where there is nothing at all. */
  readonly none: { readonly title: string; readonly hint: string; readonly children?: ReactNode }
}

/** The list with its filters, its end, and what is said where it is empty. */
export function ListCard<T extends object>(props: ListCardProps<T>) {
  const { title, className, pages, range, filters, end, none, ...table } = props
  const { picker, isAll, clear } = range
  const toolbar = (
    <Toolbar end={end}>
      {picker}
      {filters}
    </Toolbar>
  )
  return (
    <Card title={title} className={className} flush toolbar={toolbar}>
      <DataTable
        {...table}
        label={title}
        error={pages.error}
        retry={pages.retry}
        onEnd={pages.readMore}
        footer={<ListEnd pages={pages} />}
        empty={isAll ? <Empty {...none} /> : <Filtered onClear={clear} />}
      />
    </Card>
  )
}
