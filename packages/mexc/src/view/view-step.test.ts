/** Statements of a view about itself, one input after the other. */

import { decimal } from '@spotdeck/exact'
import type { DecodedPush, OrderAnswer, PrivateAccount, PrivateDeals } from '@spotdeck/wire'
import { expect, it } from 'vitest'
import { LAG_MS } from './view-balances.ts'
import { orderOfAnswer, valued } from './view-rows.ts'
import { startView, type ViewEffect, type ViewInput, type ViewState } from './view-state.ts'
import { statusOf, viewStep } from './view-step.ts'

const T = 1_790_300_000_000

/** A view that is stepped by hand; its clock is the last input's time. */
class Scene {
  state: ViewState = startView(0.5, T)
  readonly effects: ViewEffect[] = []
  /** Open orders of the next answers. */
  openOrders: readonly OrderAnswer[] = []
  readonly #step = viewStep({ most: 100, symbols: ['MXUSDT'] })

  send(input: ViewInput): void {
    const stepped = this.#step(this.state, input)
    this.state = stepped.state
    this.effects.push(...stepped.effects)
  }

  /** Answers the read under way. */
  read(t0: number, at = t0, free = '100'): void {
    const { openOrders } = this
    const read = { t0, balances: [valued('USDT', decimal(free), decimal('0'))], openOrders }
    this.send({ type: 'read', at, call: this.state.reading ?? -1, read })
  }

  /** Time at which the view is live. */
  live(): number {
    this.send({ type: 'ready', at: T, continuous: false })
    this.read(T, T + 10)
    this.send({ type: 'wake', at: T + LAG_MS })
    this.read(T + LAG_MS, T + LAG_MS + 10)
    expect(statusOf(this.state, T + LAG_MS + 10)).toBe('live')
    return T + LAG_MS + 10
  }
}

function push(free: number, change: number, time: number): DecodedPush {
  const value: PrivateAccount = {
    ...{ vcoinName: 'USDT', coinId: '', balanceAmount: String(free), balanceAmountChange: String(change) },
    ...{ frozenAmount: '0', frozenAmountChange: '0', type: 'ENTRUST', time },
  }
  return { channel: 'spot@private.account.v3.api.pb', body: { kind: 'privateAccount', value } } as DecodedPush
}

it('takes no answer as proof against a push that was missed after it had been asked for', () => {
  const scene = new Scene()
  const at = scene.live()
  scene.send({ type: 'push', at: at + 3_000, push: push(90, -10, at + 3_000) })
  scene.send({ type: 'wake', at: at + 4_000 })
  expect(scene.state.reading).toBeDefined()
  scene.send({ type: 'missed', at: at + 4_100 })
  scene.read(at + 4_000, at + 4_300, '90')
  expect(scene.state.doubtSince).toBe(at + 4_100)
  expect(statusOf(scene.state, at + 5_200)).toBe('reconciling')
  scene.send({ type: 'wake', at: at + 5_300 })
  scene.read(at + 5_300, at + 5_400, '90')
  expect(statusOf(scene.state, at + 5_400)).toBe('live')
})

it('keeps a bounded number of pushes that do not chain while REST does not answer', () => {
  const scene = new Scene()
  const at = scene.live()
  for (let n = 1; n <= 500; n++) scene.send({ type: 'push', at: at + n, push: push(1_000 + n, 1, at + n) })
  expect(scene.state.account.balances.get('USDT')?.waiting.length).toBeLessThanOrEqual(64)
  scene.send({ type: 'wake', at: at + 600 })
  expect(statusOf(scene.state, at + 2_000)).not.toBe('live')
})

it('names no symbol of a gap whose deals were not read, and states a gap for an order whose deals were not', () => {
  const scene = new Scene()
  const at = scene.live()
  scene.send({ type: 'ready', at: at + 60_000, continuous: false })
  const asked = scene.effects.flatMap((effect) => (effect.type === 'read-deals' ? [effect] : []))
  expect(scene.state.history.gaps.at(-1)?.symbols).toEqual(['MXUSDT'])
  for (const { symbol, from } of asked) scene.send({ type: 'deals-unread', at: at + 70_000, symbol, from })
  expect(scene.state.history.gaps).toMatchObject([{ to: at + 60_000, symbols: [] }])
  scene.send({ type: 'deals-unread', at: at + 80_000, symbol: 'MXUSDT', from: at + 65_000 })
  expect(scene.state.history.gaps.at(-1)).toEqual({ from: at + 65_000, to: at + 80_000, symbols: [] })
})

