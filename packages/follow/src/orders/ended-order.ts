/** Orders that are asked for by themselves because the exchange no longer lists them as open. */

import { isZero } from '@spotdeck/exact'
import { isOver, unexplained } from '@spotdeck/ledger'
import { ORDERS_REACH_MS, sweepReach } from '../exchange.ts'
import type { OrdersView } from './state.ts'
import type { Answer, Question } from '../base/question.ts'
import type { Work } from '../base/work.ts'
import { symbolsIn } from '../base/universe.ts'

/** Age from which an order that the exchange does not list as open has ended, in ms: REST lags for less. */
const ENDED_MS = 60_000

type OrderQuestion = Extract<Question, { kind: 'order' }>
type OrderAnswer = Extract<Answer, { kind: 'order' }>
type OrderWork = Extract<Work, { kind: 'order' }>
type To = Pick<OrderWork, 'source' | 'tag'>

/** Work for an order as it was told. */
export function askedOrder({ orderId }: OrderQuestion, { order, deals }: OrderAnswer, to: To): OrderWork {
  return { kind: 'order', orderId, order, deals, end: 'keep', isWhole: false, infer: false, ...to }
}

/** Work for an order that is no longer open. Its absence ends it where the exchange tells nothing more of it. */
export function endedOrder(
  { ledger, universe, at }: OrdersView,
  question: OrderQuestion,
  answer: OrderAnswer,
  to: To,
): readonly OrderWork[] {
  const { symbol, orderId } = question
  const { order, deals, refused } = answer
  const known = ledger.orders.get(orderId)?.order
  const isListed = universe.last.length === 0 || universe.last.some((listed) => listed.symbol === symbol)
  const isTold = order !== undefined && (isOver(order) || isListed)
  if (isTold || known === undefined || isOver(known)) return [askedOrder(question, answer, to)]
  const isForgotten = known.createdAt < at - ORDERS_REACH_MS
  if (!isForgotten && known.updatedAt > at - ENDED_MS) return []
  const since = Math.max(known.createdAt, ledger.checkedAt ?? 0)
  const pair = symbolsIn(universe).pairOf(symbol)
  const assets = pair === undefined ? ledger.books.keys() : [pair.baseAsset, pair.quoteAsset]
  const isExplained = [...assets].every((asset) => isZero(unexplained(ledger, asset)))
  const isWhole = isForgotten ? since > sweepReach(at).deals : !refused || isExplained
  return [{ kind: 'order', orderId, deals, end: 'close', isWhole, infer: false, ...to }]
}
