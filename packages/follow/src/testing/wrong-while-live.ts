/** Measures how long an account that says live shows a figure that is not the exchange's. */

import { NO_BALANCE, isOver, sameBalance } from '@spotdeck/ledger'
import type { Rig } from './rig.ts'

const LOOK_MS = 100

/** Longest and total time, in ms, that figures were wrong while the account was said to be live. */
export type Wrong = { longest: number; total: number; live: number }

/** True if a balance or an open order differs from the exchange's. */
export function isWrong({ venue, state }: Rig): boolean {
  const assets = new Set([...venue.balances.keys(), ...state.assets.keys()])
  const balances = [...assets].some(
    (asset) => !sameBalance(state.assets.get(asset) ?? NO_BALANCE, venue.balances.get(asset) ?? NO_BALANCE),
  )
  const held = [...state.orders.values()].flatMap(({ order }) => (order === undefined || isOver(order) ? [] : [order]))
  const truth = new Set(venue.openIds())
  return balances || held.length !== truth.size || held.some(({ orderId }) => !truth.has(orderId))
}

/** Lets `ms` pass, acting every `everyMs`, and measures. */
export async function watched(rig: Rig, ms: number, act: () => void = () => undefined, everyMs = ms): Promise<Wrong> {
  const wrong: Wrong = { longest: 0, total: 0, live: 0 }
  let stretch = 0
  for (let passed = 0; passed < ms; passed += LOOK_MS) {
    if (passed % everyMs === 0) act()
    await rig.time.advance(LOOK_MS)
    const isLive = rig.state.status.state === 'live'
    if (isLive) wrong.live += LOOK_MS
    stretch = isLive && isWrong(rig) ? stretch + LOOK_MS : 0
    if (stretch > 0) wrong.total += LOOK_MS
    wrong.longest = Math.max(wrong.longest, stretch)
  }
  return wrong
}
