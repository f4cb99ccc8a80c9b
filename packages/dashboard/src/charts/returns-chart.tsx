/** The return by days as a component; percentages alone, so that a public link may see it. */

import type { Performance } from '@spotdeck/api'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { DAY_MS } from '../durations.ts'
import { percent } from '../format/number.ts'
import type { TimeFormat } from '../format/time.ts'
import { useServices } from '../settings/services.ts'
import { useTimeFormat } from '../format/use-time-format.ts'
import { type DayPoint, returnsPlot, returnsShape } from './returns-plot.ts'
import { TimeChart, type TimeFigure } from './time-chart.tsx'
import { type Shape, timeOf } from './time-plot.ts'
import type { Picture } from './use-drawing.ts'

type ReturnsChartProps = {
  readonly label: string
  readonly days: Performance['days']
  readonly picture: Picture
  readonly onPick?: ((time: number) => void) | undefined
}

/** The chart of `days`. */
export function ReturnsChart({ label, days, picture, onPick }: ReturnsChartProps) {
  const { t } = useTranslation()
  const { world } = useServices()
  const now = useCallback(() => world.now(), [world])
  const format = useTimeFormat()
  const shape = useMemo(() => {
    const startOf = (day: string) => {
      const noon = Date.parse(day) + DAY_MS / 2
      return format.startOfDay(noon - format.offsetMs(noon))
    }
    return returnsShape(days, startOf)
  }, [days, format])
  const figures = useMemo(
    (): readonly TimeFigure<DayPoint>[] => [
      {
        key: 'total',
        name: t('performance.return'),
        line: 'return',
        write: ({ known }) => percent(known?.total, { sign: true }),
        isAmount: false,
      },
      {
        key: 'drawdown',
        name: t('performance.drawdownByDay'),
        line: 'drawdown',
        write: ({ known }) => percent(known?.drawdown),
        isAmount: false,
      },
    ],
    [t],
  )
  return (
    <TimeChart<DayPoint, Shape<DayPoint>>
      label={label}
      shape={shape}
      plotOf={returnsPlot}
      figures={figures}
      writeTime={writeDay}
      picture={picture}
      onPick={onPick}
      now={now}
    />
  )
}

function writeDay(point: DayPoint, { format, now }: { readonly format: TimeFormat; readonly now: number }): string {
  return format.day(timeOf(point), now)
}
