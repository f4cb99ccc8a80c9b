import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { audiences, orderStatuses, orderTypes, sides, statusCodes, streamStates } from '../codes.ts'
import type { DealData, OrderData } from '../data.ts'
import { type DurableEnvelope, type MarketEnvelope, type SampledEnvelope, durableEnvelope } from '../envelope.ts'
import { isDurableTopic } from '../topics.ts'
import { type View, canSubscribe, mask, maskEnvelope } from './mask.ts'
import { audienceTable } from './table.ts'

/** Distinct from every id below by its alphabet. */
const maskId = (id: string): string => `#${id.length.toString().padStart(11, '#')}`

const amount = fc.tuple(fc.nat(1_000_000), fc.integer({ min: 1, max: 9 })).map(([whole, tenth]) => `${whole}.${tenth}`)
const id = fc.stringMatching(/^ID[A-Z]{6,20}$/)
const clientId = fc.stringMatching(/^CLIENT[a-z]{6,20}$/)
const secretText = fc.stringMatching(/^EXCHANGE SAYS [a-z]{6,20}$/)
const time = fc.integer({ min: 1.7e12, max: 1.8e12 })

const order: fc.Arbitrary<OrderData> = fc.record({
  orderId: id,
  clientOrderId: clientId,
  symbol: fc.constantFrom('MXUSDT', 'BTCUSDT'),
  side: fc.constantFrom(...sides),
  type: fc.constantFrom(...orderTypes),
  status: fc.constantFrom(...orderStatuses),
  price: amount,
  quantity: amount,
  executedQuantity: amount,
  remainingQuantity: amount,
  quoteQuantity: amount,
  executedQuoteQuantity: amount,
  createdAt: time,
  updatedAt: time,
})
const deal: fc.Arbitrary<DealData> = fc.record({
  tradeId: id,
  orderId: id,
  clientOrderId: clientId,
  symbol: fc.constantFrom('MXUSDT', 'BTCUSDT'),
  side: fc.constantFrom(...sides),
  price: amount,
  quantity: amount,
  quoteQuantity: amount,
  fee: amount,
  feeAsset: fc.constant('MX'),
  isMaker: fc.boolean(),
  isSelfTrade: fc.boolean(),
  time,
})
const base = { account: 'main', epoch: 'abcdef0123456789', source: 'stream' } as const
const envelope: fc.Arbitrary<DurableEnvelope> = fc.oneof(
  fc
    .record({ data: order, seq: fc.nat(), time })
    .map((given) => ({ ...base, topic: 'orders' as const, type: 'order.updated' as const, ...given })),
  fc
    .record({ data: deal, seq: fc.nat(), time })
    .map((given) => ({ ...base, topic: 'deals' as const, type: 'deal.added' as const, ...given })),
  fc
    .record({ data: deal, seq: fc.nat(), time })
    .map(({ data: { tradeId, orderId, symbol, side, time: at }, ...given }) => ({
      ...base,
      topic: 'deals' as const,
      type: 'deal.dropped' as const,
      data: { tradeId, orderId, symbol, side, time: at },
      ...given,
    })),
  fc
    .record({
      state: fc.constantFrom(...streamStates),
      code: fc.constantFrom(...statusCodes),
      detail: secretText,
      seq: fc.nat(),
      since: time,
    })
    .map(({ state, code, detail, seq, since }) => ({
      ...base,
      topic: 'status' as const,
      type: 'status.changed' as const,
      seq,
      time: since,
      data: { state, code, since, params: { detail, assets: detail, symbols: detail, retryInMs: 1_000 } },
    })),
)

function secretsOf(event: DurableEnvelope): string[] {
  if (event.topic === 'orders') return [event.data.orderId, event.data.clientOrderId ?? '']
  if (event.type === 'deal.dropped') return [event.data.tradeId, event.data.orderId]
  if (event.type === 'deal.added') return [event.data.tradeId, event.data.orderId, event.data.clientOrderId ?? '']
  return event.topic === 'status' ? [String(event.data.params['detail'])] : []
}

