/** A curve so small that it says only whether it rose or fell, and how smoothly. */

import { drawn } from './equity-curve.ts'
import styles from './charts.module.css'

const WIDTH = 72
const HEIGHT = 20
const EDGE = 2
/** What is shown as 0.00 % went neither up nor down. */
const LEAST = 0.00005

/** `values` are exact text, oldest first. Decorative: the change stands beside it in words. */
export function Sparkline({ values }: { readonly values: readonly string[] | undefined }) {
  if (values === undefined || values.length < 2) return <span className={styles.spark} aria-hidden="true" />
  const numbers = values.map(drawn)
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)]
  const y = (value: number) =>
    high === low ? HEIGHT / 2 : EDGE + ((high - value) / (high - low)) * (HEIGHT - 2 * EDGE)
  const points = numbers.map(
    (value, index) => `${((index / (numbers.length - 1)) * WIDTH).toFixed(1)},${y(value).toFixed(1)}`,
  )
  const [first = 0, last = 0] = [numbers[0], numbers.at(-1)]
  const isFlat = Math.abs(last - first) < LEAST * Math.abs(first) || last === first
  return (
    <svg
      className={styles.spark}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      data-way={isFlat ? undefined : last > first ? 'up' : 'down'}
      aria-hidden="true"
    >
      <polyline points={points.join(' ')} />
    </svg>
  )
}
