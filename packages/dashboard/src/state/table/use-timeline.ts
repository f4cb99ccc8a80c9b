/** One line of time of the account over a span, read page by page and live up to now. */

import { useMemo } from 'react'
import { dealRules, orderRules } from '../store/merge.ts'
import { useAccountData } from '../store/use-account-data.ts'
import { type Entry, cancelsOf, entriesOf, wholePart } from './timeline.ts'
import { useRows } from './use-rows.ts'
import { type ListSpan, type Pages, usePages } from '../queries/queries.ts'
import { useAnnouncements, useWarnings } from '../queries/warnings.ts'

const NONE: readonly never[] = []

/** Everything of a span, newest first; `span` has to stay the same object. */
export function useTimeline(span: ListSpan): Pages<Entry> {
  const fills = usePages('deals', span)
  const orders = usePages('orders', span)
  const releases = usePages(
    'movements',
    useMemo(() => ({ ...span, kind: 'trade', reason: 'ENTRUST_CANCEL' }) as const, [span]),
  )
  // A transfer changes the sum of deposits.
  const flows = usePages('flows', span, { version: Number(useAccountData('equity')?.netDeposits ?? 0) })
  const statuses = usePages('statusHistory', span, { version: useAccountData('status')?.since })
  const deals = useRows(
    fills.rows,
    useAccountData('newDeals'),
    useMemo(() => dealRules(span), [span]),
  )
  const changed = useAccountData('changedOrders')
  const placed = useRows(
    orders.rows,
    changed,
    useMemo(() => orderRules(span), [span]),
  )
  const { warnings } = useWarnings()
  const everybody = useAnnouncements() ?? NONE
  const own = warnings?.items ?? NONE
  const lists = [fills, orders, releases, flows, statuses]
  const failed = lists.find(({ error }) => error !== null)
  const rows = useMemo(() => {
    const [released, transfers, states] = [releases.rows, flows.rows, statuses.rows]
    if (deals === undefined || placed === undefined) return undefined
    if (released === undefined || transfers === undefined || states === undefined) return undefined
    const { from = -Infinity, to = Infinity } = span
    const notices = [...own, ...everybody.filter(({ id }) => own.every((one) => one.id !== id))]
    const cancels = cancelsOf([...placed, ...changed], released)
    const entries = entriesOf({ fills: deals, orders: placed, cancels, flows: transfers, statuses: states, notices })
    const ends = [
      ...(fills.hasMore ? [deals.at(-1)?.time] : []),
      ...(orders.hasMore ? [placed.at(-1)?.createdAt] : []),
      ...(releases.hasMore ? [released.at(-1)?.time] : []),
      ...(flows.hasMore ? [transfers.at(-1)?.time] : []),
      ...(statuses.hasMore ? [states.at(-1)?.time] : []),
    ].filter((end) => end !== undefined)
    return wholePart(entries, ends).filter(({ time }) => time >= from && time < to)
  }, [deals, placed, changed, releases, flows, statuses, own, everybody, span, fills.hasMore, orders.hasMore])
  const each = (run: 'readMore' | 'retry') => () => lists.forEach((list) => list[run]())
  return {
    rows,
    error: failed?.error ?? null,
    hasMore: lists.some(({ hasMore }) => hasMore),
    readingMore: lists.some(({ readingMore }) => readingMore),
    moreError: lists.find(({ moreError }) => moreError !== null)?.moreError ?? null,
    readMore: each('readMore'),
    retry: () => (failed === undefined ? undefined : failed.retry()),
  }
}
