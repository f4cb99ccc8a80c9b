/** Plans over REST: orders that the gateway keeps. They work only while Spotdeck runs. */

import { newPlan, planChange, planData, planList, problem } from '@spotdeck/api'
import type { FollowedAccount, PlanOutcome, Plans } from '../../desk.ts'
import { type EdgeAnswer, json } from '../../answer/answer.ts'
import { ProblemError, badRequest } from '../../answer/problem.ts'
import { type Call, type Route, allowed, routeWith } from '../call.ts'
import { clientOrderIdOf } from '../idempotency.ts'
import { accountOf } from '../seen.ts'
import { KEY, keyOf, passOn } from './passed-on.ts'

const route = routeWith<'desk'>()
const refusals = { 403: problem, 404: problem, 422: problem, 503: problem }

const list = route({
  path: '/api/v1/accounts/:account/plans',
  summary: 'Plans, newest first: those that are kept now, and the newest 200 that have ended, with their history.',
  ...allowed.owner,
  answers: { 200: planList, ...refusals },
  handle: (call) => onPlans(call, (plans) => json(plans.list())),
})

const one = route({
  path: '/api/v1/accounts/:account/plans/:planId',
  summary: 'One plan with its orders and its history.',
  ...allowed.owner,
  answers: { 200: planData, ...refusals },
  handle: (call) =>
    onPlans(call, (plans) => {
      const found = plans.list().items.find(({ id }) => id === planIdOf(call))
      if (found === undefined) throw new ProblemError('UNKNOWN_PLAN', { planId: planIdOf(call).slice(0, 64) })
      return json(found)
    }),
})

const create = route({
  method: 'POST',
  path: '/api/v1/accounts/:account/plans',
  summary: 'Creates a plan, kept on this machine. Needs an `Idempotency-Key`; a repeat with it gets the same plan.',
  action: 'plan-created',
  ...allowed.owner,
  right: 'trade',
  body: newPlan,
  headers: { 'Idempotency-Key': '1 to 128 visible characters, new for each plan: a repeat gets the same plan.' },
  answers: { 201: planData, ...refusals },
  subject: (call) => ({ target: newIdOf(call), symbol: call.body.symbol, side: call.body.side }),
  handle: (call) =>
    onPlans(call, async (plans) => {
      if (!KEY.test(keyOf(call))) throw badRequest('Idempotency-Key', 'must be a header of 1 to 128 visible characters')
      const { symbol } = call.body
      if (symbol !== undefined && !call.desk.markets().some((market) => market.symbol === symbol))
        throw new ProblemError('UNKNOWN_SYMBOL', { symbol })
      return answerOf(await plans.create(newIdOf(call), call.body), 201)
    }),
})

const change = route({
  method: 'PATCH',
  path: '/api/v1/accounts/:account/plans/:planId',
  summary: 'Changes a plan that has not fired, or resumes one that is paused.',
  action: 'plan-changed',
  ...allowed.owner,
  right: 'trade',
  body: planChange,
  answers: { 200: planData, 409: problem, ...refusals },
  handle: (call) => onPlans(call, async (plans) => answerOf(await plans.change(planIdOf(call), call.body), 200)),
})

const cancel = route({
  method: 'DELETE',
  path: '/api/v1/accounts/:account/plans/:planId',
  summary: 'Ends a plan and cancels the orders that it has placed.',
  action: 'plan-canceled',
  ...allowed.owner,
  right: 'trade',
  answers: { 200: planData, ...refusals },
  handle: (call) => onPlans(call, async (plans) => answerOf(await plans.cancel(planIdOf(call)), 200)),
})

const heartbeat = route({
  method: 'POST',
  path: '/api/v1/accounts/:account/plans/heartbeat',
  summary: 'Says that the owner is there: a `cancel-after` plan waits for its silence.',
  action: 'none',
  ...allowed.owner,
  right: 'trade',
  answers: { 200: planList, ...refusals },
  handle: (call) =>
    onPlans(call, (plans) => {
      plans.heartbeat()
      return json(plans.list())
    }),
})

/** Routes of plans. */
export const planRoutes: readonly Route[] = [list, create, heartbeat, one, change, cancel]

const planIdOf = ({ path }: Call<unknown, unknown>): string => path['planId'] ?? ''

/** Id of a new plan, from its key: a repeat finds the first plan, and with a leg's number it fits a client order id. */
const newIdOf = (call: Call<unknown, unknown>): string =>
  `pl${clientOrderIdOf(accountOf(call).id, keyOf(call)).slice(2, 26)}`

type Answering = (plans: Plans, account: FollowedAccount) => EdgeAnswer | Promise<EdgeAnswer>

/** @throws {ProblemError} `FOLLOWED_ELSEWHERE`, `TRADING_OFF`, `PLANS_OFF` */
async function onPlans(call: Call<unknown, unknown>, work: Answering): Promise<EdgeAnswer> {
  const account = accountOf(call)
  const { id, plans, trading, isFollowedHere } = account
  if (!isFollowedHere) return passOn(call)
  if (trading === undefined) throw new ProblemError('TRADING_OFF', { account: id })
  if (plans === undefined) throw new ProblemError('PLANS_OFF', { account: id })
  return work(plans, account)
}

/** @throws {ProblemError} the refusal */
function answerOf(outcome: PlanOutcome, status: number): EdgeAnswer {
  if (outcome.kind === 'refused') throw new ProblemError(outcome.code, outcome.params)
  return json(outcome.plan, status)
}
