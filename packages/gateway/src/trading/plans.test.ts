/** Plans in a whole gateway, under virtual time: what fires is placed once, also over a restart. */

import type { NewPlanRequest } from '@spotdeck/api'
import type { Plans, PlanOutcome } from '@spotdeck/edge'
import { expect, test } from 'vitest'
import { deskOnVenue } from '../testing/desk-on-venue.ts'
import type { RunningDesk } from '../open-desk.ts'

const STOP: NewPlanRequest = {
  kind: 'stop',
  symbol: 'MXUSDT',
  side: 'SELL',
  quantity: '10',
  trigger: { source: 'last', price: '2.2' },
  order: { type: 'LIMIT', price: '2.1' },
}

function plansOf(running: RunningDesk): Plans {
  const plans = running.desk.account('main')?.plans
  if (plans === undefined) throw new Error('Plans are off.')
  return plans
}

/** A live desk and the outcome of calls, under virtual time. */
async function liveDesk(rig = deskOnVenue()) {
  const running = await rig.open()
  await rig.live(running)
  await rig.time.advance(15_000)
  const outcome = async (work: Promise<PlanOutcome>): Promise<PlanOutcome> => {
    let found: PlanOutcome | undefined
    void work.then((value) => (found = value))
    await rig.time.until(() => found !== undefined)
    if (found === undefined) throw new Error('no answer')
    return found
  }
  const sales = () => [...rig.venue.orders.values()].filter(({ side }) => side === 'SELL').length
  return { ...rig, running, outcome, sales }
}

test('a stop is kept over a restart, and its order is placed once when the price has fallen meanwhile', async () => {
  const first = await liveDesk()
  expect(await first.outcome(plansOf(first.running).create('plan', STOP))).toMatchObject({
    kind: 'plan',
    plan: { status: 'armed', legs: [{ clientOrderId: 'plan-0', phase: 'waiting', trigger: '2.2' }] },
  })
  await first.close(first.running)
  first.sdk.prices.set('MXUSDT', '2.15')
  const again = await liveDesk(first)
  await again.time.advance(60_000)
  expect(again.sales()).toBe(1)
  expect(plansOf(again.running).list().items[0]).toMatchObject({ legs: [{ phase: 'placed', quantity: '10' }] })
  await again.close(again.running)
  const third = await liveDesk(again)
  await third.time.advance(60_000)
  expect(third.sales()).toBe(1)
  await third.close(third.running)
})

test('a plan that is refused says why, and nothing is stored', async () => {
  const { running, outcome, close } = await liveDesk()
  const plans = plansOf(running)
  const code = async (part: Partial<NewPlanRequest>) => {
    const answer = await outcome(plans.create('plan', { ...STOP, ...part }))
    return answer.kind === 'refused' ? answer.code : undefined
  }
  expect(await code({ trigger: { source: 'last', price: '3' } })).toBe('PLAN_WRONG_SIDE')
  expect(await code({ quantity: '51' })).toBe('PLAN_NOT_COVERED')
  expect(await code({ symbol: 'NOUSDT' })).toBe('ORDER_RULE_BROKEN')
  expect(plans.list().items).toEqual([])
  await close(running)
})

test('canceling a plan ends it for good', async () => {
  const { running, outcome, close, sdk, time, sales } = await liveDesk()
  const plans = plansOf(running)
  await outcome(plans.create('plan', STOP))
  expect(await outcome(plans.cancel('plan'))).toMatchObject({
    plan: { status: 'ended', why: { code: 'PLAN_CANCELED' } },
  })
  sdk.prices.set('MXUSDT', '2')
  await time.advance(30_000)
  expect(sales()).toBe(0)
  await close(running)
})

test('plans are off on a live account unless its owner turned them on', async () => {
  const credentials = { apiKey: 'mx0key', secret: 'very-secret' }
  const rig = deskOnVenue(undefined, { accounts: [{ id: 'main', label: 'Main', credentials, trading: true }] })
  const running = await rig.open()
  expect(running.desk.account('main')?.trading).toBeDefined()
  expect(running.desk.account('main')?.plans).toBeUndefined()
  await rig.close(running)
})
