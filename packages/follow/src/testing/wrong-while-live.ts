/** Measures how long an account that says live shows a figure that is not the exchange's. */

import { add, compare, decimal, zero } from '@spotdeck/exact'
import { NO_BALANCE, isOver, sameBalance } from '@spotdeck/ledger'
import type { VenueOrder } from './fake-venue-answers.ts'
import type { Rig } from './rig.ts'

const LOOK_MS = 100

/** Longest and total time, in ms, that figures were wrong while the account was said to be live. */
export type Wrong = { longest: number; total: number; live: number }

/** True if a balance, an order or a deal that readers were served differs from the exchange's. */
export function isWrong(rig: Rig): boolean {
  return areBalancesWrong(rig) || areOrdersWrong(rig)
}

/** True if a balance that readers were served differs from the exchange's. */
export function areBalancesWrong({ venue, state }: Rig): boolean {
  const assets = new Set([...venue.balances.keys(), ...state.assets.keys()])
  return [...assets].some(
    (asset) => !sameBalance(state.assets.get(asset) ?? NO_BALANCE, venue.balances.get(asset) ?? NO_BALANCE),
  )
}

function areOrdersWrong(rig: Rig): boolean {
  const { venue, state } = rig
  const held = [...state.orders.values()].flatMap(({ order }) => (order === undefined || isOver(order) ? [] : [order]))
  const truth = new Set(venue.openIds())
  return held.length !== truth.size || held.some(({ orderId }) => !truth.has(orderId)) || wrongOrders(rig).length > 0
}

/** Orders that are compared all the time: the newest. */
const NEWEST = 200

/** Of the newest orders those that readers were shown otherwise than the exchange has them, or their deals. */
export function wrongOrders({ venue, shown }: Rig): readonly VenueOrder[] {
  const dealt = new Map<string, ReturnType<typeof decimal<'x'>>>()
  for (const { orderId, quantity } of venue.deals)
    dealt.set(orderId, add(dealt.get(orderId) ?? zero<'x'>(), decimal<'x'>(quantity)))
  const known = shown()
  return [...venue.orders.values()].slice(-NEWEST).filter(({ id, status, executed }) => {
    const told = known.get(id)
    if (told === undefined || told.status !== status || compare(decimal<'x'>(told.executed), executed) !== 0)
      return true
    return compare(told.dealt, dealt.get(id) ?? zero<'x'>()) !== 0
  })
}

/** Lets `ms` pass, acting every `everyMs`, and measures. */
export async function watched(rig: Rig, ms: number, act: () => void = () => undefined, everyMs = ms): Promise<Wrong> {
  const wrong: Wrong = { longest: 0, total: 0, live: 0 }
  let stretch = 0
  for (let passed = 0; passed < ms; passed += LOOK_MS) {
    if (passed % everyMs === 0) act()
    await rig.time.advance(LOOK_MS)
    const isLive = rig.follower?.status.state === 'live'
    if (isLive) wrong.live += LOOK_MS
    stretch = isLive && isWrong(rig) ? stretch + LOOK_MS : 0
    if (stretch > 0) wrong.total += LOOK_MS
    wrong.longest = Math.max(wrong.longest, stretch)
  }
  return wrong
}
