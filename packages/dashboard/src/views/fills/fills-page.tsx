/** Every fill, live over what REST has read, with the sums of the chosen time. */

import { SegmentedControl } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { fixed, full, money } from '../../format/number.ts'
import { useSay } from '../../i18n/say.ts'
import { type RowFilter, dealKey, dealRules } from '../../state/merge.ts'
import { useDealPages, useDealsSummary, useDigits, useStartOfToday } from '../../state/queries.ts'
import { useDesk } from '../../state/use-desk.ts'
import { useRows } from '../../state/use-rows.ts'
import { Card } from '../parts/card.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Figure, Gain } from '../parts/figures.tsx'
import { Empty, Failed, SkeletonFigure } from '../parts/states.tsx'
import { useTimeFormat } from '../parts/use-time-format.ts'
import { DataTable } from '../table/data-table.tsx'
import { ListEnd } from '../table/list-end.tsx'
import { SideFilter, SymbolFilter } from '../table/symbol-filter.tsx'
import { Filtered, Toolbar } from '../table/toolbar.tsx'
import tableStyles from '../table/table.module.css'
import { useUrlFilter } from '../table/use-url-filter.ts'
import { compactFill, useFillColumns } from './fill-columns.tsx'
import styles from './fills.module.css'

const DAY_MS = 86_400_000
const DEFAULTS = { since: '30D', symbol: '', side: '' } as const
const spans = ['today', '7D', '30D', 'all'] as const

/** The fills page; what it shows stands in the address. */
export function FillsPage() {
  const { t } = useTranslation()
  const say = useSay()
  const digits = useDigits()
  const columns = useFillColumns(digits)
  const { filter, setFilter, clear } = useUrlFilter(DEFAULTS)
  const from = useFrom(filter.since)
  const fills = useFills(filter.symbol, filter.side, from)
  const isFiltered = filter.symbol !== '' || filter.side !== '' || filter.since !== 'all'
  const labels = { today: t('overview.today'), '7D': '7D', '30D': '30D', all: t('action.all') }
  return (
    <div className={tableStyles.page}>
      <PageTitle title={t('fills.title')} />
      <Card
        title={t('fills.title')}
        flush
        toolbar={
          <Toolbar end={filter.symbol === '' && filter.side === '' ? <Totals from={from} /> : null}>
            <SegmentedControl
              size="xs"
              aria-label={t('chart.range')}
              data={spans.map((span) => ({ value: span, label: labels[span] }))}
              value={filter.since}
              onChange={(since) => setFilter({ since })}
            />
            <SymbolFilter value={filter.symbol} onChange={(symbol) => setFilter({ symbol })} />
            <SideFilter
              value={filter.side}
              onChange={(side) => setFilter({ side })}
              words={{ buy: say('side', 'BUY'), sell: say('side', 'SELL') }}
            />
          </Toolbar>
        }
      >
        {fills.rows === undefined && fills.error !== null ? (
          <Failed error={fills.error} retry={fills.retry} />
        ) : (
          <DataTable
            label={t('fills.title')}
            rows={fills.rows}
            columns={columns}
            rowKey={dealKey}
            rowTestId={(deal) => `fill-${deal.orderId}`}
            compactRow={(deal) => compactFill(deal, digits)}
            onEnd={fills.readMore}
            footer={<ListEnd reading={fills.readingMore} hasMore={fills.hasMore} />}
            skeletonRows={14}
            empty={
              isFiltered ? <Filtered onClear={clear} /> : <Empty title={t('fills.none')} hint={t('fills.noneHint')} />
            }
          />
        )}
      </Card>
    </div>
  )
}

function useFrom(since: string): number | undefined {
  const format = useTimeFormat()
  const today = useStartOfToday(format.startOfDay)
  if (since === 'today') return today
  if (since === '7D') return today - 6 * DAY_MS
  if (since === '30D') return today - 29 * DAY_MS
  return undefined
}

function useFills(symbol: string, side: string, from: number | undefined) {
  const live = useDesk('newDeals')
  const filter = useMemo<RowFilter>(
    () => ({ symbol: symbol || undefined, side: side || undefined, from }),
    [symbol, side, from],
  )
  const pages = useDealPages(useMemo(() => ({ symbol: filter.symbol, side: filter.side, from: filter.from }), [filter]))
  const rules = useMemo(() => dealRules(filter), [filter])
  return { ...pages, rows: useRows(pages.rows, live, rules) }
}

function Totals({ from }: { readonly from: number | undefined }) {
  const { t } = useTranslation()
  const { data } = useDealsSummary(from ?? 0)
  const wait = <SkeletonFigure />
  return (
    <div className={styles.totals}>
      <dl>
        <div>
          <dt>{t('overview.fills')}</dt>
          <dd className="num">{data === undefined ? wait : full(String(data.count))}</dd>
        </div>
        <div>
          <dt>{t('overview.volume')}</dt>
          <dd>{data === undefined ? wait : <Figure exact={data.volume} shown={fixed(data.volume, 2)} amount />}</dd>
        </div>
        <div>
          <dt>{t('overview.fees')}</dt>
          <dd>{data === undefined ? wait : <Figure exact={data.fees} shown={money(data.fees)} amount />}</dd>
        </div>
        <div>
          <dt>{t('overview.realised')}</dt>
          <dd>{data === undefined ? wait : <Gain exact={data.realizedPnl} />}</dd>
        </div>
      </dl>
      <span className={styles.unit}>USDT</span>
    </div>
  )
}
