/** The allocation as a ring. Its words stand in HTML in the middle and in the table beside it; the canvas draws alone. */

import { PieChart } from 'echarts/charts'
import { use as register } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useMemo, useRef } from 'react'
import { rounded } from '../format/number.ts'
import type { Slice } from '../state/assets/holdings.ts'
import type { Palette } from '../theme/palette.ts'
import { usePalette } from '../theme/use-palette.ts'
import styles from './charts.module.css'
import { drawn } from './equity-curve.ts'
import { OptionDrawing } from './option-drawing.ts'
import { type Picture, useDrawing } from './use-drawing.ts'

register([PieChart, CanvasRenderer])

type AllocationDonutProps = {
  readonly slices: readonly Slice[]
  readonly colours: ReadonlyMap<string, number>
  /** Index of the slice that is lit. */
  readonly lit: number | undefined
  readonly onLit: (index: number | undefined) => void
  readonly picture: Picture
  /** Content of the ring's center. */
  readonly children: React.ReactNode
}

/** Of a circle: a thousandth of it is less than a pixel of the ring. */
const SHARE_DIGITS = 3

/** A ring of slices; hovering one tells `onLit`, and the one that is lit stands out. */
export function AllocationDonut({ slices, colours, lit, onLit, picture, children }: AllocationDonutProps) {
  const element = useRef<HTMLDivElement>(null)
  const palette = usePalette()
  // Text, so that what moves the ring by less than can be seen draws nothing.
  const shares = slices.map(({ asset, share }) => `${asset ?? ''} ${rounded(share, SHARE_DIGITS)}`).join('\n')
  const option = useMemo(
    () => ({ animation: false, series: [ring(shares.split('\n'), colours, palette, lit)] }),
    [shares, colours, palette, lit],
  )
  const drawing = useDrawing(
    element,
    (place) => {
      const made = new OptionDrawing(place)
      made.on('mouseover', (event) => onLit(indexOf(event)))
      made.on('mouseout', () => onLit(undefined))
      made.show(option)
      return made
    },
    picture,
  )
  useEffect(() => drawing?.show(option), [drawing, option])
  return (
    <div className={styles.donut} aria-hidden="true">
      <div ref={element} className={styles.donutCanvas} />
      <div className={styles.donutCentre}>{children}</div>
    </div>
  )
}

function ring(
  shares: readonly string[],
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
    data: shares.map((text, index) => {
      const [asset = '', share = '0'] = text.split(' ')
      return {
        value: drawn(share),
        itemStyle: {
          color: palette.series[colours.get(asset) ?? -1] ?? palette.other,
          opacity: lit === undefined || lit === index ? 1 : 0.35,
        },
      }
    }),
  }
}

/** Index of the slice that a mouse event is about; `undefined` outside of all slices. */
function indexOf(event: unknown): number | undefined {
  if (typeof event !== 'object' || event === null || !('dataIndex' in event)) return undefined
  return typeof event.dataIndex === 'number' ? event.dataIndex : undefined
}
