/** Card of a span in one line of time: fills, orders, transfers, states of the connection and notices. */

import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { money } from '../../format/number.ts'
import { capital, useMessage, useStatusText } from '../../i18n/use-message.ts'
import { type ListSpan, useDigits } from '../../state/queries/queries.ts'
import { type Entry, entryKinds } from '../../state/table/timeline.ts'
import { useTimeline } from '../../state/table/use-timeline.ts'
import { useOpenOrderOf } from '../orders/open-order.ts'
import { useTradeWords } from '../orders/order-figures.tsx'
import { Choose } from '../parts/choose.tsx'
import { Figure, Moment, StatusWord, UNKNOWN } from '../parts/figures.tsx'
import { FlowAmount } from '../parts/flow-amount.tsx'
import { NoticeText } from '../parts/notice-body.tsx'
import { CatalogueText } from '../parts/states.tsx'
import { type Column, labeled } from '../table/column.ts'
import { JumpField, useJumped } from '../table/jump.tsx'
import { ListCard } from '../table/list-card.tsx'
import { useUrlFilter } from '../table/use-url-filter.ts'
import styles from './day.module.css'

const DEFAULTS = { kind: '', at: '' } as const

/** The line of `span`, whose open end is now. */
export function TimelineCard({ span }: { readonly span: ListSpan }) {
  const { t } = useTranslation()
  const { filter, setFilter, clear, isFiltered } = useUrlFilter(DEFAULTS)
  const pages = useTimeline(useJumped(span, filter.at))
  const kind = entryKinds.find((one) => one === filter.kind)
  const rows = useMemo(
    () => (kind === undefined ? pages.rows : pages.rows?.filter((entry) => entry.kind === kind)),
    [pages.rows, kind],
  )
  const openOrder = useOpenOrderOf()
  const picker = (
    <>
      <JumpField at={filter.at} onAt={(at) => setFilter({ at })} />
      <Choose
        w={160}
        aria-label={t('column.type')}
        options={[
          { value: '', label: t('activity.allKinds') },
          ...entryKinds.map((value) => ({ value, label: t(`why.kind.${value}`) })),
        ]}
        value={kind ?? ''}
        onChange={(chosen) => setFilter({ kind: chosen })}
      />
    </>
  )
  return (
    <ListCard
      title={t('why.timeline')}
      className={styles.timeline}
      pages={pages}
      rows={rows}
      range={{ span, isAll: !isFiltered, clear, picker }}
      columns={useColumns()}
      rowKey={(entry) => `${entry.kind} ${entry.key}`}
      compactRow={(entry) => <CompactEntry entry={entry} />}
      onOpen={(entry) => {
        if ('orderId' in entry.row) openOrder(entry.row)
      }}
      none={{ title: t('why.nothing'), hint: t('why.nothingHint') }}
    />
  )
}

const column = labeled<Entry>

function useColumns(): readonly Column<Entry>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      column({
        id: 'time',
        label: t('column.time'),
        track: 'minmax(128px, 0.8fr)',
        cell: (entry) => <Moment time={entry.time} />,
      }),
      column({
        id: 'kind',
        label: t('column.type'),
        track: 'minmax(96px, 0.6fr)',
        cell: (entry) => <span className="dim">{t(`why.kind.${entry.kind}`)}</span>,
      }),
      column({
        id: 'what',
        label: t('why.what'),
        track: 'minmax(220px, 3fr)',
        cell: (entry) => <What entry={entry} />,
      }),
      column({
        id: 'value',
        label: t('why.amount'),
        track: 'minmax(120px, 1fr)',
        end: true,
        cell: (entry) => <Value entry={entry} />,
      }),
      column({
        id: 'state',
        label: t('column.status'),
        track: 'minmax(110px, 0.8fr)',
        cell: (entry) => <State entry={entry} />,
      }),
    ],
    [t],
  )
}

function What({ entry }: { readonly entry: Entry }) {
  const words = useTradeWords()
  const formatMessage = useMessage()
  const statusText = useStatusText()
  switch (entry.kind) {
    case 'fill':
      return words(entry.row)
    case 'order': {
      const { quantity, executedQuantity } = entry.row
      // A market order by amount has no quantity but what was filled.
      return words({ ...entry.row, quantity: quantity === '0' ? executedQuantity : quantity })
    }
    case 'cancel':
      return words(entry.row)
    case 'flow':
      return [capital(formatMessage('flow', entry.row.kind)), entry.row.asset, entry.row.network ?? ''].join(' ').trim()
    case 'status':
      return <CatalogueText text={statusText(entry.row.code, entry.row.params)} />
    case 'notice':
      return <NoticeText notice={entry.row} />
  }
}

/** Amount of a fill or transfer. */
function Value({ entry }: { readonly entry: Entry }) {
  const digits = useDigits()
  switch (entry.kind) {
    case 'fill': {
      const { quoteQuantity, symbol } = entry.row
      const quote = digits.market(symbol)?.quoteAsset
      return (
        <span>
          <Figure exact={quoteQuantity} shown={money(quoteQuantity)} amount /> <span className="dim">{quote}</span>
        </span>
      )
    }
    case 'flow':
      return (
        <span>
          <FlowAmount row={entry.row} /> <span className="dim">{entry.row.asset}</span>
        </span>
      )
    default:
      return <span className="dim">{UNKNOWN}</span>
  }
}

/** State of an order or a withdrawal as it is now. */
function State({ entry }: { readonly entry: Entry }) {
  const formatMessage = useMessage()
  if (entry.kind === 'order' || entry.kind === 'cancel') return <StatusWord status={entry.row.status} />
  const state = entry.kind === 'flow' ? entry.row.state : undefined
  return <span className="dim">{state === undefined ? UNKNOWN : capital(formatMessage('withdrawal', state))}</span>
}

function CompactEntry({ entry }: { readonly entry: Entry }) {
  const { t } = useTranslation()
  return (
    <>
      <span className="truncate">
        <What entry={entry} />
      </span>
      {entry.kind === 'fill' || entry.kind === 'flow' ? <Value entry={entry} /> : <State entry={entry} />}
      <span className="dim">
        <Moment time={entry.time} />
      </span>
      <span className="dim">{t(`why.kind.${entry.kind}`)}</span>
    </>
  )
}
