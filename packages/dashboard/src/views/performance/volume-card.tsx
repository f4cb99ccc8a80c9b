/** Bought and sold volume by market, or by day, week and month. */

import { type VolumeReport, volumeGroupings } from '@spotdeck/api'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { csvOf } from '../../format/csv.ts'
import { rounded } from '../../format/number.ts'
import type { ReportSpan } from '../../live/account-api.ts'
import { usePreferences } from '../../settings/services.ts'
import { periodsOf, valuesOf } from '../../state/range/days.ts'
import { useDigits } from '../../state/queries/queries.ts'
import { useReport } from '../../state/queries/report-queries.ts'
import { topMarkets } from '../../state/market/volume-bars.ts'
import { ChartCard } from '../parts/chart-card.tsx'
import { Choose } from '../parts/choose.tsx'
import { lazyComponent } from '../parts/lazy-component.tsx'
import { Segments } from '../parts/segments.tsx'
import { groupName } from './breakdown-columns.tsx'
import { NoTrades } from './no-trades.tsx'
import styles from './performance.module.css'
import { useBreakdownWords } from './use-breakdown-words.ts'
import { useDayWords, useDays, useDealsKnown } from './use-day-words.ts'

const DayChart = lazyComponent(async () => (await import('../../charts/day-chart.tsx')).DayChart)

type Grouping = VolumeReport['by']
type Bars = {
  readonly keys: readonly string[]
  readonly bought: readonly (string | undefined)[]
  readonly sold: readonly (string | undefined)[]
}

/** The card of a span. */
export function VolumeCard({ span }: { readonly span: ReportSpan }) {
  const { t } = useTranslation()
  const [by, setBy] = useState<Grouping>('symbol')
  const [symbol, setSymbol] = useState<string>()
  const query = useReport('volume', { by, symbol: by === 'symbol' ? undefined : symbol, ...span })
  const { data } = query
  const [{ privacy }] = usePreferences()
  const bars = useBars(data)
  const words = useBreakdownWords(data?.by ?? by)
  const labelOf = useLabels(data?.by ?? by, bars.keys)
  const panes = useMemo(() => {
    const series = (key: 'bought' | 'sold', colour: 'up' | 'down') =>
      ({ key, name: t(`performance.${key}`), kind: 'bar', colour, write: whole, values: bars[key] }) as const
    return [{ weight: 1, series: [series('bought', 'up'), series('sold', 'down')] }]
  }, [bars, t])
  const csv = () =>
    csvOf(
      [data?.by ?? by, 'bought', 'sold'],
      (data?.items ?? []).map(({ key, bought, sold }) => [key, bought, sold]),
    )
  return (
    <ChartCard
      title={t('performance.volumeCompared')}
      className={`${styles.wideChartCard} ${styles.volumeCard}`}
      name={`spotdeck-volume-${by}`}
      csv={csv}
      tools={
        <Segments
          label={t('performance.volumeCompared')}
          data={volumeGroupings.map((value) => ({ value, label: groupName(t, value) }))}
          value={by}
          onChange={setBy}
        />
      }
      above={by === 'symbol' ? null : <MarketChoice span={span} symbol={symbol} onChange={setSymbol} />}
      query={query}
      empty={({ count }) => (count === 0 ? <NoTrades /> : undefined)}
    >
      {(_, picture) => (
        <DayChart
          label={t('performance.volumeCompared')}
          days={bars.keys}
          writeDay={words}
          writeLabel={labelOf}
          panes={panes}
          privacy={privacy}
          picture={picture}
        />
      )}
    </ChartCard>
  )
}

/** Bars of what was read: the largest markets, or every period of the span. */
function useBars(data: VolumeReport | undefined): Bars {
  const { t } = useTranslation()
  const days = useDays(data)
  const isKnown = useDealsKnown()
  return useMemo(() => {
    if (data === undefined) return { keys: [], bought: [], sold: [] }
    if (data.by === 'symbol') {
      const rows = topMarkets(data.items, t('overview.others'))
      return {
        keys: rows.map(({ key }) => key),
        bought: rows.map(({ bought }) => bought),
        sold: rows.map(({ sold }) => sold),
      }
    }
    const { by, items } = data
    const keys = periodsOf(days, by)
    const lastDays = new Map(days.map((day) => [periodsOf([day], by)[0] ?? day, day]))
    const known = (key: string) => isKnown(lastDays.get(key) ?? key)
    const of = (side: 'bought' | 'sold') => valuesOf(keys, new Map(items.map((item) => [item.key, item[side]])), known)
    return { keys, bought: of('bought'), sold: of('sold') }
  }, [data, days, isKnown, t])
}

/** Keys short enough for the axis: a market by its base asset where no other of `keys` has the same. */
function useLabels(by: Grouping, keys: readonly string[]): (key: string) => string {
  const words = useBreakdownWords(by)
  const weekDay = useDayWords()
  const digits = useDigits()
  return useMemo(() => {
    if (by === 'week') return weekDay
    if (by !== 'symbol') return words
    const baseOf = (key: string) => digits.market(key)?.baseAsset ?? key
    const bases = keys.map(baseOf)
    return (key) => (bases.filter((base) => base === baseOf(key)).length > 1 ? words(key) : baseOf(key))
  }, [by, keys, words, weekDay, digits])
}

type MarketChoiceProps = {
  readonly span: ReportSpan
  readonly symbol: string | undefined
  readonly onChange: (symbol: string | undefined) => void
}

/** One market, or all of them together. */
function MarketChoice({ span, symbol, onChange }: MarketChoiceProps) {
  const { t } = useTranslation()
  const { data } = useReport('volume', { by: 'symbol', ...span })
  const words = useBreakdownWords('symbol')
  const known = data?.items.map(({ key }) => key) ?? []
  const symbols = symbol === undefined || known.includes(symbol) ? known : [symbol, ...known]
  return (
    <Choose
      w={140}
      className={styles.marketChoice ?? ''}
      aria-label={t('column.symbol')}
      options={[
        { value: '', label: t('performance.allMarkets') },
        ...symbols.map((value) => ({ value, label: words(value) })),
      ]}
      value={symbol ?? ''}
      onChange={(chosen) => onChange(chosen === '' ? undefined : chosen)}
    />
  )
}

function whole(value: string): string {
  return rounded(value, 0)
}