it.each([
  ['a balance that only REST had', (scene: Scene, at: number) => scene.read(at, at, '90')],
  ['a push that is missing', (scene: Scene, at: number) => scene.send({ type: 'missed', at, what: { asset: 'MX' } })],
])('states a gap since the last good read after %s, and reads its deals once REST cannot lag', (_what, lose) => {
  const scene = new Scene()
  const at = scene.live()
  const from = T
  const lostAt = at + 30_000
  scene.send({ type: 'wake', at: lostAt })
  lose(scene, lostAt)
  // REST showed it twice, so that it is no answer that lags.
  for (let later = 2_000; scene.state.history.lost === undefined && later < 8_000; later += 2_000) {
    scene.send({ type: 'wake', at: lostAt + later })
    scene.read(lostAt + later, lostAt + later, '90')
  }
  const { to = 0, readAt = 0 } = scene.state.history.lost ?? {}
  expect(to).toBeGreaterThanOrEqual(lostAt)
  expect(readAt).toBe(to + LAG_MS)
  scene.effects.length = 0
  scene.send({ type: 'wake', at: readAt })
  expect(scene.effects).toContainEqual({ type: 'read-deals', symbol: 'MXUSDT', from: from - LAG_MS })
  expect(scene.state.history).toMatchObject({ lost: undefined, gaps: [{ from, to, symbols: ['MXUSDT'] }] })
})

it('reads over REST what a push says in text that is no number, and shows it not as zero', () => {
  const scene = new Scene()
  const at = scene.live()
  const deal = { tradeId: 't', orderId: '7', tradeType: 1, price: '2', quantity: '1', feeAmount: 'abc' }
  const value = { ...deal, feeCurrency: 'MX', amount: '2', clientOrderId: '', isMaker: true, time: at } as PrivateDeals
  const push = { channel: '', symbol: 'MXUSDT', unknown: [], body: { kind: 'privateDeals', value } } as DecodedPush
  scene.send({ type: 'push', at, push })
  expect([...scene.state.account.orders.deals.values()]).toEqual([])
  scene.send({ type: 'wake', at: at + 2 * LAG_MS })
  expect(scene.effects).toContainEqual(expect.objectContaining({ type: 'read-deals', symbol: 'MXUSDT' }))
})

it('reads the executed amount of an order under either name, and takes none for zero that is not said', () => {
  const answer = {
    ...{ symbol: 'MXUSDT', orderId: '7', clientOrderId: 'mine', side: 'BUY', type: 'LIMIT', time: T },
    ...{ price: '2.5', origQty: '4', executedQty: '3', status: 'PARTIALLY_FILLED' },
  } as OrderAnswer
  const amountOf = (amounts: Partial<OrderAnswer>) => orderOfAnswer({ ...answer, ...amounts })?.executedQuoteQuantity
  expect(amountOf({ cumulativeQuoteQty: '7.5' })).toBe('7.5')
  expect(amountOf({ cummulativeQuoteQty: '7.5' })).toBe('7.5')
  expect(orderOfAnswer(answer)).toBeUndefined()
  expect(orderOfAnswer({ ...answer, executedQty: '0' })?.executedQuoteQuantity).toBe('0')
})

it('tells of an open order that MEXC knows no longer', () => {
  const scene = new Scene()
  const order = {
    ...{ symbol: 'MXUSDT', orderId: '7', clientOrderId: 'mine', side: 'BUY', type: 'LIMIT', status: 'NEW', time: T },
    ...{ price: '2', origQty: '4', executedQty: '0', cummulativeQuoteQty: '0' },
  } as OrderAnswer
  scene.send({ type: 'ready', at: T, continuous: false })
  scene.openOrders = [order]
  scene.read(T, T + 10)
  scene.openOrders = []
  expect([...scene.state.account.orders.open.keys()]).toEqual(['7'])
  scene.send({ type: 'wake', at: T + LAG_MS })
  scene.read(T + LAG_MS, T + LAG_MS + 10)
  scene.effects.length = 0
  scene.send({ type: 'looked-up', at: T + 2 * LAG_MS, orderId: '7', order: undefined })
  expect(scene.state.account.orders.open.size).toBe(0)
  expect(scene.effects[0]).toMatchObject({ change: { type: 'order', order: { orderId: '7', status: 'UNKNOWN' } } })
})
