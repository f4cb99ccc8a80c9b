/** Fees and volume of each day over one axis, and the running sum of the fees. */

import type { TFunction } from 'i18next'
import { useMemo, useRef } from 'react'
import { LazyBoundary, lazyComponent } from '../parts/lazy-component.tsx'
import { useTranslation } from 'react-i18next'
import { csvOf } from '../../format/csv.ts'
import { money, rounded } from '../../format/number.ts'
import type { ReportSpan } from '../../live/reports-api.ts'
import { usePreferences } from '../../settings/services.ts'
import { runningSum, valuesOf } from '../../state/range/days.ts'
import { useFees, useVolume } from '../../state/queries/report-queries.ts'
import { Card } from '../parts/card.tsx'
import { ChartMenu } from '../parts/chart-menu.tsx'
import { Failed } from '../parts/states.tsx'
import { NoTrades } from './no-trades.tsx'
import styles from './performance.module.css'
import { useDayWords, useDays, useDealsKnown } from './use-day-words.ts'

const DayChart = lazyComponent(async () => (await import('../../charts/day-chart.tsx')).DayChart)

/** The card of a span. */
export function FeesVolumeCard({ span }: { readonly span: ReportSpan }) {
  const { t } = useTranslation()
  const [{ privacy }] = usePreferences()
  const fees = useFees('day', span)
  const volume = useVolume('day', span)
  const days = useDays(volume.data)
  const words = useDayWords()
  const isKnown = useDealsKnown()
  const picture = useRef<() => HTMLCanvasElement>(undefined)
  const values = useMemo(() => {
    const [fee, traded] = [byKey(fees.data?.items), byKey(volume.data?.items)]
    const feesADay = valuesOf(days, fee, isKnown)
    return { feesADay, feesTotal: runningSum(feesADay), volumeADay: valuesOf(days, traded, isKnown) }
  }, [days, fees.data, volume.data, isKnown])
  const panes = useMemo(() => panesOf(values, t), [values, t])
  const csv = () =>
    csvOf(
      ['day', 'fees', 'feesTotal', 'volume'],
      days.map((day, at) => [day, values.feesADay[at], values.feesTotal[at], values.volumeADay[at]]),
    )
  const error = fees.error ?? volume.error
  return (
    <Card
      title={t('performance.feesVolume')}
      className={styles.wideChartCard}
      flush
      action={<ChartMenu name="spotdeck-fees-volume" picture={() => picture.current?.()} csv={csv} />}
    >
      {fees.data === undefined || volume.data === undefined ? (
        error === null ? (
          <div className={styles.chartSkeleton} />
        ) : (
          <Failed error={error} retry={() => void Promise.all([fees.refetch(), volume.refetch()])} />
        )
      ) : volume.data.count === 0 ? (
        <NoTrades />
      ) : (
        <LazyBoundary waiting={<div className={styles.chartSkeleton} />}>
          <DayChart
            label={t('performance.feesVolume')}
            days={days}
            writeDay={words}
            panes={panes}
            privacy={privacy}
            picture={picture}
          />
        </LazyBoundary>
      )}
    </Card>
  )
}

type DayValue = string | undefined
/** Value of each day, in the order of the days; `undefined` where it is not known. */
type DayValues = {
  readonly feesADay: readonly DayValue[]
  readonly feesTotal: readonly DayValue[]
  readonly volumeADay: readonly DayValue[]
}

/** Two panes over one time axis: fees of each day with their running sum, and the volume of each day. */
function panesOf(values: DayValues, t: TFunction<'page'>) {
  return [
    {
      weight: 1.3,
      series: [
        {
          key: 'fees',
          name: t('performance.feesADay'),
          kind: 'bar',
          colour: 8,
          write: money,
          values: values.feesADay,
        },
        {
          key: 'total',
          name: t('performance.feesTotal'),
          kind: 'line',
          colour: 'dim',
          write: money,
          values: values.feesTotal,
          ownAxis: true,
        },
      ],
    } as const,
    {
      weight: 1,
      series: [
        {
          key: 'volume',
          name: t('performance.volumeADay'),
          kind: 'bar',
          colour: 'accent',
          write: whole,
          values: values.volumeADay,
        },
      ],
    } as const,
  ]
}

function byKey(items: readonly { readonly key: string; readonly value: string }[] | undefined) {
  return new Map((items ?? []).map(({ key, value }) => [key, value]))
}

function whole(value: string): string {
  return rounded(value, 0)
}
