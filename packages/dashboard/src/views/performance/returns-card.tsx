/** The return so far, and below it how deep the account stood under its highest. */

import type { Performance } from '@spotdeck/api'
import { useMemo, useRef } from 'react'
import { Arriving, later } from '../parts/later.tsx'
import { useTranslation } from 'react-i18next'
import { csvOf } from '../../format/csv.ts'
import { percent } from '../../format/number.ts'
import type { ZonedSpan } from '../../live/reports-api.ts'
import { chainReturns } from '../../state/days.ts'
import { usePerformance } from '../../state/report-queries.ts'
import { Card } from '../parts/card.tsx'
import { ChartMenu } from '../parts/chart-menu.tsx'
import { Empty, Failed } from '../parts/states.tsx'
import styles from './performance.module.css'
import { useDayWords } from './use-day-words.ts'

const DayChart = later(async () => (await import('../../charts/day-chart.tsx')).DayChart)

/** The card of a span. */
export function ReturnsCard({ span }: { readonly span: ZonedSpan }) {
  const { data, error, refetch } = usePerformance(span)
  return <Returns performance={data} error={error} retry={() => void refetch()} />
}

type ReturnsProps = {
  readonly performance: Performance | undefined
  readonly error: Error | null
  readonly retry: () => void
}

/** The card of what was read; percentages alone, so that a public link may see it. */
export function Returns({ performance, error, retry }: ReturnsProps) {
  const { t } = useTranslation()
  const words = useDayWords()
  const picture = useRef<() => HTMLCanvasElement>(undefined)
  const points = useMemo(() => chainReturns(performance?.days ?? []), [performance])
  const days = useMemo(() => points.map(({ day }) => day), [points])
  const panes = useMemo(() => {
    const write = (value: string) => percent(value, { sign: true })
    const total = {
      key: 'return',
      name: t('performance.return'),
      kind: 'area',
      colour: 'accent',
      write,
      step: 0.0001,
      values: points.map((point) => point.total),
    } as const
    const drawdown = {
      key: 'drawdown',
      name: t('performance.drawdownByDay'),
      kind: 'area',
      colour: 'down',
      write,
      step: 0.0001,
      values: points.map((point) => point.drawdown),
    } as const
    return [
      { weight: 3, series: [total] },
      { weight: 1.2, series: [drawdown] },
    ]
  }, [points, t])
  const csv = () =>
    csvOf(
      ['day', 'return', 'drawdown'],
      points.map(({ day, total, drawdown }) => [day, total, drawdown]),
    )
  return (
    <Card
      title={t('performance.curve')}
      className={styles.chartCard}
      flush
      action={<ChartMenu name="spotdeck-returns" picture={() => picture.current?.()} csv={csv} />}
    >
      {performance === undefined && error !== null ? (
        <Failed error={error} retry={retry} />
      ) : performance === undefined ? (
        <div className={styles.chartSkeleton} />
      ) : points.length === 0 ? (
        <Empty title={t('performance.unknown')} hint={t('performance.unknownHint')} />
      ) : (
        <Arriving waiting={<div className={styles.chartSkeleton} />}>
          <DayChart
            label={t('performance.curve')}
            days={days}
            writeDay={words}
            panes={panes}
            privacy={false}
            picture={picture}
          />
        </Arriving>
      )}
    </Card>
  )
}
