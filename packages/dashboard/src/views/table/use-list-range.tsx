/** The time that a list shows, in the address: all of it unless a range is chosen. */

import type { ReactNode } from 'react'
import { type ListSpan, useListSpan } from '../../state/queries/queries.ts'
import { RangePicker } from '../parts/range-picker.tsx'
import { JumpField, useJumped } from './jump.tsx'
import { useUrlFilter } from './use-url-filter.ts'

/** Not `range`: a chart on the same page has that one. A list's kind is cleared with its time. */
const DEFAULTS = { days: 'All', from: '', to: '', at: '', kind: '' } as const

/** The span of the list, and the control that chooses it. */
export type ListRange = {
  readonly span: ListSpan
  /** True where neither a time nor a kind is chosen. */
  readonly isAll: boolean
  readonly clear: () => void
  readonly picker: ReactNode
}

/** Reads the range from the address. */
export function useListRange(): ListRange {
  const { filter, setFilter, clear, isFiltered } = useUrlFilter(DEFAULTS)
  const value = { range: filter.days, from: filter.from, to: filter.to }
  return {
    span: useJumped(useListSpan(value), filter.at),
    isAll: !isFiltered,
    clear,
    picker: (
      <>
        <RangePicker value={value} onChange={({ range, from, to }) => setFilter({ days: range, from, to })} isDated />
        <JumpField at={filter.at} onAt={(at) => setFilter({ at })} />
      </>
    ),
  }
}
