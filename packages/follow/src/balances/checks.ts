/**
 * The invariants of a live account, checked after each batch: deals and flows explain each asset's total (`b`), and open
 * orders explain what is locked (`c`). The chain of changes (`a`) is the sequence's own.
 */

import { type AssetAmount, add, isZero, subtract, zero } from '@spotdeck/exact'
import { type LedgerState, unexplained } from '@spotdeck/ledger'
import { type Reserves, reservesOf } from './locked.ts'
import { type BalancesDraft, setBalances } from './state.ts'
import { symbolsIn } from '../base/universe.ts'

/** Age from which a violation is read over REST, in ms: pushes of one change arrive within this time. */
const VIOLATION_MS = 1_500
/** Age from which a violation that REST confirms is no error of the stream, in ms: REST lags for less. */
const CONFIRMED_MS = 10_000
const NONE = zero<'asset'>()

type Differences = ReadonlyMap<string, AssetAmount>
type Figures = Pick<BalancesDraft, 'ledger' | 'universe'>

/** Differences that are not zero, by `b ASSET` or `c ASSET`. */
function differences({ ledger, universe }: Figures): Differences {
  const found = new Map<string, AssetAmount>()
  const note = (key: string, amount: AssetAmount): void => {
    if (!isZero(amount)) found.set(key, amount)
  }
  for (const asset of new Set([...ledger.assets.keys(), ...ledger.books.keys()]))
    note(`b ${asset}`, unexplained(ledger, asset))
  const reserves = reservesOf(ledger.orders.values(), (symbol) => symbolsIn(universe).pairOf(symbol))
  for (const asset of new Set([...ledger.assets.keys(), ...reserves.amounts.keys()]))
    if (!reserves.unknown.has(asset)) note(`c ${asset}`, lockedBeyond(ledger, reserves, asset))
  return found
}

const lockedBeyond = ({ assets }: LedgerState, { amounts }: Reserves, asset: string): AssetAmount =>
  subtract(assets.get(asset)?.locked ?? NONE, amounts.get(asset) ?? NONE)

/** Differences other than those that were confirmed. */
function unconfirmed({ balances: { accepted } }: BalancesDraft, all: Differences): Differences {
  return new Map([...all].filter(([key, amount]) => accepted.get(key) !== amount))
}

/** Records since when each invariant is violated. `known`: only those that are violated already. */
export function checkInvariants(draft: BalancesDraft, which: 'all' | 'known' = 'all'): void {
  if (draft.balances.violations.size === 0 && (which === 'known' || draft.balances.checkedLedger === draft.ledger))
    return
  const found = unconfirmed(draft, differences(draft))
  if (which === 'all') setBalances(draft, { checkedLedger: draft.ledger })
  const keys = [...found.keys()].filter((key) => which === 'all' || draft.balances.violations.has(key))
  setBalances(draft, { violations: new Map(keys.map((key) => [key, draft.balances.violations.get(key) ?? draft.now])) })
}

/**
 * Forgets confirmed differences that are explained now. `quietMs`: time since the last push. Not while pushes arrive: between a balance and its deal every
 * difference is another one for a moment.
 */
export function forgetExplained(draft: BalancesDraft, quietMs: number): void {
  if (draft.balances.accepted.size === 0 || quietMs < VIOLATION_MS) return
  const all = differences(draft)
  setBalances(draft, { accepted: new Map([...draft.balances.accepted].filter(([key]) => all.has(key))) })
}

/** Assets whose violation is old enough to be read over REST. */
export function violatedAssets({ balances: { violations }, now }: BalancesDraft): readonly string[] {
  if (violations.size === 0) return []
  const due = [...violations].filter(([, since]) => now - since >= VIOLATION_MS)
  return [...new Set(due.map(([key]) => key.slice(2)))]
}

/** True if every violation is old enough that REST would have returned its explanation. */
export function isConfirmed({ balances: { violations }, now }: BalancesDraft): boolean {
  return [...violations.values()].every((since) => now - since >= CONFIRMED_MS)
}

/**
 * Takes differences as confirmed that are older than `readAt`, a time of the machine: orders, deals and balances were
 * read since, and they remain. Returns whether any of them is an amount locked by no known order.
 */
export function acceptDifferences(draft: BalancesDraft, readAt: number): boolean {
  checkInvariants(draft)
  const read = [...differences(draft)].filter(([key]) => (draft.balances.violations.get(key) ?? Infinity) <= readAt)
  setBalances(draft, { accepted: new Map([...draft.balances.accepted, ...read]) })
  const keys = new Set(read.map(([key]) => key))
  setBalances(draft, { violations: new Map([...draft.balances.violations].filter(([key]) => !keys.has(key))) })
  return read.some(([key]) => key.startsWith('c '))
}

/** Keeps confirmed differences confirmed by as much as something other than a push changed them. */
export function keepAccepted(draft: BalancesDraft, before: LedgerState): void {
  if (draft.balances.accepted.size === 0) return
  const [was, is] = [differences({ ...draft, ledger: before }), differences(draft)]
  const moved = (key: string): AssetAmount => subtract(is.get(key) ?? NONE, was.get(key) ?? NONE)
  const kept = [...draft.balances.accepted].map(([key, amount]) => [key, add(amount, moved(key))] as const)
  setBalances(draft, { accepted: new Map(kept.filter(([, amount]) => !isZero(amount))) })
}

/** Assets with a difference that is not confirmed. */
export function unexplainedAssets(draft: BalancesDraft): readonly string[] {
  return [...new Set([...unconfirmed(draft, differences(draft)).keys()].map((key) => key.slice(2)))]
}

/** True if deals and flows explain every total and orders explain what is locked, but for what was confirmed. */
export function isExplainedNow(draft: BalancesDraft): boolean {
  return unconfirmed(draft, differences(draft)).size === 0
}
