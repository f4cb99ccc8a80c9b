import { isOver } from '@spotdeck/ledger'
import type { MyTradeAnswer } from '@spotdeck/wire'
import { expect, it } from 'vitest'
import { Rig } from '../../testing/rig.ts'
import { differences, startedRig } from '../../testing/truth.ts'
import { isWrong, watched } from '../../testing/wrong-while-live.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const LIMIT = 3 * SECOND

const started = (): Promise<Rig> => startedRig(new Rig())
/** Loses the pushes of one kind. */
const without =
  (kind: string, share = () => true) =>
  ({ body }: { readonly body: { readonly kind: string } }): readonly number[] =>
    body.kind === kind && share() ? [] : [0]

/** Buys and sells back, so that the account can go on for ever. */
function trader(rig: Rig): () => void {
  let turn = 0
  return () => {
    const side = turn++ % 2 === 0 ? 'BUY' : 'SELL'
    rig.venue.fill(rig.venue.place('MXUSDT', side, '2', '3') ?? '', '3')
  }
}

it('a silent account channel is noticed by the deals of the others, and the stream is replaced', async () => {
  const rig = await started()
  rig.fate = without('privateAccount')
  const wrong = await watched(rig, 5 * MINUTE, trader(rig), 5 * SECOND)
  expect(wrong.longest).toBeLessThanOrEqual(LIMIT)
  expect(rig.distrusted).toBeGreaterThan(0)
  rig.fate = () => [0]
  await rig.time.advance(15 * SECOND)
  expect({ wrong: isWrong(rig), state: rig.state.status.state }).toEqual({ wrong: false, state: 'live' })
})

it('one lost balance push of an account that trades is found by its deal', async () => {
  const rig = await started()
  const id = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
  const other = rig.venue.place('ETHUSDT', 'BUY', '1', '100') ?? ''
  await rig.time.advance(5 * SECOND)
  rig.fate = ({ body }) => (body.kind === 'privateAccount' && body.value.vcoinName === 'MX' ? [] : [0])
  rig.venue.fill(id, '4')
  rig.fate = () => [0]
  const wrong = await watched(rig, 2 * MINUTE, () => rig.venue.fill(other, '1'), 7 * SECOND)
  expect({ isShort: wrong.longest <= LIMIT, wrong: isWrong(rig) }).toEqual({ isShort: true, wrong: false })
})

it('an order placed elsewhere is found by what is locked, though the orders channel is silent', async () => {
  const rig = await started()
  rig.fate = without('privateOrders')
  await rig.time.advance(10 * SECOND)
  rig.venue.place('ETHUSDT', 'BUY', '1', '10')
  const wrong = await watched(rig, MINUTE)
  expect({ isFound: wrong.longest <= LIMIT, wrong: isWrong(rig) }).toEqual({ isFound: true, wrong: false })
})

it('a transfer whose settlement time is minutes older than its push is never taken back by a lagging read', async () => {
  const rig = new Rig()
  await startedRig(rig)
  rig.venue.lagMs.balances = 1_500
  const { deliver } = rig.venue
  rig.venue.deliver = (push) => {
    const { body } = push
    if (body.kind !== 'privateAccount') return deliver(push)
    deliver({ ...push, body: { ...body, value: { ...body.value, time: body.value.time - 124_000 } } })
  }
  rig.venue.deposit('USDT', '500', 'CONTRACT_TRANSFER')
  await rig.time.advance(200)
  rig.undecodable()
  expect((await watched(rig, MINUTE)).total).toBe(0)
  const steps = rig.published.flatMap((event) =>
    event.type === 'asset.changed' && event.change.asset === 'USDT' ? [event.change.free] : [],
  )
  expect(steps.slice(-1)).toEqual(['1500'])
})

it('after a gap the account is not live before REST tells of it, however late', async () => {
  const rig = new Rig()
  rig.venue.lagMs.balances = 8_000
  await startedRig(rig)
  rig.down()
  rig.venue.deposit('USDT', '5')
  await rig.time.advance(500)
  rig.up()
  const wrong = await watched(rig, MINUTE)
  expect({ total: wrong.total, wrong: isWrong(rig), state: rig.state.status.state }).toEqual({
    total: 0,
    wrong: false,
    state: 'live',
  })
})

