/** Orders placed and canceled through the gateway: for the owner, where trading is on, each key once. */

import {
  type NewOrderRequest,
  anyQuery,
  newOrder,
  orderCanceled,
  orderPlaced,
  orderUnknown,
  problem,
  symbolName,
} from '@spotdeck/api'
import { decimal, isPositive } from '@spotdeck/exact'
import type { FollowedAccount, NewOrder, OrderOutcome, Trading } from '../../desk.ts'
import { codeOf } from '@spotdeck/ports'
import { type EdgeAnswer, json } from '../../answer/answer.ts'
import { type Call, type Route, allowed, routeWith } from '../call.ts'
import { clientOrderIdOf } from '../idempotency.ts'
import { ProblemError, badRequest, problemAnswer } from '../../answer/problem.ts'
import { accountOf } from '../seen.ts'
import { KEY, keyOf, passOn } from './passed-on.ts'

const route = routeWith<'desk' | 'idempotency' | 'world'>()

const place = route({
  method: 'POST',
  path: '/api/v1/accounts/:account/orders',
  summary: 'Places an order. Needs an `Idempotency-Key`; a repeat with the same key gets the first answer.',
  action: 'order-placed',
  ...allowed.owner,
  right: 'trade',
  body: newOrder,
  headers: { 'Idempotency-Key': '1 to 128 visible characters, new for each order: a repeat gets the first answer.' },
  answers: { 201: orderPlaced, 202: orderUnknown, 403: problem, 409: problem, 422: problem, 503: problem },
  subject: (call) => ({
    target: clientOrderIdOf(accountOf(call).id, keyOf(call)),
    symbol: call.body.symbol,
    side: call.body.side,
  }),
  async handle(call) {
    const key = keyOf(call)
    if (!KEY.test(key)) throw badRequest('Idempotency-Key', 'must be a header of 1 to 128 visible characters')
    checkAmounts(call.body)
    if (!call.desk.markets().some(({ symbol }) => symbol === call.body.symbol)) {
      throw new ProblemError('UNKNOWN_SYMBOL', { symbol: call.body.symbol })
    }
    const account = accountOf(call)
    const clientOrderId = clientOrderIdOf(account.id, key)
    const isElsewhere = !account.isFollowedHere && call.passOn !== undefined
    const lost = unknown('ORDER_OUTCOME_UNKNOWN', clientOrderId)
    const work = (): Promise<EdgeAnswer> => (isElsewhere ? passOn(call, lost) : placeNow(call, clientOrderId))
    return call.idempotency.once({
      submission: { account: account.id, key },
      body: JSON.stringify(call.body),
      work,
      // The gateway that follows the account keeps its own final answers.
      isFinal: ({ status }) => !isElsewhere && status !== 202,
    })
  },
})

const cancel = route({
  method: 'DELETE',
  path: '/api/v1/accounts/:account/orders/:orderId',
  summary: 'Cancels an open order; `symbol` saves a look-up.',
  action: 'order-canceled',
  ...allowed.owner,
  right: 'trade',
  query: anyQuery.extend({ symbol: symbolName.optional() }),
  answers: { 200: orderCanceled, 202: orderUnknown, 403: problem, 404: problem, 422: problem, 503: problem },
  async handle(call) {
    const account = accountOf(call)
    const orderId = call.path['orderId'] ?? ''
    if (!account.isFollowedHere && call.passOn !== undefined) return passOn(call, unknown('CANCEL_OUTCOME_UNKNOWN'))
    const symbol = call.query.symbol ?? (await symbolOfOrder(account, orderId))
    const outcome = await tradingOf(account).cancel(symbol, orderId)
    switch (outcome.outcome) {
      case 'canceled':
        return json({ ...outcome, orderId })
      case 'rejected':
        throw new ProblemError('CANCEL_REJECTED', { exchangeCode: outcome.exchangeCode }, outcome.detail)
      case 'unknown':
        return unknown('CANCEL_OUTCOME_UNKNOWN', outcome.clientOrderId)
    }
  },
})

