/** Results by market, time, holding time or role: a chart, a table, and the figures of all trades together. */

import { type BreakdownReport, type PnlMethod, breakdownGroups, breakdownMeasures, dealRoles } from '@spotdeck/api'
import { type ReactNode, type RefObject, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { csvOf } from '../../format/csv.ts'
import { full, money, percent, rounded, signed } from '../../format/number.ts'
import type { ReportSpan } from '../../live/account-api.ts'
import { usePreferences } from '../../settings/services.ts'
import { useReport } from '../../state/queries/report-queries.ts'
import { Card } from '../parts/card.tsx'
import { ChartMenu } from '../parts/chart-menu.tsx'
import { Choose } from '../parts/choose.tsx'
import { Fact } from '../parts/fact.tsx'
import { Figure, Gain } from '../parts/figures.tsx'
import { LazyBoundary, lazyComponent } from '../parts/lazy-component.tsx'
import { SkeletonChart } from '../parts/states.tsx'
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
  const { data, error, refetch } = useReport('breakdown', { ...what, ...span })
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
      {data === undefined ? null : <Totals total={data.total} />}
      {isByFifo ? <p className={styles.note}>{t('performance.holdingByFifo')}</p> : null}
      {data === undefined || data.items.length === 0 ? null : <Bars data={data} words={words} picture={picture} />}
      <DataTable
        name={NAME}
        label={t('performance.breakdown')}
        rows={data?.items}
        error={error}
        retry={refetch}
        columns={columns}
        rowKey={(row) => row.key}
        compactRow={(row) => <CompactRow row={row} name={columns[0]?.cell(row)} />}
        empty={set > 0 ? <Filtered onClear={clear} /> : <NoTrades />}
      />
      {data === undefined || data.realizedByFlows === '0' ? null : (
        <p className={styles.note}>{t('performance.byFlows', { amount: signed(data.realizedByFlows, money) })}</p>
      )}
      <Unpriced assets={data?.unpriced} />
    </Card>
  )
}

type ChoiceProps<Value extends string> = { readonly value: Value; readonly onChange: (value: string) => void }

function GroupSelect({ value, onChange }: ChoiceProps<(typeof GROUPS)[number]>) {
  const { t } = useTranslation()
  return (
    <Choose
      w={160}
      aria-label={t('performance.groupBy')}
      options={GROUPS.map((group) => ({ value: group, label: groupName(t, group) }))}
      value={value}
      onChange={onChange}
    />
  )
}

function RoleFilter({ value, onChange }: ChoiceProps<string>) {
  const { t } = useTranslation()
  return (
    <Choose
      w={176}
      aria-label={t('performance.group.role')}
      options={[
        { value: '', label: t('performance.anyRole') },
        { value: 'maker', label: t('role.maker') },
        { value: 'taker', label: t('role.taker') },
      ]}
      value={value}
      onChange={onChange}
    />
  )
}

/** The figures of everything that the filter includes. */
function Totals({ total }: { readonly total: BreakdownReport['total'] }) {
  const { t } = useTranslation()
  const { profitFactor, trades = 0, wins = 0, losses = 0, longestLosingStreak = 0 } = total
  const factor = profitFactor ?? undefined
  const gain = (exact: string | null | undefined) => <Gain exact={exact ?? undefined} />
  return (
    <dl className={`${styles.figures} ${styles.totals}`}>
      <Fact name={t('performance.realised')}>{gain(total.realized)}</Fact>
      <Fact name={t('performance.savedByMx')} hint={t('performance.savedByMxHint')}>
        {gain(total.feesSavedByMx)}
      </Fact>
      <Fact
        name={t('performance.trades')}
        hint={t('performance.tradesHint')}
        sub={t('performance.winsLosses', { wins: full(String(wins)), losses: full(String(losses)) })}
      >
        {full(String(trades))}
      </Fact>
      <Fact name={t('performance.expectancy')} hint={t('performance.expectancyHint')}>
        {gain(total.expectancy)}
      </Fact>
      <Fact name={t('performance.profitFactor')} hint={t('performance.profitFactorHint')}>
        <Figure exact={factor} shown={rounded(factor, 2)} />
      </Fact>
      <Fact name={t('performance.averageWin')}>{gain(total.averageWin)}</Fact>
      <Fact name={t('performance.averageLoss')}>{gain(total.averageLoss)}</Fact>
      <Fact name={t('performance.losingStreak')} hint={t('performance.losingStreakHint')}>
        {full(String(longestLosingStreak))}
      </Fact>
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
      <LazyBoundary waiting={<SkeletonChart />}>
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
