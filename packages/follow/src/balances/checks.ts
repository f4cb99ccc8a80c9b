/** Invariants: deals and flows explain each total (`b`), open orders what is locked (`c`); (`a`) is the sequence's. */

import { type AssetAmount, add, isZero, subtract, zero } from '@spotdeck/exact'
import { type LedgerState, unexplained } from '@spotdeck/ledger'
import { type Reserves, reservesOf } from './locked.ts'
import { type BalancesState, type BalancesView, withBalances } from './state.ts'
import { symbolsIn } from '../base/universe.ts'

/** Age from which a violation is read over REST, in ms: pushes of one change arrive within this time. */
const VIOLATION_MS = 1_500
/** Age from which a violation that REST confirms is no error of the stream, in ms: REST lags for less. */
const CONFIRMED_MS = 10_000
const NONE = zero<'asset'>()

type Differences = ReadonlyMap<string, AssetAmount>
type Figures = Pick<BalancesView, 'ledger' | 'universe'>

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
function unconfirmed({ balances: { accepted } }: BalancesView, all: Differences): Differences {
  return new Map([...all].filter(([key, amount]) => accepted.get(key) !== amount))
}

/** The balances with the time since which each invariant is violated. `known`: only those that are violated already. */
export function checkInvariants(view: BalancesView, which: 'all' | 'known' = 'all'): BalancesState {
  const { balances, ledger, now } = view
  const { violations, checkedLedger } = balances
  if (violations.size === 0 && (which === 'known' || checkedLedger === ledger)) return balances
  const keys = [...unconfirmed(view, differences(view)).keys()].filter((key) => which === 'all' || violations.has(key))
  return withBalances(balances, {
    checkedLedger: which === 'all' ? ledger : checkedLedger,
    violations: new Map(keys.map((key) => [key, violations.get(key) ?? now])),
  })
}

/**
 * The balances without confirmed differences that are explained now. `quietMs`: time since the last push: between a
 * balance and its deal every difference is another one for a moment.
 */
export function forgetExplained(view: BalancesView, quietMs: number): BalancesState {
  const { balances } = view
  if (balances.accepted.size === 0 || quietMs < VIOLATION_MS) return balances
  const all = differences(view)
  return withBalances(balances, { accepted: new Map([...balances.accepted].filter(([key]) => all.has(key))) })
}

/** Assets whose violation is old enough to be read over REST. */
export function violatedAssets({ balances: { violations }, now }: BalancesView): readonly string[] {
  if (violations.size === 0) return []
  const due = [...violations].filter(([, since]) => now - since >= VIOLATION_MS)
  return [...new Set(due.map(([key]) => key.slice(2)))]
}

/** True if every violation is old enough that REST would have returned its explanation. */
export function isConfirmed({ balances: { violations }, now }: BalancesView): boolean {
  return [...violations.values()].every((since) => now - since >= CONFIRMED_MS)
}

/**
 * Takes differences as confirmed that are older than `readAt`, a time of the machine: orders, deals and balances were
 * read since, and they remain. `isLocked`: one of them is an amount locked by no known order.
 */
export function acceptDifferences(
  view: BalancesView,
  readAt: number,
): { readonly balances: BalancesState; readonly isLocked: boolean } {
  const checked = checkInvariants(view)
  const { violations, accepted } = checked
  const read = [...differences(view)].filter(([key]) => (violations.get(key) ?? Infinity) <= readAt)
  const keys = new Set(read.map(([key]) => key))
  const balances = withBalances(checked, {
    accepted: new Map([...accepted, ...read]),
    violations: new Map([...violations].filter(([key]) => !keys.has(key))),
  })
  return { balances, isLocked: read.some(([key]) => key.startsWith('c ')) }
}

/** The balances whose confirmed differences moved by as much as something other than a push changed the ledger. */
export function keepAccepted(view: BalancesView, before: LedgerState): BalancesState {
  const { balances } = view
  if (balances.accepted.size === 0) return balances
  const [was, is] = [differences({ ...view, ledger: before }), differences(view)]
  const moved = (key: string): AssetAmount => subtract(is.get(key) ?? NONE, was.get(key) ?? NONE)
  const kept = [...balances.accepted].map(([key, amount]) => [key, add(amount, moved(key))] as const)
  return withBalances(balances, { accepted: new Map(kept.filter(([, amount]) => !isZero(amount))) })
}

/** Assets with a difference that is not confirmed. */
export function unexplainedAssets(view: BalancesView): readonly string[] {
  return [...new Set([...unconfirmed(view, differences(view)).keys()].map((key) => key.slice(2)))]
}

/** True if deals and flows explain every total and orders explain what is locked, but for what was confirmed. */
export function isExplainedNow(view: BalancesView): boolean {
  return unconfirmed(view, differences(view)).size === 0
}