/** Routes that place and cancel orders. */
export const orderRoutes: readonly Route[] = [place, cancel]

async function placeNow(call: Call<unknown, NewOrderRequest, 'world'>, clientOrderId: string): Promise<EdgeAnswer> {
  const account = accountOf(call)
  const { symbol, side, type, price, quantity, quoteQuantity } = call.body
  const order: NewOrder = { symbol, side, type, clientOrderId, price, quantity, quoteQuantity }
  const outcome = await tradingOf(account)
    .place(order)
    .catch((error: unknown) => throwAsProblem(error, account))
  const { id } = call.principal
  call.world.log.info(
    { account: account.id, principal: id, symbol, clientOrderId, outcome: outcome.outcome },
    'order placed by hand',
  )
  if (outcome.outcome === 'placed') return json(outcome, 201)
  return refusedOrUnknown(outcome)
}

/** Counting the order was refused, because another process follows the account by now: it was not sent. */
function throwAsProblem(error: unknown, { id }: FollowedAccount): never {
  if (codeOf(error) === 'LEASE_LOST') throw new ProblemError('FOLLOWED_ELSEWHERE', { account: id })
  throw error
}

function refusedOrUnknown(outcome: Exclude<OrderOutcome, { outcome: 'placed' }>): EdgeAnswer {
  if (outcome.outcome === 'refused')
    return problemAnswer(new ProblemError(outcome.code, outcome.params, outcome.detail))
  if (outcome.outcome === 'rejected') {
    if (outcome.exchangeCode === 'ORDER_NEVER_ARRIVED') {
      return problemAnswer(new ProblemError('ORDER_NEVER_ARRIVED', {}, outcome.detail))
    }
    return problemAnswer(new ProblemError('ORDER_REJECTED', { exchangeCode: outcome.exchangeCode }, outcome.detail))
  }
  return unknown('ORDER_OUTCOME_UNKNOWN', outcome.clientOrderId)
}

const unknown = (code: 'ORDER_OUTCOME_UNKNOWN' | 'CANCEL_OUTCOME_UNKNOWN', clientOrderId = ''): EdgeAnswer =>
  json({ outcome: 'unknown', clientOrderId, code, params: {} }, 202)

/** @throws {ProblemError} `FOLLOWED_ELSEWHERE`, `TRADING_OFF` */
function tradingOf({ id, trading, isFollowedHere }: FollowedAccount): Trading {
  if (!isFollowedHere) throw new ProblemError('FOLLOWED_ELSEWHERE', { account: id })
  if (trading === undefined) throw new ProblemError('TRADING_OFF', { account: id })
  return trading
}

async function symbolOfOrder(account: FollowedAccount, orderId: string): Promise<string> {
  const found = await account.order(orderId)
  if (found === undefined) throw new ProblemError('UNKNOWN_ORDER', { orderId: orderId.slice(0, 64) })
  return found.symbol
}

/** Checks which amounts an order type takes, which the schema cannot express. */
function checkAmounts({ type, price, quantity, quoteQuantity }: NewOrderRequest): void {
  if (type === 'MARKET') {
    if (price === undefined && isAmount(quantity) !== isAmount(quoteQuantity)) return
    throw badRequest('quantity', 'a MARKET order takes one of quantity and quoteQuantity, more than 0, and no price')
  }
  if (isAmount(price) && isAmount(quantity) && quoteQuantity === undefined) return
  throw badRequest('price', `a ${type} order takes price and quantity, both more than 0, and no quoteQuantity`)
}

/** False for an amount that is absent; throws for one that is not more than 0. */
function isAmount(text: string | undefined): boolean {
  if (text === undefined) return false
  if (isPositive(decimal(text))) return true
  throw badRequest('quantity', 'price and quantities must be more than 0')
}
