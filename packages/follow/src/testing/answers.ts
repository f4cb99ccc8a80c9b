/** REST with the limits of the real one: a bounded reach for orders and deals, and a lag. */

import { ORDERS_REACH_MS, TRADES_REACH_MS, type Window } from '../exchange.ts'
import type { Rig } from './rig.ts'

const OPEN: ReadonlySet<string> = new Set(['NEW', 'PARTIALLY_FILLED'])

/** From the next start on REST looks back 7 days for orders and a month for deals. */
export function withReach(rig: Rig): Rig {
  const since = (reachMs: number): number => rig.time.now() - reachMs
  const within = async <T>(
    from: number,
    reachMs: number,
    read: (from: number) => Promise<Window<T>>,
  ): Promise<Window<T>> => {
    const reach = since(reachMs)
    const { rows } = await read(Math.max(from, reach))
    return { rows, complete: from >= reach }
  }
  rig.rewire((real) => ({
    async order(symbol, id) {
      const order = await real.order(symbol, id)
      const isTold =
        order !== undefined &&
        !('raw' in order) &&
        (OPEN.has(order.status) || (order.updateTime ?? order.time) >= since(ORDERS_REACH_MS))
      return isTold ? order : undefined
    },
    orders: (symbol, from, to) => within(from, ORDERS_REACH_MS, (start) => real.orders(symbol, start, to)),
    trades: (symbol, from, to) => within(from, TRADES_REACH_MS, (start) => real.trades(symbol, start, to)),
    tradesOf: async (symbol, id) => {
      const { rows } = await real.tradesOf(symbol, id)
      return { rows: rows.filter(({ time }) => time >= since(TRADES_REACH_MS)) }
    },
  }))
  return rig
}
