import { buildChannel, decodePush, encodePush, type DecodedPush, type PushBody } from '@spotdeck/wire'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { operationStarts } from '../hooks/hooks.ts'
import { createRestClient } from '../rest/create-rest-client.ts'
import { json, page, ScriptedRest } from '../testing/scripted-rest.ts'
import { settled } from '../testing/settled.ts'
import { virtualWorld } from '../testing/virtual-world.ts'
import { accountInformation, exchangeInfo, klines, openOrders, testOrder, tickerPrice, trades } from '@spotdeck/wire'
import { noteAnswerDrift } from './answer-drift.ts'
import type { Drift } from '../hooks/drift.ts'
import { DriftMonitor } from './drift-monitor.ts'
import { notePushDrift } from './push-drift.ts'

let heard: Drift[]
let monitor: DriftMonitor
beforeEach(() => {
  heard = []
  monitor = new DriftMonitor({ ...virtualWorld(), hooks: { drift: (drift) => void heard.push(drift) } })
})

const order = {
  ...{ symbol: 'MXUSDT', orderId: 'C02__1', orderListId: -1, clientOrderId: null, price: '2', origQty: '1' },
  ...{ executedQty: '0', cummulativeQuoteQty: '0', status: 'NEW', timeInForce: null, type: 'LIMIT', side: 'BUY' },
  ...{ stopPrice: null, time: 1, updateTime: null, isWorking: true, origQuoteOrderQty: null },
}

function seen(): readonly string[] {
  return monitor.seen.map(({ kind, where, path, found, count }) => `${kind} ${where} ${path} ${found ?? ''} x${count}`)
}

describe('the drift of REST answers', () => {
  it('is nothing for an answer as it is known', () => {
    noteAnswerDrift([order], openOrders.name, monitor)
    noteAnswerDrift([{ symbol: 'MXUSDT', price: '2' }], tickerPrice.name, monitor)
    noteAnswerDrift({ symbol: 'MXUSDT', price: '2' }, tickerPrice.name, monitor)
    noteAnswerDrift([[1, '1', '1', '1', '1', '1', 2, '3']], klines.name, monitor)
    noteAnswerDrift({}, testOrder.name, monitor)
    expect(seen()).toEqual([])
  })

  it('is a new field, a missing one, one of another kind, and an unknown value, each with its place', () => {
    const { isWorking: _gone, ...rest } = order
    noteAnswerDrift([order, { ...rest, status: 'FROZEN', time: '1', queue: 7 }], openOrders.name, monitor)
    expect(seen()).toEqual([
      'OTHER_KIND openOrders [].time text x1',
      'MISSING_FIELD openOrders [].isWorking  x1',
      'UNKNOWN_FIELD openOrders [].queue  x1',
      'UNKNOWN_VALUE openOrders status FROZEN x1',
    ])
  })

  it('sees a longer and a shorter row of a kline', () => {
    noteAnswerDrift([[1, '1', '1', '1', '1', '1', 2, '3', 'new']], klines.name, monitor)
    noteAnswerDrift([[1, '1', '1', '1', '1', '1', 2]], klines.name, monitor)
    expect(seen()).toEqual(['UNKNOWN_FIELD klines [][8]  x1', 'MISSING_FIELD klines [][7]  x1'])
  })

  it('counts what repeats, tells every time, and stays bounded', () => {
    for (let n = 0; n < 3; n++) noteAnswerDrift({ price: '2', symbol: 'X', extra: n }, tickerPrice.name, monitor)
    expect(heard.map(({ count }) => count)).toEqual([1, 2, 3])
    for (let n = 0; n < 2_000; n++)
      noteAnswerDrift({ price: '2', symbol: 'X', [`f${n}`]: n }, tickerPrice.name, monitor)
    expect(monitor.seen.length).toBeLessThan(600)
    expect(monitor.total).toBe(2_003)
  })

  it('never throws, whatever the answer', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom(openOrders.name, exchangeInfo.name, trades.name, klines.name),
        (value, name) => {
          noteAnswerDrift(value, name, monitor)
        },
      ),
    )
  })

  it('reaches the hook, and the answer reaches the caller unchanged', async () => {
    const world = { ...virtualWorld(), hooks: { drift: (drift: Drift) => void heard.push(drift) } }
    const host = new ScriptedRest(() => world.time.now())
    world.network.serve('mexc.example', { http: host.http })
    const rest = createRestClient({
      baseUrl: 'https://mexc.example',
      credentials: { apiKey: 'mx0key', secret: 'secret' },
      world,
    })
    host.on(
      'GET /api/v3/account',
      json({ balances: [{ asset: 'MX', free: '1', locked: '0', staked: '5' }], tier: 'gold' }),
    )
    const end = settled(rest.call(accountInformation, {}))
    await world.time.until(() => end.isDone)
    expect(end.result.value).toMatchObject({ tier: 'gold', balances: [{ staked: '5' }] })
    expect(heard).toContainEqual({ kind: 'UNKNOWN_FIELD', where: 'accountInformation', path: 'tier', count: 1 })
    expect(heard.map(({ path }) => path)).toContain('balances[].staked')
  })

  it('is not affected by an asynchronous hook that fails later', async () => {
    const logged: unknown[] = []
    const keep = (fields: unknown): void => void logged.push(fields)
    const later = (): never => Promise.reject(new RangeError('mine')) as never
    const hooks = { drift: later, operation: () => later }
    const log = { debug: keep, info: keep, warn: keep, error: keep }
    new DriftMonitor({ log, hooks }).note({ kind: 'UNKNOWN_FIELD', where: 'x', path: 'y' })
    operationStarts({ log, hooks }, { kind: 'request', name: 'x', attributes: {} })({ attributes: {} })
    await new Promise((resolve) => setImmediate(resolve))
    expect(logged.filter((fields) => JSON.stringify(fields) === '{"error":"RangeError"}')).toHaveLength(2)
  })

  it('is not affected by a hook that throws', async () => {
    const world = {
      ...virtualWorld(),
      hooks: {
        drift: () => {
          throw new Error('mine')
        },
        operation: () => {
          throw new Error('mine')
        },
      },
    }
    const host = new ScriptedRest(() => world.time.now())
    world.network.serve('mexc.example', { http: host.http })
    const rest = createRestClient({ baseUrl: 'https://mexc.example', world })
    host.on('GET /api/v3/ticker/price', json({ symbol: 'X', price: '1', more: 1 }))
    const end = settled(rest.call(tickerPrice, { symbol: 'X' }))
    await world.time.until(() => end.isDone)
    expect(end.result.value).toMatchObject({ price: '1' })
    host.on('GET /api/v3/ticker/price', page(403, 'no'))
    const refused = settled(rest.call(tickerPrice, {}))
    await world.time.until(() => refused.isDone)
    expect(refused.result.error).toMatchObject({ code: 'FIREWALL_BLOCKED' })
  })
})

