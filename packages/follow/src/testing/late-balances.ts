/** REST that lags behind the stream: balances as they were some time ago. */

import type { Exchange } from '../exchange.ts'
import type { Rig } from './rig.ts'

/** REST gives balances as they were `lag()` ms ago. */
export function lateBalances(rig: Rig, lag: () => number): void {
  const past: { readonly at: number; readonly answer: Awaited<ReturnType<Exchange['balances']>> }[] = []
  rig.rewire((real) => ({
    balances: async () => {
      const now = await real.balances()
      return past.filter(({ at }) => at <= rig.time.now() - lag()).at(-1)?.answer ?? now
    },
  }))
  const { deliver } = rig.venue
  rig.venue.deliver = (push) => {
    past.push({
      at: rig.time.now(),
      answer: [...rig.venue.balances].map(([asset, { free, locked }]) => ({ asset, free, locked })),
    })
    deliver(push)
  }
}
