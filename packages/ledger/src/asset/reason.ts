/** Why a balance changed, as far as accounting cares: by trading, by money coming or going, or for a reason not known. */

/**
 * `trade`: orders, deals and their fees, accounted for by the deals themselves. `flow`: money that came or went, never
 * profit. `reconciled`: found by comparing with REST; what deals and flows do not explain of it stays unclassified.
 * `unknown`: a change type this version does not know; kept visibly apart, never profit.
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

/** MEXC: the list is open; ETF_INDEX and whatever comes next are `unknown` until their accounting is understood. */
export function reasonKind(reason: string): ReasonKind {
  return KINDS.get(reason) ?? 'unknown'
}

/** The change types known to be of a kind. */
export function reasonsOf(kind: ReasonKind): readonly string[] {
  return [...KINDS].filter(([, known]) => known === kind).map(([reason]) => reason)
}