describe('the drift of pushes', () => {
  const push = (body: PushBody): DecodedPush => ({ channel: 'spot@private.orders.v3.api.pb', body, unknown: [] })
  const deal = {
    ...{ price: '1', quantity: '1', amount: '1', isMaker: false, isSelfTrade: false, tradeId: '1' },
    ...{ clientOrderId: '', orderId: '1', feeAmount: '0', feeCurrency: 'MX', time: 1 },
  }

  it('is an unknown field, kept raw, by channel and number', () => {
    const channel = buildChannel({ kind: 'aggreDeals', symbol: 'MXUSDT', interval: '100ms' })
    const frame = encodePush({ channel, body: { kind: 'publicAggreDeals', value: { deals: [], eventType: '' } } })
    const decoded = decodePush(Uint8Array.of(...frame, 0x9a, 0x06, 0x01, 0x37))
    notePushDrift(decoded, monitor)
    expect(decoded.unknown).toHaveLength(1)
    expect(seen()).toEqual(['UNKNOWN_FIELD spot@public.aggre.deals.v3.api.pb #99  x1'])
  })

  it('is a body that the schema does not name', () => {
    notePushDrift(
      { ...push({ kind: 'unknown' }), unknown: [{ path: '', field: 399, bytes: Uint8Array.of(1) }] },
      monitor,
    )
    expect(seen()).toEqual(['UNKNOWN_BODY spot@private.orders.v3.api.pb #399  x1'])
  })

  it('is a number or a word that an enumeration did not have', () => {
    notePushDrift(push({ kind: 'privateDeals', value: { ...deal, tradeType: 3 } }), monitor)
    notePushDrift(push({ kind: 'privateDeals', value: { ...deal, tradeType: 1 } }), monitor)
    const account = {
      vcoinName: 'MX',
      coinId: '',
      balanceAmount: '1',
      balanceAmountChange: '1',
      frozenAmount: '0',
      frozenAmountChange: '0',
      time: 1,
    }
    notePushDrift(push({ kind: 'privateAccount', value: { ...account, type: 'AIRDROP' } }), monitor)
    notePushDrift(push({ kind: 'privateAccount', value: { ...account, type: 'DEPOSIT' } }), monitor)
    expect(seen()).toEqual([
      'UNKNOWN_VALUE spot@private.orders.v3.api.pb tradeType 3 x1',
      'UNKNOWN_VALUE spot@private.orders.v3.api.pb type AIRDROP x1',
    ])
  })
})
