/** Symbols that a plan reads: those of assets in question, and recent orders in rotation. */

import { sweepReach } from '../exchange.ts'
import type { Draft } from './draft.ts'
import { symbolsAudited } from '../base/shares.ts'
import { symbolsToAsk } from '../base/symbols-to-ask.ts'
import { AUDIT_MS } from '../liveness/state.ts'
import { symbolsIn, type Universe } from '../base/universe.ts'

/** Symbols per audit in rotation: 2,000 symbols take 8 h 20 min. */
const IN_TURN = 20
/** Age in ms below which a difference may still be on its way. */
const RECENT_MARGIN_MS = 60_000
/** Maximal number of symbols whose recent orders an audit reads. */
const MAX_RECENT = 20

/**
 * Symbols whose orders an audit reads, each with its start time: those that the account trades or holds since the last
 * audit, and some others in rotation, because an order that was placed and canceled leaves no other trace.
 */
export function recentSpans(draft: Draft): ReadonlyMap<string, number> {
  const { ledger, universe, at } = draft
  const { first } = symbolsToAsk(ledger, symbolsIn(universe), [...ledger.assets.keys()], at)
  const since = (ledger.checkedAt ?? at) - RECENT_MARGIN_MS
  return new Map([
    ...inTurn(universe, at, symbolsAudited(draft, IN_TURN)),
    ...first.slice(0, symbolsAudited(draft, MAX_RECENT)).map((symbol) => [symbol, since] as const),
  ])
}

/** Symbols of this rotation, each since twice as long ago as its last turn, within the exchange's reach. */
function inTurn({ all }: Universe, now: number, count: number): ReadonlyMap<string, number> {
  const turns = Math.max(1, Math.ceil(all.length / count))
  const begin = (Math.floor(now / AUDIT_MS) % turns) * count
  const since = Math.max(now - 2 * turns * AUDIT_MS, sweepReach(now).orders)
  return new Map(all.slice(begin, begin + count).map(({ symbol }) => [symbol, since]))
}
