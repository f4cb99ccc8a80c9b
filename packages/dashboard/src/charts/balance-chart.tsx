/** One balance over time: what is available, and below it what is in orders. */

import type { CoverageWindow } from '@spotdeck/api'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { amountAt } from '../format/number.ts'
import type { BalanceStep } from '../state/assets/balance-steps.ts'
import { type BalancePoint, balancePlot, balanceShape } from './balance-plot.ts'
import { TimeChart, type TimeFigure } from './time-chart.tsx'
import type { Shape } from './time-plot.ts'
import type { Picture } from './use-drawing.ts'
import { useNow } from './use-live-edge.ts'

type BalanceChartProps = {
  readonly label: string
  readonly steps: readonly BalanceStep[]
  readonly coverage: readonly CoverageWindow[]
  /** Places after the point that the asset's balance has. */
  readonly digits: number
  readonly picture: Picture
}

/** The chart of `steps`. */
export function BalanceChart({ label, steps, coverage, digits, picture }: BalanceChartProps) {
  const { t } = useTranslation()
  const shape = useMemo(() => balanceShape(steps, coverage), [steps, coverage])
  const plotOf = useMemo(() => balancePlot(digits), [digits])
  const figures = useMemo(() => {
    const isDrawn = new Set(plotOf(shape).lines.map(({ key }) => key))
    return (
      [
        ['free', t('column.free')],
        ['locked', t('column.locked')],
      ] as const
    ).map(([key, name]): TimeFigure<BalancePoint> => ({
      key,
      name,
      line: isDrawn.has(key) ? key : undefined,
      write: ({ known }) => amountAt(known?.[key], digits),
      isAmount: true,
    }))
  }, [shape, plotOf, digits, t])
  return (
    <TimeChart<BalancePoint, Shape<BalancePoint>>
      label={label}
      shape={shape}
      plotOf={plotOf}
      figures={figures}
      picture={picture}
      now={useNow()}
    />
  )
}
