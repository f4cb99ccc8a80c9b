import { EMPTY_STATE, applyAll, totalOf, unexplained } from '@spotdeck/ledger'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Rig } from './testing/rig.ts'

const HOUR = 3_600_000

/** The ledger says what the exchange holds true, to the digit. */
async function expectTruth(rig: Rig): Promise<void> {
  const { venue, state } = rig
  for (const [asset, truth] of venue.balances) {
    const { free, locked } = state.assets.get(asset) ?? { free: '0', locked: '0' }
    expect({ asset, free, locked }).toEqual({ asset, ...truth })
  }
  const orders = await rig.store.orders({ limit: 10_000 })
  const brief = (list: readonly { id: string; status: string; executed: string }[]) =>
    [...list].sort((a, b) => (a.id < b.id ? -1 : 1))
  expect(brief(orders.map((o) => ({ id: o.orderId, status: o.status, executed: o.executedQuantity })))).toEqual(
    brief([...venue.orders.values()].map((o) => ({ id: o.id, status: o.status, executed: o.executed }))),
  )
  const deals = await rig.store.deals({ limit: 10_000 })
  const dealt = (list: readonly { orderId: string; quantity: string; quoteQuantity: string; fee: string }[]) =>
    list.map((d) => `${d.orderId} ${d.quantity} ${d.quoteQuantity} ${d.fee}`).sort()
  expect(dealt(deals)).toEqual(dealt(venue.deals))
  expect(await rig.store.verify()).toMatchObject({ ok: true })
  const seqs = (await rig.store.publicAfter(0, 100_000)).map((event) => event.seq)
  expect(seqs).toEqual(seqs.map((_, index) => index + 1))
  expect(applyAll(EMPTY_STATE, await rig.store.eventsAfter(0, 100_000))).toEqual(state)
}

async function started(seed = 1): Promise<Rig> {
  const rig = new Rig(seed)
  rig.venue.deposit('USDT', '1000')
  rig.venue.deposit('MX', '50')
  await rig.start()
  rig.up()
  await rig.live()
  await rig.time.advance(90_000)
  return rig
}

