/** A card with one chart: its choices, its files, and what stands there while it is read or empty. */

import { type ReactNode, useRef } from 'react'
import type { Picture } from '../../charts/use-drawing.ts'
import type { FreshnessOf } from '../../state/store/use-freshness.ts'
import { Card } from './card.tsx'
import { ChartMenu } from './chart-menu.tsx'
import { LazyBoundary } from './lazy-component.tsx'
import styles from './parts.module.css'
import { Read, type Reading, SkeletonChart } from './states.tsx'

type ChartCardProps<T> = {
  readonly title: string
  readonly className: string | undefined
  /** Name of its files without their ending. */
  readonly name: string
  readonly csv: () => string
  /** Live content, whose age is shown. */
  readonly live?: FreshnessOf
  /** Choices beside the menu of files. */
  readonly tools?: ReactNode
  readonly toolsClass?: string | undefined
  readonly above?: ReactNode
  /** Drawn while the data or the chart's code is on its way. */
  readonly waiting?: ReactNode
  readonly query: Reading<T>
  /** Said in place of a chart without data; `undefined` where there is something to draw. */
  readonly empty: (data: T) => ReactNode
  readonly children: (data: T, picture: Picture) => ReactNode
}

/** The card of what `query` answers. */
export function ChartCard<T>({ name, csv, tools, above, query, empty, children, ...card }: ChartCardProps<T>) {
  const { title, className, live, toolsClass = styles.chartTools, waiting = <SkeletonChart /> } = card
  const picture = useRef<() => HTMLCanvasElement>(undefined)
  const action = (
    <span className={toolsClass}>
      {tools}
      <ChartMenu name={name} picture={() => picture.current?.()} csv={csv} />
    </span>
  )
  return (
    <Card title={title} className={className} live={live} flush action={action}>
      {above}
      <Read query={query} waiting={waiting}>
        {(data) => empty(data) ?? <LazyBoundary waiting={waiting}>{children(data, picture)}</LazyBoundary>}
      </Read>
    </Card>
  )
}