it('an answer without a single balance is read again before it is believed', async () => {
  const rig = new Rig()
  let empty = 0
  rig.rewire((real) => ({ balances: () => (empty-- > 0 ? real.balances().then(() => []) : real.balances()) }))
  await startedRig(rig)
  empty = 2
  rig.undecodable()
  expect((await watched(rig, MINUTE)).total).toBe(0)
  rig.down()
  empty = 2
  rig.up()
  expect((await watched(rig, MINUTE)).total).toBe(0)
  expect(rig.published.some((event) => event.type === 'asset.changed' && event.change.free === '0')).toBe(false)
})

it('answers without a balance are not believed however often they come, and the account is not live meanwhile', async () => {
  const rig = new Rig()
  let isEmpty = false
  rig.rewire((real) => ({ balances: () => real.balances().then((rows) => (isEmpty ? [] : rows)) }))
  await startedRig(rig)
  isEmpty = true
  await rig.time.advance(15 * SECOND)
  expect(rig.state.status.state).not.toBe('live')
  expect((await watched(rig, 2 * MINUTE)).live).toBe(0)
  expect(rig.published.some((event) => event.type === 'asset.changed' && event.change.free === '0')).toBe(false)
  isEmpty = false
  await rig.time.advance(15 * SECOND)
  expect({ wrong: isWrong(rig), state: rig.state.status.state }).toEqual({ wrong: false, state: 'live' })
})

it('private pushes that stop while the heartbeat goes on and REST is silent end live within ten seconds', async () => {
  const rig = await started()
  rig.beats = true
  await rig.time.advance(20 * SECOND)
  rig.fate = () => []
  rig.venue.restDown = true
  rig.venue.deposit('USDT', '5')
  expect((await watched(rig, MINUTE)).longest).toBeLessThanOrEqual(10 * SECOND)
  expect(rig.state.status.state).toBe('stale')
})

it('a difference ends live at once, though the exchange is slow to tell its clock', async () => {
  const rig = new Rig()
  let slowMs = 0
  rig.rewire((real) => ({
    relearnClock: async () => {
      await new Promise<void>((resolve) => void rig.time.after(slowMs, resolve))
      return real.relearnClock()
    },
  }))
  await startedRig(rig)
  rig.venue.deposit('USDT', '5')
  await rig.time.advance(10 * SECOND)
  slowMs = 2_500
  rig.fate = () => []
  rig.venue.place('MXUSDT', 'BUY', '2', '10')
  expect((await watched(rig, MINUTE)).longest).toBeLessThanOrEqual(LIMIT)
})

it('pushes made a few milliseconds out of order are taken as long as their changes chain', async () => {
  const rig = await started()
  const { deliver } = rig.venue
  let count = 0
  rig.venue.deliver = (push) => deliver({ ...push, createTime: (push.createTime ?? 0) - (count++ % 2) * 3 })
  const wrong = await watched(
    rig,
    2 * MINUTE,
    () => {
      rig.venue.deposit('USDT', '1')
      rig.venue.deposit('USDT', '2')
    },
    200,
  )
  expect({ isLive: wrong.live > 0.98 * 2 * MINUTE, total: wrong.total }).toEqual({ isLive: true, total: 0 })
})

it('fills of a downtime are found although the clock was an hour ahead at the clean stop', async () => {
  const rig = await started()
  await rig.time.advance(10 * MINUTE)
  rig.venue.clockOffMs = 60 * MINUTE
  await rig.time.advance(500)
  const closing = rig.follower?.close()
  await rig.time.advance(SECOND)
  await closing
  await rig.time.advance(MINUTE)
  rig.venue.fill(rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? '', '10')
  await rig.time.advance(20 * MINUTE)
  rig.venue.clockOffMs = 0
  await rig.start()
  rig.up()
  await rig.live()
  await rig.time.advance(MINUTE)
  expect(await differences(rig)).toEqual([])
})

it('an order of a delisted symbol is ended by its absence from open orders', async () => {
  const rig = new Rig()
  rig.rewire((real) => ({
    order: (symbol, id) => (rig.venue.refused.has(symbol) ? Promise.resolve(undefined) : real.order(symbol, id)),
  }))
  await startedRig(rig)
  const id = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
  await rig.time.advance(5 * MINUTE)
  rig.fate = without('privateOrders')
  rig.venue.refused.add('MXUSDT')
  rig.venue.cancel(id)
  rig.fate = () => [0]
  await rig.time.advance(10 * SECOND)
  const order = rig.state.orders.get(id)?.order
  expect(order === undefined || isOver(order)).toBe(true)
})

it('socket and REST silent together are stale within ten seconds', async () => {
  const rig = await started()
  trader(rig)()
  await rig.time.advance(SECOND)
  rig.rewire(() => ({ balances: (leaves) => (leaves?.(), new Promise(() => undefined)) }))
  rig.stalled = true
  rig.venue.restDown = true
  rig.venue.deposit('USDT', '5')
  await rig.time.advance(10 * SECOND)
  expect(rig.state.status.state).toBe('stale')
})

