import { expect, test } from 'vitest'
import { legId } from './plan.ts'
import type { PlanSpec } from './spec.ts'
import { PlanWorld } from './testing/plan-world.ts'

const SEEDS = Number(process.env['SPOTDECK_PLAN_SEEDS'] ?? 200)
const FIRST = Number(process.env['SPOTDECK_PLAN_SEED'] ?? 1)

/** One plan of each kind that places orders; the price starts at 100. */
const PLANS: Readonly<Record<string, PlanSpec>> = {
  stop: { ...base('stop'), trigger: { source: 'last', price: '95' }, order: { type: 'MARKET' } },
  limit: { ...base('stop'), trigger: { source: 'best', price: '96' }, order: { type: 'LIMIT', price: '95.5' } },
  profit: { ...base('take-profit'), trigger: { source: 'mid', price: '105' }, order: { type: 'MARKET' } },
  oco: {
    ...base('oco'),
    trigger: { source: 'last', price: '97', confirmations: 2 },
    order: { type: 'MARKET' },
    target: { price: '103', order: { type: 'LIMIT', price: '103' } },
  },
  bracket: {
    ...base('bracket'),
    side: 'BUY',
    entry: { type: 'MARKET' },
    trigger: { source: 'last', price: '94' },
    order: { type: 'MARKET' },
    target: { price: '106', order: { type: 'MARKET' } },
  },
  trailing: { ...base('trailing'), trigger: { source: 'last', trail: { rate: '0.02' } }, order: { type: 'MARKET' } },
  ladder: { ...base('ladder'), order: { type: 'LIMIT', price: '101' }, split: { count: 5, priceTo: '110' } },
  twap: { ...base('twap'), order: { type: 'MARKET' }, split: { count: 4, intervalMs: 20_000 } },
  iceberg: { ...base('iceberg'), order: { type: 'LIMIT', price: '100' }, split: { count: 3 } },
}

function base(kind: PlanSpec['kind']) {
  return { kind, symbol: 'MXUSDT', side: 'SELL', quantity: '10' } as const satisfies PlanSpec
}

test(`each order is placed once or not at all, and each plan says why, over ${SEEDS} seeds of faults`, () => {
  for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
    const world = new PlanWorld(seed)
    world.quote()
    for (const [id, spec] of Object.entries(PLANS)) world.create(id, spec)
    expect([...world.state.plans.keys()]).toEqual(Object.keys(PLANS))
    walk(world)
    settle(world)
    check(world, seed)
  }
})

/** Random prices, restarts, and ledgers that lost their newest rows. */
function walk(world: PlanWorld): void {
  const { random } = world
  for (let i = 0; i < 80; i++) {
    world.advance(
      Math.floor(random() * 3_000),
      Math.max(900, Math.min(1_100, world.price + Math.floor(random() * 31) - 15)),
    )
    const event = random()
    if (event < 0.04) world.restart()
    else if (event < 0.06) world.restart(Math.floor(random() * 6))
    else if (event < 0.08) world.send({ type: 'account', isLive: false })
    else if (event < 0.2) world.send({ type: 'account', isLive: true })
    else if (event < 0.22) world.send({ type: 'cancel', planId: Object.keys(PLANS)[Math.floor(random() * 9)] ?? '' })
  }
}

/** Faults end, the owner resumes what is paused, and the price passes every trigger. */
function settle(world: PlanWorld): void {
  world.faults = false
  world.send({ type: 'account', isLive: true })
  for (const price of [1_000, 1_000, 900, 900, 1_200, 1_200, 800, 800, 1_200, 1_200]) {
    for (const [planId, { status }] of world.state.plans)
      if (status === 'paused') world.send({ type: 'resume', planId })
    for (let i = 0; i < 12; i++) world.advance(2_000, price)
  }
}

function check(world: PlanWorld, seed: number): void {
  const at = `seed ${seed}: SPOTDECK_PLAN_SEED=${seed} SPOTDECK_PLAN_SEEDS=1`
  const sent = world.orders.map(({ clientOrderId }) => clientOrderId)
  expect(sent, at).toEqual([...new Set(sent)])
  for (const plan of world.state.plans.values()) {
    expect({ id: plan.id, status: plan.status }, at).toEqual({ id: plan.id, status: 'ended' })
    expect(plan.why, at).toBeDefined()
    const placed = plan.legs.filter((leg) => sent.includes(legId(plan, leg)))
    const done = plan.legs.filter(({ phase }) => phase.kind === 'done')
    expect(placed, `${at} ${plan.id}`).toEqual(done)
    expect(plan.legs.filter(({ oneOf, phase }) => oneOf === true && phase.kind === 'done').length, at).toBeLessThan(2)
  }
}
