/** Breadth of a simulated world: how late each of REST's lists is, how many markets are listed, how many accounts share the address. */

import { MINUTE_MS, SECOND_MS } from '@spotdeck/ports'
import { seededRandom } from '@spotdeck/ports/virtual'
import type { Bounds } from './fault-names.ts'

/** REST's reads of an account, by the end of their path. */
const LISTS = ['account', 'openOrders', 'allOrders', 'order', 'myTrades'] as const
/** Balances, and everything else: the two lag differently. */
const HISTORY = LISTS.slice(1)
/** Longest lag of a list, in ms. */
const MAX_LAG_MS = 3_000

/** Breadth of one world. */
export type Breadth = {
  /** Lag of each list, in ms; a list that is not here has none. */
  readonly lagMs: Readonly<Partial<Record<(typeof LISTS)[number], number>>>
  /** Listed markets beside those in which the account trades; the exchange lists these first. */
  readonly markets: number
  /** Accounts behind the address, the one under test included. */
  readonly accounts: number
}

/** A world like that of most seeds. */
export const NARROW: Breadth = { lagMs: {}, markets: 0, accounts: 1 }

/** Draws the breadth of a seed: more than half of them are narrow. `isCheap`: none that takes long to compute. */
export function breadthOf(seed: number, isCheap: boolean): Breadth {
  const random = seededRandom(`breadth ${seed}`)
  const [kind, size, lag] = [random.next(), random.next(), random.next()]
  const ms = 500 + Math.floor(lag * (MAX_LAG_MS - 500))
  const all = (lists: readonly (typeof LISTS)[number][]): Breadth['lagMs'] =>
    Object.fromEntries(lists.map((list) => [list, ms]))
  if (kind < 0.6) return NARROW
  if (kind < 0.68) return { ...NARROW, lagMs: all(HISTORY) }
  if (kind < 0.74) return { ...NARROW, lagMs: all(['account']) }
  if (kind < 0.84) return { ...NARROW, lagMs: all(LISTS.filter(() => random.next() < 0.5)) }
  if (kind < 0.92) return { ...NARROW, markets: size < 0.9 || isCheap ? 300 : 2_000 }
  return { ...NARROW, accounts: size < 0.7 || isCheap ? 3 : size < 0.95 ? 10 : 50 }
}

/** The breadth in words; empty for a narrow world. */
export function breadthText({ lagMs, markets, accounts }: Breadth): string {
  const late = Object.entries(lagMs).map(([list, ms]) => `${list} ${ms} ms late`)
  return [
    ...late,
    ...(markets > 0 ? [`${markets} more markets`] : []),
    ...(accounts > 1 ? [`${accounts} accounts`] : []),
  ].join(', ')
}

/** Time in which the deals of one market are read while an asset is in question, within the exchange's limits, in ms. */
const SEARCHED_MS = 800

/** Lists that lag are read again until they agree: so many times their lag. */
const LATE_FACTOR = 3

/** Bounds that these worlds add to those of a run's faults. */
export function boundsIn({ markets, accounts, lagMs }: Breadth, bounds: Bounds): Bounds {
  const late = Math.max(0, ...Object.values(lagMs))
  const more = markets * SEARCHED_MS + (accounts - 1) * 15 * SECOND_MS + LATE_FACTOR * late
  return {
    // What pushes leave out is told by balances alone, as late as they are. Of several accounts, the status says the rest.
    wrongMs: bounds.wrongMs + (lagMs.account ?? 0),
    rightMs: bounds.rightMs + more,
    listsMs: bounds.listsMs + (markets > 0 ? markets * 2 * SEARCHED_MS + 2 * MINUTE_MS : 0) + more,
  }
}
