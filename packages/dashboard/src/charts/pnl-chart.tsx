/** Profit over a range as a component: realized, the change in unrealized and both together, along the equity curve. */

import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { money, signed } from '../format/number.ts'
import type { GriddedSeries } from '../state/queries/queries.ts'
import { useAccountData } from '../state/store/use-account-data.ts'
import styles from './charts.module.css'
import { curveOf, withLive } from './equity-curve.ts'
import { type ProfitCurve, type ProfitPoint, profitCurve, profitPlot } from './profit-plot.ts'
import { TimeChart, type TimeFigure } from './time-chart.tsx'
import type { Picture } from './use-drawing.ts'
import { type Sample, useLiveEdge, useNow } from './use-live-edge.ts'

type PnlChartProps = {
  readonly series: Pick<GriddedSeries, 'grid' | 'points'>
  readonly picture: Picture
  readonly onPick?: ((time: number) => void) | undefined
}

/** The chart of `series`, its right edge live. */
export function PnlChart({ series, picture, onPick }: PnlChartProps) {
  const { t } = useTranslation()
  const curve = useMemo(() => profitCurve(curveOf(series.points, series.grid)), [series])
  const newest = useAccountData('equity')
  const last = useMemo(
    () => (newest === undefined ? curve : withSample(curve, newest)).points.findLast(({ state }) => state === 'known'),
    [curve, newest],
  )
  const figures = useMemo(
    () =>
      (
        [
          ['total', t('chart.pnlTotal')],
          ['realized', t('chart.pnlRealized')],
          ['unrealized', t('chart.pnlUnrealized')],
        ] as const
      ).map(([key, name]): TimeFigure<ProfitPoint> => ({
        key,
        name,
        line: `pnl-${key}`,
        write: ({ profit }) => profit && signed(profit[key], money),
        isAmount: true,
      })),
    [t],
  )
  return (
    <TimeChart<ProfitPoint, ProfitCurve>
      label={t('chart.pnlLabel')}
      shape={curve}
      plotOf={profitPlot}
      figures={figures}
      last={last}
      live={useLiveEdge<ProfitCurve>(withSample)}
      picture={picture}
      onPick={onPick}
      now={useNow()}
    >
      <p className={styles.reading}>{t('chart.pnlNote')}</p>
    </TimeChart>
  )
}

function withSample(curve: ProfitCurve, live: Sample): ProfitCurve {
  const equity = withLive(curve.equity, live)
  return equity === curve.equity ? curve : profitCurve(equity, curve)
}