describe('mask', () => {
  it('never lets the value of a masked field through to a viewer', () => {
    fc.assert(
      fc.property(envelope, (event) => {
        const text = JSON.stringify(maskEnvelope(event, { audience: 'viewer', maskId }))
        for (const secret of secretsOf(event)) expect(text).not.toContain(secret)
      }),
    )
  })

  it('shows the public nothing of an account but shares and fractions', () => {
    fc.assert(fc.property(envelope, (event) => maskEnvelope(event, { audience: 'public', maskId }) === undefined))
    expect(canSubscribe('orders', 'public')).toBe(false)
    expect(canSubscribe('ticker', 'public')).toBe(true)
    const seen = Object.entries(audienceTable).flatMap(([name, lines]) =>
      Object.entries(lines).flatMap(([field, line]) => (line.public === 'hide' ? [] : [`${name}.${field}`])),
    )
    expect(seen).toEqual([
      'allocation.time',
      'allocation.items',
      'share.asset',
      'share.share',
      'performance.from',
      'performance.to',
      'performance.since',
      'performance.unknownMs',
      'performance.repairing',
      'performance.timeWeightedReturn',
      'performance.maxDrawdown',
      'performance.drawdown',
      'performance.winRate',
      'performance.bestDay',
      'performance.worstDay',
      'performance.days',
      'dayReturn.day',
      'dayReturn.return',
      'dayResult.day',
      'dayResult.time',
      'dayResult.return',
      'dayResult.total',
      'dayResult.drawdown',
    ])
  })

  it('shows the owner every field; each masked envelope is valid', () => {
    fc.assert(
      fc.property(envelope, (event) => {
        expect(maskEnvelope(event, { audience: 'owner', maskId })).toEqual(event)
        expect(durableEnvelope.safeParse(maskEnvelope(event, { audience: 'viewer', maskId })).success).toBe(true)
      }),
    )
  })

  it('tells the owner alone which symbols coverage is missing', () => {
    const window = { kind: 'orders', from: 1, to: 2, state: 'unknown', symbols: ['MXUSDT'] }
    const { symbols: _, ...rest } = window
    expect(mask('coverage', window, { audience: 'owner', maskId })).toEqual(window)
    expect(mask('coverage', window, { audience: 'viewer', maskId })).toEqual(rest)
  })

  it('drops a field that has no line in the table, for every audience', () => {
    for (const audience of audiences) {
      const left = mask('assets', { asset: 'MX', free: '1', coinId: 'SECRET', userId: 7 }, { audience, maskId })
      expect(JSON.stringify(left)).not.toMatch(/SECRET|userId/)
    }
  })

  it('gives the same id the same mask in orders and in deals, so that they still join', () => {
    const left = mask('orders', { orderId: 'C02__1' }, { audience: 'viewer', maskId })
    const right = mask('deals', { orderId: 'C02__1' }, { audience: 'viewer', maskId })
    expect(left?.['orderId']).toBe(right?.['orderId'])
  })

  it('masks nested objects of a snapshot by the table of their kind', () => {
    const value = { account: 'main', openOrders: [{ orderId: 'C02__1', clientOrderId: 'mine', symbol: 'MXUSDT' }] }
    expect(mask('snapshot', value, { audience: 'viewer', maskId: () => 'abcdefghijkl' })).toEqual({
      account: 'main',
      openOrders: [{ orderId: 'abcdefghijkl', symbol: 'MXUSDT' }],
    })
  })

  it('hides every object that names a hidden asset or symbol, and the name in lists', () => {
    const leavesOut = (kind: 'asset' | 'symbol', name: string): boolean => name === (kind === 'asset' ? 'MX' : 'MXUSDT')
    const view = { audience: 'viewer', maskId, leavesOut } as const
    fc.assert(
      fc.property(envelope, (event) => {
        const text = JSON.stringify(maskEnvelope(event, view)) ?? ''
        expect(text).not.toMatch(/"MX"|MXUSDT/)
        const names = event.topic === 'orders' || event.topic === 'deals' ? event.data.symbol : ''
        if (names === 'MXUSDT') expect(text).toBe('')
      }),
    )
    expect(mask('assets', { asset: 'MX', free: '1' }, view)).toBeUndefined()
    expect(
      mask('allocation', { unpriced: ['MX', 'BTC'], items: [{ asset: 'MX', share: '1' }, { asset: 'BTC' }] }, view),
    ).toEqual({ unpriced: ['BTC'], items: [{ asset: 'BTC' }] })
  })

  it('gives no sums to audiences with hidden assets, since they include them', () => {
    const view = { audience: 'viewer', maskId, leavesOut: () => false } as const
    const sums = ['equity', 'equityPoint', 'performance', 'dealsSummary', 'fees', 'volume', 'pnl', 'breakdown'] as const
    for (const table of [...sums, 'flowsSummary'] as const) {
      expect([table, mask(table, { total: '1', time: 1 }, view)]).toEqual([table, undefined])
    }
    expect(mask('fees', { total: '1' }, { audience: 'viewer', maskId })).toEqual({ total: '1' })
  })

  it('lets only the owner follow warnings, and everybody the market', () => {
    expect(audiences.map((audience) => canSubscribe('warnings', audience))).toEqual(
      audiences.map((one) => one === 'owner'),
    )
    expect(audiences.map((audience) => canSubscribe('book', audience))).toEqual(audiences.map(() => true))
    expect(audiences.map((audience) => canSubscribe('equity', audience))).toEqual(
      audiences.map((one) => one !== 'public'),
    )
    const warned: SampledEnvelope = {
      account: 'main',
      topic: 'warnings',
      type: 'warnings.changed',
      time: 1,
      data: { items: [], key: [] },
    }
    expect(maskEnvelope(warned, { audience: 'viewer', maskId })).toBeUndefined()
    expect(maskEnvelope(warned, { audience: 'owner', maskId })).toEqual(warned)
    expect(isDurableTopic(warned.topic)).toBe(false)
  })

  it('passes market values on as they are', () => {
    const data = { symbol: 'MXUSDT', trades: [], dropped: 0 }
    const trades: MarketEnvelope = { topic: 'trades', type: 'trades.added', time: 1, data }
    const leavesOut = (): boolean => true
    for (const audience of audiences) expect(maskEnvelope(trades, { audience, maskId, leavesOut })).toBe(trades)
    expect(isDurableTopic(trades.topic)).toBe(false)
  })

  it('numbers only stored events', () => {
    fc.assert(fc.property(envelope, ({ topic }) => isDurableTopic(topic)))
  })

  it('keeps of a status what its sentence names', () => {
    const viewer: View = { audience: 'viewer', maskId }
    const params = { retryInMs: 1_000, detail: 'SECRET', assets: 'MX', other: 7 }
    const seen = (code: unknown, given: unknown = params) =>
      mask('status', { state: 'offline', code, params: given }, viewer)?.['params']
    expect(seen('SOCKET_CLOSED')).toEqual({ retryInMs: 1_000 })
    expect(seen('LIVE')).toEqual({})
    expect(seen('NO_SUCH_CODE')).toEqual({})
    expect(seen(7)).toEqual({})
    for (const given of ['text', 7, null]) expect(seen('SOCKET_CLOSED', given)).toEqual({})
  })

  it('drops rows of reports by asset and by market alike', () => {
    const row = (key: string) =>
      mask('pnlRow', { key, realized: '1' }, { audience: 'viewer', maskId, leavesOut: (_, name) => name === 'MX' })
    expect([row('MX'), row('BTC')]).toEqual([undefined, { key: 'BTC', realized: '1' }])
    const market = (kind: string) =>
      mask('pnlRow', { key: 'MXUSDT' }, { audience: 'viewer', maskId, leavesOut: (one) => one === kind })
    expect([market('asset'), market('symbol')]).toEqual([undefined, undefined])
    const order = (kind: string) =>
      mask('orders', { symbol: 'MXUSDT' }, { audience: 'viewer', maskId, leavesOut: (one) => one === kind })
    expect([order('asset'), order('symbol')]).toEqual([{ symbol: 'MXUSDT' }, undefined])
  })

  it('hides nothing for a text that merely reads like a hidden name', () => {
    const leavesOut = (_: string, name: string): boolean => name === 'MX'
    const called = { id: 'MX', label: 'MX' }
    expect(mask('account', called, { audience: 'viewer', maskId, leavesOut })).toEqual(called)
  })

  it('drops an object by a name that the audience would not have seen', () => {
    const leavesOut = (_: string, name: string): boolean => name === 'MX'
    expect(mask('movement', { asset: 'MX', time: 1 }, { audience: 'public', maskId, leavesOut })).toBeUndefined()
    expect(mask('movement', { asset: 'BTC', time: 1 }, { audience: 'public', maskId, leavesOut })).toEqual({})
  })

  it('leaves what is no object of its kind out of nested places', () => {
    const view: View = { audience: 'viewer', maskId }
    expect(
      mask('performance', { bestDay: null, worstDay: 7, days: ['x', null, { day: '2026-01-31', extra: 1 }] }, view),
    ).toEqual({
      bestDay: null,
      worstDay: null,
      days: [{ day: '2026-01-31' }],
    })
    const leavesOut = (): boolean => true
    expect(mask('audits', { items: [{ asset: 'MX' }, { seq: 1 }] }, { ...view, leavesOut })).toEqual({
      items: [{ seq: 1 }],
    })
    expect(mask('allocation', { unpriced: ['MX', 7], items: [] }, { ...view, leavesOut })).toEqual({
      unpriced: [7],
      items: [],
    })
    expect(mask('allocation', { unpriced: ['MX', 7] }, view)).toEqual({ unpriced: ['MX', 7] })
  })

  it('masks only text as an id', () => {
    expect(mask('orders', { orderId: 12_345 }, { audience: 'viewer', maskId })?.['orderId']).toBeUndefined()
    expect(mask('orders', { orderId: 'C02' }, { audience: 'viewer', maskId })).toEqual({ orderId: maskId('C02') })
  })
})
