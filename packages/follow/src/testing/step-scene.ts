/** Single inputs of the machine, to an account that is live and proven. */

import type { LedgerState } from '@spotdeck/ledger'
import type { FollowState } from '../machine/state.ts'
import type { Input } from '../machine/input.ts'
import type { Effect } from '../base/effect.ts'
import { step } from '../machine/step.ts'
import { EMPTY_UNIVERSE, withListed } from '../base/universe.ts'
import { symbolAnswers } from './fake-venue-answers.ts'
import { AT, LIVE, NOW, SYMBOLS, ledgerOf } from './plan-scene.ts'
import { type Over, stateOf } from './state-of.ts'

const MINUTE = 60_000
/** The list of symbols, and a ledger that holds nothing. */
export const LISTED = symbolAnswers(SYMBOLS)
export const LEDGER = ledgerOf({})

/** An input without its time. */
export type Bare<T> = T extends unknown ? Omit<T, 'at' | 'random'> : never

/** A live account, proven for a minute, whose last input came just now. */
export function state(over: Over = {}): FollowState {
  const known = {
    ledger: LEDGER,
    universe: withListed(EMPTY_UNIVERSE, LISTED, AT),
    now: NOW,
    work: { lastAt: AT },
    recovery: { upAt: 0 },
    phase: LIVE,
  }
  const later = {
    liveness: { liveUntil: NOW + MINUTE, nextWatchAt: NOW + MINUTE, nextAuditAt: NOW + MINUTE },
    orders: { upkeep: { nextAt: NOW + MINUTE, lackingAt: 0, lackingAsked: new Set<string>() } },
    search: { nextHealAt: NOW + MINUTE },
  }
  return stateOf(
    known,
    later,
    { stream: { aliveAt: AT }, search: { resumed: true }, balances: { checkedLedger: LEDGER } },
    over,
  )
}

/** The step that an input makes so many ms later. */
export function sent(
  before: FollowState,
  input: Bare<Input>,
  ms = 0,
): { readonly state: FollowState; readonly effects: readonly Effect[] } {
  return step(before, { ...input, at: AT + ms, random: 0.5 })
}

/** A tick with this ledger and the list of symbols. */
export const tick = (ledger: LedgerState = LEDGER, over: object = {}): Bare<Input> => ({
  type: 'tick',
  ledger,
  listed: LISTED,
  ...over,
})
