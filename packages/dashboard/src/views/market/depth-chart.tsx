/** The book's depth as two rising steps from the middle: a shape to be taken in at a glance; its figures are the ladder. */

import type { BookData } from '@spotdeck/api'
import { useMemo } from 'react'
import { ladderOf } from '../../state/orders/ladder.ts'
import styles from './market.module.css'

const WIDTH = 200
const HEIGHT = 44

/** Bids to the left, asks to the right, over equal distances in price. */
export function DepthChart({ book }: { readonly book: BookData }) {
  const paths = useMemo(() => depthPaths(book), [book])
  if (paths === undefined) return null
  return (
    <svg className={styles.depthChart} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path d={paths.bids} className={styles.depthBids} />
      <path d={paths.asks} className={styles.depthAsks} />
    </svg>
  )
}

function depthPaths(book: BookData): { readonly bids: string; readonly asks: string } | undefined {
  const { bids, asks } = ladderOf(book, 20)
  const [bestBid, bestAsk] = [bids[0], asks[0]]
  if (bestBid === undefined || bestAsk === undefined) return undefined
  const middle = (Number(bestBid.price) + Number(bestAsk.price)) / 2
  const reach = Math.max(...[...bids, ...asks].map(({ price }) => Math.abs(Number(price) - middle)))
  if (!(reach > 0)) return undefined
  const at = (price: string) => WIDTH / 2 + ((Number(price) - middle) / reach) * (WIDTH / 2)
  const up = (depth: number) => HEIGHT - depth * (HEIGHT - 2)
  const side = (rungs: typeof bids, edge: number) => {
    const steps = rungs.map(({ price, depth }) => `H${at(price).toFixed(1)}V${up(depth).toFixed(1)}`).join('')
    return `M${WIDTH / 2} ${HEIGHT}${steps}H${edge}V${HEIGHT}Z`
  }
  return { bids: side(bids, 0), asks: side(asks, WIDTH) }
}
