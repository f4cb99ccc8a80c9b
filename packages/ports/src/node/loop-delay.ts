/** The delay of Node's event loop, measured by the runtime. */

import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { LoopDelay } from '../time.ts'

/** Interval of the runtime's own timer, in ms; what it fires late is the delay. */
const RESOLUTION_MS = 10

/** Measures the delay of this process's event loop from now on. */
export function measureLoopDelay(): LoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1_000_000 - RESOLUTION_MS)
  return {
    take() {
      const { count, max } = histogram
      const [medianMs, p99Ms] = [late(histogram.percentile(50)), late(histogram.percentile(99))]
      // Node: the first interval after a reset is not recorded.
      histogram.reset()
      return count === 0 ? { medianMs: 0, p99Ms: 0, mostMs: 0 } : { medianMs, p99Ms, mostMs: late(max) }
    },
    close: () => void histogram.disable(),
  }
}
