/** The proof that a gap is closed, without which an account is not live. */

import { isExplainedNow, unexplainedAssets } from '../balances/checks.ts'
import type { Draft } from './draft.ts'
import { tellEarly } from '../flows/flow-telling.ts'
import { symbolsOfAssets } from '../base/likely-symbols.ts'
import { isPlaceholder } from '../orders/placeholder.ts'
import { apply } from './apply.ts'
import { setRecovery } from './draft.ts'
import { waitThen } from './plan-queue.ts'
import { AGAIN_STEPS, PROOF_STEPS, type Plan } from '../phase/plan.ts'
import { proveEvery } from '../base/shares.ts'

/**
 * Intervals of the reads that prove a gap closed, in ms: where something is unexplained, half of the time since, as
 * deals are mostly told within seconds, but at least this; and else.
 */
const EXPLAIN_EVERY_MS = 1_000
const PROVE_EVERY_MS = 2_500
/** Maximal number of symbols that are asked for again; the search takes over. */
const MAX_AGAIN = 8

/**
 * True if nothing that left a trace in a balance can be missing: the deals that were read explain what moved, or a push
 * of the new stream followed from what was read; or balances, open orders and the markets of what is unexplained were
 * asked for again after REST's lag. At the first start only the time since the stream came up proves balances: there
 * are no earlier ones that deals could explain, and one push proves one asset.
 */
export function isProven(draft: Draft, plan: Plan): boolean {
  const { proof } = draft.recovery
  const isWhole = isExplainedNow(draft) && symbolsWithoutOrder(draft).length === 0
  if (proof === undefined) return isWhole
  const { balancesAt, ordersAt = -Infinity } = plan.times
  if (Math.min(balancesAt, ordersAt) - proof.from >= draft.work.sharing.lagMs) return true
  if (plan.first || !isWhole) return false
  return (proof.isHeard && draft.stream.silent.size === 0) || (!proof.isDistrusted && plan.found.moved.length > 0)
}

/** Symbols of deals whose order is not known. */
function symbolsWithoutOrder({ ledger }: Draft): readonly string[] {
  const left: string[] = []
  for (const [id, { order, deals }] of ledger.orders)
    if (order === undefined && !isPlaceholder(id)) left.push(...deals.map(({ symbol }) => symbol))
  return left
}

/** Symbols that are asked for again: those that may explain what is unexplained, and those of deals without order. */
export function symbolsAgain(draft: Draft): readonly string[] {
  return [...new Set([...symbolsWithoutOrder(draft), ...symbolsOfAssets(draft, unexplainedAssets(draft), MAX_AGAIN)])]
}

/** Reads again what does not prove the gap closed yet. */
export function proveAgain(draft: Draft, plan: Plan): void {
  const { now } = draft
  const proof = draft.recovery.proof ?? { from: plan.times.balancesAt, isDistrusted: false, isHeard: true }
  setRecovery(draft, { proof })
  const isQuiet = isExplainedNow(draft) && symbolsWithoutOrder(draft).length === 0
  const sinceMs = now - proof.from
  const laterMs = Math.max(EXPLAIN_EVERY_MS, Math.min(sinceMs / 2, draft.work.sharing.lagMs - sinceMs))
  const ms = proveEvery(draft, isQuiet ? PROVE_EVERY_MS : laterMs, draft.work.sharing.lagMs)
  if (!plan.first && !isExplainedNow(draft)) apply(draft, tellEarly(draft))
  const isLast = now + ms - proof.from >= draft.work.sharing.lagMs
  const steps = isQuiet && !isLast ? PROOF_STEPS : [...PROOF_STEPS, ...AGAIN_STEPS]
  waitThen(draft, { ...plan, isAgain: true, steps }, ms)
}
