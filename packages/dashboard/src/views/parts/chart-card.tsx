/** A card with one chart: its choices, its files, and what stands there while it is read or empty. */

import { type ReactNode, useRef } from 'react'
import type { Picture } from '../../charts/use-drawing.ts'
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
  /** Choices beside the menu of files. */
  readonly tools?: ReactNode
  readonly above?: ReactNode
  readonly query: Reading<T>
  /** Said in place of a chart without data; `undefined` where there is something to draw. */
  readonly empty: (data: T) => ReactNode
  readonly children: (data: T, picture: Picture) => ReactNode
}

/** The card of what `query` answers. */
export function ChartCard<T>({ title, className, name, csv, tools, above, query, empty, children }: ChartCardProps<T>) {
  const picture = useRef<() => HTMLCanvasElement>(undefined)
  return (
    <Card
      title={title}
      className={className}
      flush
      action={
        <span className={styles.chartTools}>
          {tools}
          <ChartMenu name={name} picture={() => picture.current?.()} csv={csv} />
        </span>
      }
    >
      {above}
      <Read query={query} waiting={<SkeletonChart />}>
        {(data) => empty(data) ?? <LazyBoundary waiting={<SkeletonChart />}>{children(data, picture)}</LazyBoundary>}
      </Read>
    </Card>
  )
}