it('a deposit whose push is repeated after many other changes is booked once', async () => {
  const rig = await started()
  const { deliver } = rig.venue
  let repeat = (): void => undefined
  rig.venue.deliver = (push) => {
    repeat = () => deliver(push)
    deliver(push)
  }
  rig.venue.deposit('USDT', '25')
  rig.venue.deliver = deliver
  for (let count = 0; count < 70; count++) {
    rig.venue.deposit('USDT', count % 2 === 0 ? '1' : '-1')
    await rig.time.advance(100)
  }
  const before = rig.state.netDeposits
  repeat()
  await rig.time.advance(20 * SECOND)
  expect(rig.state.netDeposits).toBe(before)
  expect(await differences(rig)).toEqual([])
})

it('a deal is one deal, whatever its id and its fee look like over REST', async () => {
  const rig = new Rig()
  const renamed = (row: MyTradeAnswer): MyTradeAnswer => ({
    ...row,
    id: `9${row.id.slice(1)}`,
    commission: `${row.commission}000`,
    commissionAsset: '',
  })
  rig.rewire((real) => ({
    trades: async (...query) => {
      const { rows, complete } = await real.trades(...query)
      return { rows: rows.map(renamed), complete }
    },
    tradesOf: async (...query) => ({ rows: (await real.tradesOf(...query)).rows.map(renamed) }),
  }))
  await startedRig(rig)
  const id = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
  rig.venue.fill(id, '4')
  await rig.time.advance(5 * SECOND)
  rig.down()
  rig.venue.fill(id, '5')
  await rig.time.advance(SECOND)
  rig.up()
  await rig.live()
  await rig.time.advance(MINUTE)
  expect((await rig.store.deals({ limit: 9 })).map(({ quantity }) => quantity).sort()).toEqual(['4', '5'])
  expect(rig.follower?.health.drift).toBe(0)
})

it('order pushes lost now and then are found by what is locked while the account trades', async () => {
  const rig = await started()
  let [dropped, count] = [0, 0]
  rig.fate = without('privateOrders', () => dropped++ % 5 === 4)
  const ids: string[] = []
  const act = (): void => {
    const id = rig.venue.place('ETHUSDT', 'BUY', String(1 + (count++ % 11)), '2')
    if (id !== undefined) ids.push(id)
    if (ids.length > 3) rig.venue.cancel(ids.shift() ?? '')
  }
  const during = await watched(rig, 2 * MINUTE, act, 1_300)
  expect(during.longest).toBeLessThanOrEqual(LIMIT)
  rig.fate = () => [0]
  await rig.time.advance(15 * SECOND)
  expect({ wrong: isWrong(rig), state: rig.state.status.state }).toEqual({ wrong: false, state: 'live' })
})

it.each([1_000, 1_700])(
  'a stalled stream is found while the account trades every %i ms',
  async (everyMs) => {
    const rig = await started()
    const act = trader(rig)
    await watched(rig, 10 * SECOND, act, everyMs)
    rig.fate = () => []
    const during = await watched(rig, 2 * MINUTE, act, everyMs)
    expect(during.longest).toBeLessThanOrEqual(LIMIT)
    expect(rig.distrusted).toBeGreaterThan(0)
    rig.fate = () => [0]
    await watched(rig, 15 * SECOND, act, everyMs)
    await rig.time.advance(SECOND)
    expect({ wrong: isWrong(rig), state: rig.state.status.state }).toEqual({ wrong: false, state: 'live' })
  },
  120_000,
)

it.each([1, 2, 3, 4, 5, 6])(
  'is right again within 15 s after account reads stopped failing (seed %i)',
  async (seed) => {
    const rig = new Rig(seed)
    let failing = false
    rig.rewire((real) => ({
      balances: async () => {
        const answer = await real.balances()
        if (failing) throw Object.assign(new Error('504'), { code: 'EXCHANGE_UNAVAILABLE' })
        return answer
      },
    }))
    await startedRig(rig)
    failing = true
    rig.down()
    rig.venue.deposit('USDT', '5')
    await rig.time.advance(SECOND)
    rig.venue.clockOffMs = 5_000
    rig.up()
    expect((await watched(rig, 90 * SECOND)).total).toBe(0)
    failing = false
    await rig.proven(15 * SECOND)
    expect(isWrong(rig)).toBe(false)
    await rig.live()
  },
)
