/** Classification of balance change types for accounting: trading, external flow, or unknown. */

/**
 * `trade`: orders, deals and their fees, accounted for by the deals. `flow`: external money, never profit.
 * `reconciled`: found by comparing with REST; the part that deals and flows do not explain stays unclassified.
 * `unknown`: a change type that this version does not know; reported apart, never profit.
 */
export type ReasonKind = 'trade' | 'flow' | 'reconciled' | 'unknown'

const KINDS: ReadonlyMap<string, ReasonKind> = new Map([
  ['ENTRUST_PLACE', 'trade'],
  ['ENTRUST', 'trade'],
  ['ENTRUST_CANCEL', 'trade'],
  ['ENTRUST_UNFROZEN', 'trade'],
  ['TRADE_FEE', 'trade'],
  ['DEPOSIT', 'flow'],
  ['DEPOSIT_FEE', 'flow'],
  ['WITHDRAW', 'flow'],
  ['WITHDRAW_FEE', 'flow'],
  ['CONTRACT_TRANSFER', 'flow'],
  ['SUGAR', 'flow'],
  ['RECONCILED', 'reconciled'],
])

/** MEXC: the list is open; ETF_INDEX and later types are `unknown` until their accounting is documented. */
export function reasonKind(reason: string): ReasonKind {
  return KINDS.get(reason) ?? 'unknown'
}

/** Change types of one class. */
export function reasonsOf(kind: ReasonKind): readonly string[] {
  return [...KINDS].filter(([, known]) => known === kind).map(([reason]) => reason)
}
