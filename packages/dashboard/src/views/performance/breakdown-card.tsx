/** Results by market, time, holding time or role: a chart, a table of figures, and the figures of all trades together. */

import { Select } from '@mantine/core'
import {
  type BreakdownGroup,
  type BreakdownReport,
  type PnlMethod,
  breakdownGroups,
  breakdownMeasures,
  dealRoles,
} from '@spotdeck/api'
import { type ReactNode, type RefObject, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { csvOf } from '../../format/csv.ts'
import { full, money, percent, rounded, signed } from '../../format/number.ts'
import type { ReportSpan } from '../../live/reports-api.ts'
import { usePreferences } from '../../settings/services.ts'
import { useBreakdown } from '../../state/queries/report-queries.ts'
import { Card } from '../parts/card.tsx'
import { ChartMenu } from '../parts/chart-menu.tsx'
import { Figure, Gain } from '../parts/figures.tsx'
import { LazyBoundary, lazyComponent } from '../parts/lazy-component.tsx'
import { Failed } from '../parts/states.tsx'
import { ColumnsMenu } from '../table/columns-menu.tsx'
import { DataTable } from '../table/data-table.tsx'
import { SideFilter, SymbolFilter } from '../table/symbol-filter.tsx'
import { Filtered, Toolbar } from '../table/toolbar.tsx'
import { useUrlFilter } from '../table/use-url-filter.ts'
import { type BreakdownRow, groupName, useBreakdownColumns } from './breakdown-columns.tsx'
import { Unpriced } from './fees-table.tsx'
import { NoTrades } from './no-trades.tsx'
import styles from './performance.module.css'
import { useBreakdownWords } from './use-breakdown-words.ts'

const DayChart = lazyComponent(async () => (await import('../../charts/day-chart.tsx')).DayChart)

const NAME = 'breakdown'
const GROUPS = breakdownGroups.filter((group) => group !== 'none')
const SIDES = ['BUY', 'SELL'] as const
const DEFAULTS = { by: 'symbol', symbol: '', side: '', role: '' } as const
const ALLOWED = { by: GROUPS, side: ['', ...SIDES], role: ['', ...dealRoles] }

/** The card of a span; group and filters stand in the address. */
export function BreakdownCard({ span, method }: { readonly span: ReportSpan; readonly method: PnlMethod }) {
  const { t } = useTranslation()
  const { filter, setFilter, clear } = useUrlFilter(DEFAULTS, ALLOWED)
  const { symbol } = filter
  const chosen = GROUPS.find((one) => one === filter.by) ?? 'symbol'
  const side = SIDES.find((one) => one === filter.side)
  const role = dealRoles.find((one) => one === filter.role)
  const isByFifo = chosen === 'holdingTime' && method === 'average'
  const what = { group: chosen, method: isByFifo ? ('fifo' as const) : method, symbol, side, role }
  const { data, error, refetch } = useBreakdown(what, span)
  const group = data?.group ?? chosen
  const words = useBreakdownWords(group)
  const columns = useBreakdownColumns(group, words)
  const picture = useRef<() => HTMLCanvasElement>(undefined)
  const set = [symbol, side, role].filter((one) => one !== undefined && one !== '').length
  return (
    <Card
      title={t('performance.breakdown')}
      className={styles.breakdownCard}
      flush
      toolbar={
        <Toolbar
          set={set}
          more={
            <>
              <SymbolFilter value={symbol} onChange={(next) => setFilter({ symbol: next })} />
              <SideFilter value={filter.side} onChange={(next) => setFilter({ side: next })} />
              <RoleFilter value={filter.role} onChange={(next) => setFilter({ role: next })} />
            </>
          }
          end={
            <>
              <ChartMenu
                name={`spotdeck-breakdown-${group}`}
                picture={() => picture.current?.()}
                csv={() => csvOfReport(data)}
              />
              <ColumnsMenu name={NAME} columns={columns} />
            </>
          }
        >
          <GroupSelect value={chosen} onChange={(by) => setFilter({ by })} />
        </Toolbar>
      }
    >
      {data === undefined && error !== null ? (
        <Failed error={error} retry={() => void refetch()} />
      ) : (
        <>
          {data === undefined ? null : <Totals total={data.total} />}
          {isByFifo ? <p className={styles.note}>{t('performance.holdingByFifo')}</p> : null}
          {data === undefined || data.items.length === 0 ? null : <Bars data={data} words={words} picture={picture} />}
          <DataTable
            name={NAME}
            label={t('performance.breakdown')}
            rows={data?.items}
            columns={columns}
            rowKey={(row) => row.key}
            compactRow={(row) => <CompactRow row={row} name={columns[0]?.cell(row)} />}
            empty={set > 0 ? <Filtered onClear={clear} /> : <NoTrades />}
          />
        </>
      )}
      {data === undefined || data.realizedByFlows === '0' ? null : (
        <p className={styles.note}>{t('performance.byFlows', { amount: signed(data.realizedByFlows, money) })}</p>
      )}
      <Unpriced assets={data?.unpriced} />
    </Card>
  )
}

type ChoiceProps<Value extends string> = { readonly value: Value; readonly onChange: (value: string) => void }

function GroupSelect({ value, onChange }: ChoiceProps<BreakdownGroup>) {
  const { t } = useTranslation()
  return (
    <Select
      size="xs"
      w={160}
      aria-label={t('performance.groupBy')}
      data={GROUPS.map((group) => ({ value: group, label: groupName(t, group) }))}
      value={value}
      allowDeselect={false}
      onChange={(chosen) => onChange(chosen ?? DEFAULTS.by)}
    />
  )
}

function RoleFilter({ value, onChange }: ChoiceProps<string>) {
  const { t } = useTranslation()
  return (
    <Select
      size="xs"
      w={176}
      aria-label={t('performance.groupRole')}
      data={[
        { value: '', label: t('performance.anyRole') },
        { value: 'maker', label: t('performance.maker') },
        { value: 'taker', label: t('performance.taker') },
      ]}
      value={value}
      allowDeselect={false}
      onChange={(chosen) => onChange(chosen ?? '')}
    />
  )
}

/** The figures of everything that the filter includes. */
function Totals({ total }: { readonly total: BreakdownReport['total'] }) {
  const { t } = useTranslation()
  const { profitFactor, trades = 0, wins = 0, losses = 0, longestLosingStreak = 0 } = total
  const factor = profitFactor ?? undefined
  return (
    <dl className={`${styles.figures} ${styles.totals}`}>
      <div>
        <dt>{t('performance.realised')}</dt>
        <dd className="num">
          <Gain exact={total.realized} />
        </dd>
      </div>
      <div title={t('performance.savedByMxHint')}>
        <dt>{t('performance.savedByMx')}</dt>
        <dd className="num">
          <Gain exact={total.feesSavedByMx} />
        </dd>
      </div>
      <div title={t('performance.tradesHint')}>
        <dt>{t('performance.trades')}</dt>
        <dd className="num">{full(String(trades))}</dd>
        <dd className={styles.sub}>
          {t('performance.winsLosses', { wins: full(String(wins)), losses: full(String(losses)) })}
        </dd>
      </div>
      <div title={t('performance.expectancyHint')}>
        <dt>{t('performance.expectancy')}</dt>
        <dd className="num">
          <Gain exact={total.expectancy ?? undefined} />
        </dd>
      </div>
      <div title={t('performance.profitFactorHint')}>
        <dt>{t('performance.profitFactor')}</dt>
        <dd className="num">
          <Figure exact={factor} shown={rounded(factor, 2)} />
        </dd>
      </div>
      <div>
        <dt>{t('performance.averageWin')}</dt>
        <dd className="num">
          <Gain exact={total.averageWin ?? undefined} />
        </dd>
      </div>
      <div>
        <dt>{t('performance.averageLoss')}</dt>
        <dd className="num">
          <Gain exact={total.averageLoss ?? undefined} />
        </dd>
      </div>
      <div title={t('performance.losingStreakHint')}>
        <dt>{t('performance.losingStreak')}</dt>
        <dd className="num">{full(String(longestLosingStreak))}</dd>
      </div>
    </dl>
  )
}

type BarsProps = {
  readonly data: BreakdownReport
  readonly words: (key: string) => string
  readonly picture: RefObject<(() => HTMLCanvasElement) | undefined>
}

/** Realized profit of each row, in the order of the answer. */
function Bars({ data, words, picture }: BarsProps) {
  const { t } = useTranslation()
  const [{ privacy }] = usePreferences()
  const keys = useMemo(() => data.items.map(({ key }) => key), [data])
  const panes = useMemo(() => {
    const series = {
      key: 'realized',
      name: t('performance.realised'),
      kind: 'bar',
      colour: 'accent',
      write: money,
      values: data.items.map(({ realized }) => realized),
    } as const
    return [{ weight: 1, series: [series] }]
  }, [data, t])
  return (
    <div className={styles.breakdownChart}>
      <LazyBoundary waiting={<div className={styles.chartSkeleton} />}>
        <DayChart
          label={t('performance.breakdown')}
          days={keys}
          writeDay={words}
          panes={panes}
          privacy={privacy}
          picture={picture}
        />
      </LazyBoundary>
    </div>
  )
}

function CompactRow({ row, name }: { readonly row: BreakdownRow; readonly name: ReactNode }) {
  const { t } = useTranslation()
  const { deals = 0, winRate } = row
  const fills = t('performance.fillsCount', { count: deals, shown: full(String(deals)) })
  return (
    <>
      <span>{name}</span>
      <Gain exact={row.realized} />
      <span className="dim num">{fills}</span>
      <span className="dim num">
        {t('performance.winRate')} {percent(winRate ?? undefined)}
      </span>
    </>
  )
}

function csvOfReport(data: BreakdownReport | undefined): string {
  const rows = data?.items ?? []
  return csvOf(
    [data?.group ?? '', ...breakdownMeasures],
    rows.map((row) => [row.key, ...breakdownMeasures.map((measure) => row[measure] ?? undefined)]),
  )
}