describe('following an account', () => {
  it('starts from what the exchange holds, then moves with every push', async () => {
    const rig = new Rig()
    rig.venue.deposit('USDT', '1000')
    const old = rig.venue.place('MXUSDT', 'BUY', '2.5', '10') ?? ''
    rig.venue.fill(old, '4')
    await rig.start()
    await rig.time.advance(HOUR)
    rig.up()
    await rig.live()
    await expectTruth(rig)
    const before = rig.published.length
    rig.venue.fill(old, '6')
    await rig.time.advance(10)
    await expectTruth(rig)
    expect(rig.published.slice(before).every((event) => event.source === 'stream')).toBe(true)
    expect(rig.published.slice(before).map((event) => event.type)).toEqual([
      'order.updated',
      'asset.changed',
      'asset.changed',
      'deal.added',
    ])
  })

  it('finds over REST what happened while the stream was down, and marks where it learnt it', async () => {
    const rig = await started()
    const order = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
    await rig.time.advance(1_000)
    rig.down()
    rig.venue.fill(order, '3')
    const other = rig.venue.place('ETHUSDT', 'BUY', '100', '1') ?? ''
    rig.venue.fill(other, '1')
    await rig.time.advance(2_000)
    rig.up()
    await rig.live()
    await rig.time.advance(60_000)
    await expectTruth(rig)
    const found = rig.published.filter((event) => event.type === 'deal.added')
    expect(found.map((event) => event.source)).toEqual(['rest', 'rest'])
    expect(rig.state.coverage.filter(({ kind }) => kind === 'deals').map(({ state }) => state)).toEqual([
      'unknown',
      'repaired',
      'complete',
      'repaired',
      'complete',
    ])
  })

  it('keeps one deal although REST and the stream name it differently', async () => {
    const rig = await started()
    rig.venue.hexNames = true
    const order = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
    rig.venue.fill(order, '2')
    rig.venue.fill(order, '2')
    await rig.time.advance(1_000)
    rig.down()
    rig.venue.fill(order, '2')
    await rig.time.advance(1_000)
    rig.up()
    await rig.live()
    await expectTruth(rig)
  })

  it('lets a change that overtook its predecessor wait for it', async () => {
    const rig = await started()
    let first = true
    rig.fate = () => (first ? ((first = false), [100]) : [0])
    rig.venue.deposit('USDT', '1')
    rig.venue.deposit('USDT', '2')
    await rig.time.advance(50)
    expect(rig.state.assets.get('USDT')?.free).toBe('1000')
    await rig.time.advance(100)
    await expectTruth(rig)
    expect(rig.state.status.state).toBe('live')
  })

  it('asks REST when a predecessor does not come, and says so meanwhile', async () => {
    const rig = await started()
    const calls = rig.venue.calls
    rig.fate = () => []
    rig.venue.deposit('USDT', '1')
    rig.fate = () => [0]
    rig.venue.deposit('USDT', '2')
    await rig.time.advance(240)
    expect(rig.venue.calls).toBe(calls)
    await rig.time.until(() => rig.state.status.state === 'reconciling')
    expect(rig.state.status.params).toEqual({ cause: 'CHAIN_BROKEN' })
    await rig.live()
    await expectTruth(rig)
  })

  it('finds a lost last push by audit, heals it and counts it', async () => {
    const rig = await started()
    rig.fate = () => []
    rig.venue.deposit('USDT', '5')
    const order = rig.venue.place('MXUSDT', 'SELL', '3', '7') ?? ''
    rig.fate = () => [0]
    await rig.time.advance(6 * 60_000)
    expect(rig.state.orders.has(order)).toBe(true)
    await expectTruth(rig)
    expect(rig.follower?.health.healed).toBeGreaterThan(0)
    expect(rig.published.some((event) => event.source === 'audit')).toBe(true)
  })

  it('moves on over REST while the stream is refused, and says degraded', async () => {
    const rig = await started()
    rig.down('LISTEN_KEY_REFUSED')
    await rig.time.advance(10)
    expect(rig.state.status).toMatchObject({ state: 'stale', code: 'LISTEN_KEY_REFUSED' })
    const order = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
    rig.venue.fill(order, '10')
    await rig.time.advance(20_000)
    expect(rig.state.status).toMatchObject({ state: 'degraded', code: 'LISTEN_KEY_REFUSED' })
    await expectTruth(rig)
    rig.venue.restDown = true
    await rig.time.advance(20_000)
    expect(rig.state.status.state).toBe('offline')
    rig.venue.restDown = false
    rig.up()
    await rig.live()
    await expectTruth(rig)
  })

  it('finds a round trip inside a gap in a symbol never seen', async () => {
    const rig = await started()
    rig.down()
    const bought = rig.venue.place('ETHUSDT', 'BUY', '100', '1') ?? ''
    rig.venue.fill(bought, '1')
    const sold = rig.venue.place('ETHUSDT', 'SELL', '110', '1') ?? ''
    rig.venue.fill(sold, '1')
    await rig.time.advance(3_000)
    rig.up()
    await rig.live()
    await rig.time.advance(60_000)
    await expectTruth(rig)
    expect(unexplained(rig.state, 'USDT')).toBe('0')
  })

  it('takes a deal that comes before its order, once', async () => {
    const rig = await started()
    rig.fate = ({ body }) => (body.kind === 'privateDeals' ? [0, 20] : [60])
    const order = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
    rig.venue.fill(order, '10')
    await rig.time.advance(1_000)
    await expectTruth(rig)
  })

  it('keeps unknown words raw, counts them and goes on', async () => {
    const rig = await started()
    rig.venue.deposit('USDT', '5', 'LOTTERY')
    await rig.time.advance(10)
    expect(rig.state.assets.get('USDT')).toMatchObject({ free: '1005', reason: 'LOTTERY' })
    expect(rig.follower?.health.drift).toBe(1)
    expect(rig.state.netDeposits).toBe('0')
  })

  it('says live again after bytes that do not decode, having read the account', async () => {
    const rig = await started()
    rig.undecodable()
    await rig.time.until(() => rig.state.status.code === 'UNDECODABLE_PUSH')
    await rig.live()
    await expectTruth(rig)
  })

  it('ends with the truth whatever pushes are lost, doubled or late, however often it is killed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_000_000 }), async (seed) => {
        const rig = await started(seed)
        await trouble(rig, 150)
        rig.fate = () => [0]
        if (!rig.isUp) rig.up()
        await rig.time.advance(12 * 60_000)
        await rig.live()
        await expectTruth(rig)
        for (const [asset, held] of rig.state.assets)
          expect([asset, totalOf(held)]).toEqual([asset, totalOf(rig.venue.balances.get(asset) ?? held)])
      }),
      { numRuns: 40 },
    )
  }, 120_000)
})

/** Random trading while pushes meet every fate and the process is killed now and then. */
async function trouble(rig: Rig, steps: number): Promise<void> {
  const dice = (sides: number): number => Math.floor(rig.random.next() * sides)
  rig.venue.hexNames = dice(2) === 0
  rig.fate = () => {
    const roll = dice(100)
    return roll < 4 ? [] : roll < 14 ? [0, 1 + dice(400)] : roll < 34 ? [1 + dice(300)] : [0]
  }
  for (let step = 0; step < steps; step++) {
    const open = rig.venue.openIds()
    const chosen = open[dice(open.length)]
    const action = dice(12)
    if (action < 4)
      rig.venue.place(
        ['MXUSDT', 'BTCUSDT', 'ETHUSDT'][dice(3)] ?? '',
        dice(3) === 0 ? 'SELL' : 'BUY',
        String(1 + dice(5)),
        String(1 + dice(9)),
      )
    else if (action < 8 && chosen !== undefined) rig.venue.fill(chosen, String(1 + dice(5)))
    else if (action === 8 && chosen !== undefined) rig.venue.cancel(chosen)
    else if (action === 9) rig.venue.deposit('USDT', String(1 + dice(50)), ['DEPOSIT', 'SUGAR', 'ODD'][dice(3)])
    else if (action === 10 && dice(3) === 0) toggle(rig)
    else if (action === 11 && dice(6) === 0) {
      await rig.crash()
      await rig.time.advance(dice(60_000))
      await rig.start()
      rig.up()
    }
    rig.venue.restDown = dice(20) === 0
    await rig.time.advance(dice(4) === 0 ? dice(3_000) : dice(60))
  }
  rig.venue.restDown = false
}

function toggle(rig: Rig): void {
  if (rig.isUp) rig.down()
  else rig.up()
}
