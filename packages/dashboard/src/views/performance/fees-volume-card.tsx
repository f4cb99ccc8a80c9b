/** Fees and volume of each day over one axis, and the running sum of the fees. */

import type { TFunction } from 'i18next'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { csvOf } from '../../format/csv.ts'
import { money, rounded } from '../../format/number.ts'
import type { ReportSpan } from '../../live/account-api.ts'
import { usePreferences } from '../../settings/services.ts'
import { runningSum, valuesOf } from '../../state/range/days.ts'
import { useReport } from '../../state/queries/report-queries.ts'
import { ChartCard } from '../parts/chart-card.tsx'
import { lazyComponent } from '../parts/lazy-component.tsx'
import { NoTrades } from './no-trades.tsx'
import styles from './performance.module.css'
import { useDayWords, useDays, useDealsKnown } from './use-day-words.ts'

const DayChart = lazyComponent(async () => (await import('../../charts/day-chart.tsx')).DayChart)

/** The card of a span. */
export function FeesVolumeCard({ span }: { readonly span: ReportSpan }) {
  const { t } = useTranslation()
  const [{ privacy }] = usePreferences()
  const fees = useReport('fees', { by: 'day', ...span })
  const volume = useReport('volume', { by: 'day', ...span })
  const days = useDays(volume.data)
  const words = useDayWords()
  const isKnown = useDealsKnown()
  const values = useMemo(() => {
    const feesADay = valuesOf(days, byKey(fees.data?.items), isKnown)
    const volumeADay = valuesOf(days, byKey(volume.data?.items), isKnown)
    return { feesADay, feesTotal: runningSum(feesADay), volumeADay }
  }, [days, fees.data, volume.data, isKnown])
  const panes = useMemo(() => panesOf(values, t), [values, t])
  const csv = () =>
    csvOf(
      ['day', 'fees', 'feesTotal', 'volume'],
      days.map((day, at) => [day, values.feesADay[at], values.feesTotal[at], values.volumeADay[at]]),
    )
  return (
    <ChartCard
      title={t('performance.feesVolume')}
      className={styles.wideChartCard}
      name="spotdeck-fees-volume"
      csv={csv}
      query={{
        data: fees.data && volume.data,
        error: fees.error ?? volume.error,
        refetch: () => Promise.all([fees.refetch(), volume.refetch()]),
      }}
      empty={({ count }) => (count === 0 ? <NoTrades /> : undefined)}
    >
      {(_, picture) => (
        <DayChart
          label={t('performance.feesVolume')}
          days={days}
          writeDay={words}
          panes={panes}
          privacy={privacy}
          picture={picture}
        />
      )}
    </ChartCard>
  )
}

/** Value of each day, in the order of the days; `undefined` where it is not known. */
type DayValues = Readonly<Record<'feesADay' | 'feesTotal' | 'volumeADay', readonly (string | undefined)[]>>

/** Two panes over one time axis: fees of each day with their running sum, and the volume of each day. */
function panesOf({ feesADay, feesTotal, volumeADay }: DayValues, t: TFunction<'page'>) {
  const bar = { kind: 'bar', write: money } as const
  const sum = { kind: 'line', write: money, colour: 'dim', ownAxis: true } as const
  const fees = { ...bar, key: 'fees', name: t('performance.feesADay'), colour: 8, values: feesADay } as const
  const volume = { ...bar, key: 'volume', name: t('performance.volumeADay'), colour: 'accent', write: whole } as const
  return [
    { weight: 1.3, series: [fees, { ...sum, key: 'total', name: t('performance.feesTotal'), values: feesTotal }] },
    { weight: 1, series: [{ ...volume, values: volumeADay }] },
  ]
}

function byKey(items: readonly { readonly key: string; readonly value: string }[] = []) {
  return new Map(items.map(({ key, value }) => [key, value]))
}

function whole(value: string): string {
  return rounded(value, 0)
}
