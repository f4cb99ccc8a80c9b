/** A curve so small that it says only whether it rose or fell, and how smoothly. */

import { percent, signOf } from '../format/number.ts'
import { drawn } from './equity-curve.ts'
import styles from './charts.module.css'

const WIDTH = 72
const HEIGHT = 20
const EDGE = 2

type SparklineProps = {
  /** Exact text, oldest first. */
  readonly values: readonly string[] | undefined
  /** The change that stands beside it, a fraction: the line has its colour, whatever hour its own first value is from. */
  readonly change: string | undefined
}

/** Decorative: the change stands beside it in words. */
export function Sparkline({ values, change }: SparklineProps) {
  if (values === undefined || values.length < 2) return <span className={styles.spark} aria-hidden="true" />
  const numbers = values.map(drawn)
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)]
  const y = (value: number) =>
    high === low ? HEIGHT / 2 : EDGE + ((high - value) / (high - low)) * (HEIGHT - 2 * EDGE)
  const points = numbers.map(
    (value, index) => `${((index / (numbers.length - 1)) * WIDTH).toFixed(1)},${y(value).toFixed(1)}`,
  )
  const sign = signOf(percent(change) === percent('0') ? '0' : change)
  return (
    <svg
      className={styles.spark}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      data-way={sign === 0 ? undefined : sign > 0 ? 'up' : 'down'}
      aria-hidden="true"
    >
      <polyline points={points.join(' ')} />
    </svg>
  )
}
