/** The allocation as a ring. Its words stand in HTML in the middle and in the table beside it; the canvas draws alone. */

import { PieChart } from 'echarts/charts'
import { type EChartsType, init, use as register } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { type Slice } from '../state/holdings.ts'
import type { Palette } from '../theme/palette.ts'
import { usePalette } from '../theme/use-palette.ts'
import styles from './charts.module.css'
import { drawn } from './equity-curve.ts'

register([PieChart, CanvasRenderer])

type AllocationDonutProps = {
  readonly slices: readonly Slice[]
  readonly colours: ReadonlyMap<string, number>
  /** Index of the slice that is lit. */
  readonly lit: number | undefined
  readonly onLit: (index: number | undefined) => void
  /** Filled with the ring's picture while there is one. */
  readonly picture: React.RefObject<(() => HTMLCanvasElement) | undefined>
  /** What stands in the middle. */
  readonly children: React.ReactNode
}

/** A ring of slices; hovering one tells `onLit`, and the one that is lit stands out. */
export function AllocationDonut({ slices, colours, lit, onLit, picture, children }: AllocationDonutProps) {
  const element = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType>(undefined)
  const palette = usePalette()
  useEffect(() => {
    if (element.current === null) return undefined
    const made = init(element.current, null, { renderer: 'canvas' })
    made.on('mouseover', (event) => onLit(event.dataIndex))
    made.on('mouseout', () => onLit(undefined))
    chart.current = made
    picture.current = () => made.renderToCanvas({ pixelRatio: 2 })
    return () => {
      made.dispose()
      picture.current = undefined
    }
  }, [onLit, picture])
  useEffect(() => {
    // In a task of its own: neither making the chart nor drawing the page waits for it.
    const timer = setTimeout(() => {
      chart.current?.setOption({ animation: false, series: [ring(slices, colours, palette, lit)] })
    })
    return () => clearTimeout(timer)
  }, [slices, colours, palette, lit])
  return (
    <div className={styles.donut} aria-hidden="true">
      <div ref={element} className={styles.donutCanvas} />
      <div className={styles.donutCentre}>{children}</div>
    </div>
  )
}

function ring(
  slices: readonly Slice[],
  colours: ReadonlyMap<string, number>,
  palette: Palette,
  lit: number | undefined,
) {
  return {
    type: 'pie',
    radius: ['70%', '94%'],
    startAngle: 90,
    label: { show: false },
    labelLine: { show: false },
    emphasis: { disabled: true },
    itemStyle: { borderColor: palette.surface, borderWidth: 2, borderRadius: 3 },
    data: slices.map((slice, index) => ({
      value: drawn(slice.value),
      itemStyle: {
        color: colourOf(slice, colours, palette),
        opacity: lit === undefined || lit === index ? 1 : 0.35,
      },
    })),
  }
}

function colourOf(slice: Slice, colours: ReadonlyMap<string, number>, palette: Palette): string {
  const index = slice.asset === undefined ? undefined : colours.get(slice.asset)
  return (index === undefined ? undefined : palette.series[index]) ?? palette.other
}
