/** Calls of plans to the exchange: through the same limits, counts and look-ups as orders placed by hand. */

import type { OrderOutcome, Trading } from '@spotdeck/edge'
import { decimal } from '@spotdeck/exact'
import { MexcError, UnknownOrder, cancelAll } from '@spotdeck/mexc'
import type { Answer, PlannedOrder } from '@spotdeck/plans'
import { isOrderStatus, isTerminal, queryOrder } from '@spotdeck/wire'
import type { Sender } from './trade.ts'

/** Calls of plans, each with an answer that the machine understands. */
export interface PlanTrading {
  find(symbol: string, clientOrderId: string): Promise<Answer>
  place(order: PlannedOrder): Promise<Answer>
  cancel(symbol: string, orderId: string): Promise<Answer>
  cancelAll(symbol: string | undefined): Promise<Answer>
}

/** Deadline of one look-up, in ms. */
const FIND_WITHIN_MS = 3_000
/** Answers of the SDK and of the desk that are about this moment, not about the order: it is tried again. */
const PASSING: ReadonlySet<number | string> = new Set([429, 510, 'NOTIONAL_UNKNOWN'])
/** Answers of the SDK that refuse the order itself; all others without a number of the exchange are about the way. */
const LASTING: ReadonlySet<number | string> = new Set(['ORDER_REJECTED', 'INVALID_REQUEST'])

/** Returns the calls of plans of one account. */
export function planTrading({ rest, world }: Sender, trading: Trading): PlanTrading {
  return {
    async find(symbol, origClientOrderId) {
      try {
        const options = { priority: 'order', timeoutMs: FIND_WITHIN_MS } as const
        const { orderId, executedQty, status } = await rest.call(queryOrder, { symbol, origClientOrderId }, options)
        return {
          kind: 'order',
          orderId,
          executed: decimal(executedQty),
          isOver: isOrderStatus(status) && isTerminal(status),
        }
      } catch (error) {
        if (error instanceof UnknownOrder) return { kind: 'none' }
        return unknownFor(error)
      }
    },
    place: async (order) => answerOf(await trading.place(order)),
    async cancel(symbol, orderId) {
      // A refusal means that the order is over: the look-up that follows says how.
      const { outcome } = await trading.cancel(symbol, orderId)
      return { kind: outcome === 'unknown' ? 'unknown' : 'done' }
    },
    async cancelAll(symbol) {
      try {
        const outcomes = await cancelAll(rest, symbol, { world })
        return { kind: outcomes.some(({ outcome }) => outcome === 'UNKNOWN') ? 'unknown' : 'done' }
      } catch (error) {
        return unknownFor(error)
      }
    },
  }
}

function unknownFor(error: unknown): Answer {
  if (error instanceof MexcError) return { kind: 'unknown' }
  throw error
}

function answerOf(outcome: OrderOutcome): Answer {
  switch (outcome.outcome) {
    case 'placed':
      return { kind: 'order', orderId: outcome.orderId, executed: decimal('0'), isOver: false }
    case 'refused':
      if (PASSING.has(outcome.code)) return { kind: 'unknown' }
      return { kind: 'refused', reason: { code: outcome.code, params: outcome.params } }
    case 'rejected': {
      const { exchangeCode } = outcome
      if (exchangeCode === 'ORDER_NEVER_ARRIVED') return { kind: 'none' }
      const isPassing = PASSING.has(exchangeCode) || (typeof exchangeCode === 'string' && !LASTING.has(exchangeCode))
      return isPassing
        ? { kind: 'unknown' }
        : { kind: 'refused', reason: { code: 'ORDER_REJECTED', params: { exchangeCode } } }
    }
    case 'unknown':
      return { kind: 'unknown' }
  }
}
