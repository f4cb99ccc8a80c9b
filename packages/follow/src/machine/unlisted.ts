/**
 * Deals pushed for a symbol that is not in the list: they wait while the list is read at once. Their assets come from the
 * list, or from the balance pushes of the same moment; they are never guessed.
 */

import { type BalanceChange, reasonKind } from '@spotdeck/ledger'
import type { Pair } from '../symbols.ts'
import { type Draft, ask, log, noteDrift } from './draft.ts'
import { type UnlistedDeal, withPair } from './normalize.ts'
import type { ReceivedChange } from './question.ts'
import { missed } from './recover.ts'
import type { WaitingDeal } from './state.ts'

/** Interval between reads of the list for the same deals, in ms. */
const ASK_EVERY_MS = 30_000
/** Wait before a deal whose assets nothing tells is dropped and the account read over REST, in ms. */
const GIVE_UP_MS = 10 * 60_000
/** Time between a deal and the balance pushes that it made, in ms. */
const SAME_MOMENT_MS = 2_000

/** Splits off the deals of unlisted symbols, which wait; orders of such symbols have the list read too. */
export function withoutUnlisted(draft: Draft, pushes: readonly ReceivedChange[]): readonly ReceivedChange[] {
  const waiting = pushes.flatMap(({ change, receivedAt }): WaitingDeal[] =>
    change.kind === 'unlisted' ? [{ deal: change.deal, receivedAt, since: draft.now }] : [],
  )
  const isOrderUnlisted = ({ change }: ReceivedChange): boolean =>
    change.kind === 'order' && draft.universe.symbols.listedPair(change.order.symbol) === undefined
  if (waiting.length === 0 && !pushes.some(isOrderUnlisted)) return pushes
  draft.unlisted = [...draft.unlisted, ...waiting]
  askForList(draft)
  return pushes.filter(({ change }) => change.kind !== 'unlisted')
}

function askForList(draft: Draft): void {
  if (draft.now - draft.listAskedAt < ASK_EVERY_MS) return
  draft.listAskedAt = draft.now
  ask(draft, { kind: 'listing' }, { for: 'unlisted' })
}

/** Folds the deals whose assets are known by now; the others go on waiting. */
export function unlistedTick(draft: Draft): void {
  if (draft.unlisted.length === 0) return
  const known: ReceivedChange[] = []
  const left: WaitingDeal[] = []
  for (const waiting of draft.unlisted) {
    const pair = pairOf(draft, waiting.deal)
    if (pair !== undefined)
      known.push({ change: { kind: 'deal', deal: withPair(waiting.deal, pair) }, receivedAt: waiting.receivedAt })
    else left.push(waiting)
  }
  draft.pushes = [...draft.pushes, ...known]
  draft.unlisted = left.filter(({ since }) => draft.now - since < GIVE_UP_MS)
  if (draft.unlisted.length < left.length) giveUp(draft, left)
  if (draft.unlisted.length > 0) askForList(draft)
}

function giveUp(draft: Draft, left: readonly WaitingDeal[]): void {
  for (const { deal } of left.filter((one) => !draft.unlisted.includes(one)))
    noteDrift(draft, 'UNKNOWN_SYMBOL', `${deal.symbol} ${deal.orderId} ${deal.tradeId}`)
  log(draft, 'warn', 'deals of an unlisted symbol dropped')
  missed(draft, 'UNREADABLE_PUSH')
}

function pairOf({ universe, sequence }: Draft, deal: UnlistedDeal): Pair | undefined {
  const listed = universe.symbols.listedPair(deal.symbol)
  if (listed !== undefined) return listed
  const isItsOwn = ({ reason, time }: BalanceChange): boolean =>
    reasonKind(reason) === 'trade' && Math.abs(time - deal.time) <= SAME_MOMENT_MS
  const moved = [...sequence.taken].filter(([, taken]) => taken.some(({ change }) => isItsOwn(change)))
  const assets = moved.map(([asset]) => asset)
  const pairs = assets.flatMap((baseAsset) =>
    assets
      .filter((quoteAsset) => `${baseAsset}${quoteAsset}` === deal.symbol)
      .map((quoteAsset) => ({ baseAsset, quoteAsset })),
  )
  return pairs.length === 1 ? pairs[0] : undefined
}
