/**
 * The invariants of a live account, checked after each batch: deals and flows explain each asset's total (`b`), and open
 * orders explain what is locked (`c`). The chain of changes (`a`) is the sequence's own.
 */

import { isZero, subtract, zero } from '@spotdeck/exact'
import { type LedgerState, unexplained } from '@spotdeck/ledger'
import { type Reserves, reservesOf } from '../balances/locked.ts'
import type { Draft } from './draft.ts'

/** Age from which a violation is read over REST, in ms: pushes of one change arrive within this time. */
const VIOLATION_MS = 1_500
/** Age from which a violation that REST confirms is no error of the stream, in ms: REST lags for less. */
const CONFIRMED_MS = 10_000

type Differences = ReadonlyMap<string, string>

/** Differences that are neither zero nor confirmed, by `b ASSET` or `c ASSET`. */
function differences({ ledger, universe }: Draft, accepted: Differences = new Map()): Differences {
  const found = new Map<string, string>()
  const note = (key: string, amount: string & Parameters<typeof isZero>[0]): void => {
    if (!isZero(amount) && accepted.get(key) !== amount) found.set(key, amount)
  }
  for (const asset of new Set([...ledger.assets.keys(), ...ledger.books.keys()]))
    note(`b ${asset}`, unexplained(ledger, asset))
  const reserves = reservesOf(ledger.orders.values(), (symbol) => universe.symbols.listedPair(symbol))
  for (const asset of new Set([...ledger.assets.keys(), ...reserves.amounts.keys()]))
    if (!reserves.unknown.has(asset)) note(`c ${asset}`, lockedBeyond(ledger, reserves, asset))
  return found
}

const lockedBeyond = ({ assets }: LedgerState, { amounts }: Reserves, asset: string) =>
  subtract(assets.get(asset)?.locked ?? zero<'asset'>(), amounts.get(asset) ?? zero<'asset'>())

/** Notes since when each invariant is violated. `known`: only those that are violated already. */
export function checkInvariants(draft: Draft, which: 'all' | 'known' = 'all'): void {
  if (draft.violations.size === 0 && (which === 'known' || draft.checkedLedger === draft.ledger)) return
  const all = differences(draft)
  draft.accepted = new Map([...draft.accepted].filter(([key, amount]) => all.get(key) === amount))
  const found = new Map([...all].filter(([key]) => !draft.accepted.has(key)))
  if (which === 'all') draft.checkedLedger = draft.ledger
  const keys = [...found.keys()].filter((key) => which === 'all' || draft.violations.has(key))
  draft.violations = new Map(keys.map((key) => [key, draft.violations.get(key) ?? draft.now]))
}

/** Assets whose violation is old enough to be read over REST. */
export function violatedAssets({ violations, now }: Draft): readonly string[] {
  const due = [...violations].filter(([, since]) => now - since >= VIOLATION_MS)
  return [...new Set(due.map(([key]) => key.slice(2)))]
}

/** True if every violation is old enough for REST to have told of what explains it. */
export function isConfirmed({ violations, now }: Draft): boolean {
  return [...violations.values()].every((since) => now - since >= CONFIRMED_MS)
}

/**
 * Takes differences as confirmed that are older than `readAt`, a time of the machine: orders, deals and balances were
 * read since, and they remain.
 */
export function acceptDifferences(draft: Draft, readAt: number): void {
  checkInvariants(draft)
  const all = differences(draft)
  const isRead = (key: string): boolean => (draft.violations.get(key) ?? Infinity) <= readAt
  draft.accepted = new Map([...all].filter(([key]) => draft.accepted.has(key) || isRead(key)))
  draft.violations = new Map([...draft.violations].filter(([key]) => !draft.accepted.has(key)))
}

/** Keeps confirmed differences confirmed after something other than a push changed them. */
export function keepAccepted(draft: Draft): void {
  if (draft.accepted.size === 0) return
  const now = differences(draft)
  draft.accepted = new Map(
    [...draft.accepted].flatMap(([key]) => {
      const amount = now.get(key)
      return amount === undefined ? [] : [[key, amount] as const]
    }),
  )
}

/** True if deals and flows explain every total and orders explain what is locked, but for what was confirmed. */
export function isExplainedNow(draft: Draft): boolean {
  return differences(draft, draft.accepted).size === 0
}
