/** An exchange that was taken over pushes and answers what no exchange can mean: none of it reaches the ledger. */

import type { PrivateAccount, PrivateDeals, PrivateOrders } from '@spotdeck/wire'
import { describe, expect, it } from 'vitest'
import { silentLog } from '@spotdeck/ports'
import { pushed } from '../testing/pushes.ts'
import type { Exchange } from '../exchange.ts'
import { readLists } from '../exchange/flow-lists.ts'

const balance: PrivateAccount = {
  ...{ vcoinName: 'MX', coinId: '', balanceAmount: '1', balanceAmountChange: '-1' },
  ...{ frozenAmount: '1', frozenAmountChange: '1', type: 'ENTRUST_PLACE', time: 1_000 },
}
const DAY = 86_400_000

describe('a push', () => {
  const isLost = (over: Partial<PrivateAccount>, sent = {}): boolean => {
    const { change, drift } = pushed({ kind: 'privateAccount', value: { ...balance, ...over } }, sent)
    expect(change === undefined).toBe(drift.some(({ lost }) => lost))
    return change === undefined
  }

  it('of a balance is lost, so that REST is read, where it is negative, 1e400, of __proto__ or of next year', () => {
    expect(isLost({})).toBe(false)
    const bad: readonly Partial<PrivateAccount>[] = [
      { balanceAmount: '-1' },
      { frozenAmount: '-0.1' },
      { balanceAmount: '1e400' },
      { balanceAmount: '9'.repeat(400) },
      { vcoinName: '__proto__' },
      { vcoinName: 'constructor' },
      { vcoinName: 'x'.repeat(65) },
      { time: 365 * DAY },
      { time: -5 },
    ]
    expect(bad.filter((over) => !isLost(over))).toEqual([])
    expect(isLost({}, { sendTime: 365 * DAY })).toBe(true)
    expect(isLost({}, { createTime: 365 * DAY })).toBe(true)
  })

  it('of an order or a deal is lost where its price is negative or its time is of next year; a fee may be a rebate', () => {
    const order: PrivateOrders = {
      ...{
        id: 'C02__1',
        clientId: '',
        price: '2',
        quantity: '1',
        amount: '2',
        avgPrice: '',
        orderType: 1,
        tradeType: 1,
      },
      ...{ isMaker: true, remainAmount: '', remainQuantity: '', lastDealQuantity: '', cumulativeQuantity: '0' },
      ...{ cumulativeAmount: '0', status: 1, createTime: 1_000 },
    }
    const deal: PrivateDeals = {
      ...{ price: '2', quantity: '1', amount: '2', tradeType: 1, isMaker: true, isSelfTrade: false, tradeId: 'x' },
      ...{ clientOrderId: '', orderId: 'C02__1', feeAmount: '-0.001', feeCurrency: 'USDT', time: 1_000 },
    }
    const orderOf = (over: Partial<PrivateOrders>) =>
      pushed({ kind: 'privateOrders', value: { ...order, ...over } }).change?.kind
    const dealOf = (over: Partial<PrivateDeals>) =>
      pushed({ kind: 'privateDeals', value: { ...deal, ...over } }).change?.kind
    expect([orderOf({}), dealOf({})]).toEqual(['order', 'deal'])
    expect([orderOf({ price: '-2' }), orderOf({ quantity: '-1' }), orderOf({ createTime: 365 * DAY })]).toEqual(
      Array.from({ length: 3 }),
    )
    const deals = [{ price: '-2' }, { quantity: '-1' }, { time: 365 * DAY }, { feeCurrency: '__proto__' }]
    expect(deals.map(dealOf)).toEqual(Array.from({ length: 4 }))
  })
})

describe('a list of flows', () => {
  const deposit = {
    ...{ coin: 'MX', network: 'X', amount: '3', insertTime: 1_000, unlockConfirm: '1', confirmTimes: '1' },
    ...{ txId: 'a', address: 'b', memo: '', status: 5 },
  }
  const none = { rows: [], complete: true }
  const listed = (over: Partial<typeof deposit>) => {
    const exchange: Partial<Exchange> = {
      now: () => 2_000,
      relearnClock: () => Promise.resolve(),
      deposits: () => Promise.resolve({ rows: [deposit, { ...deposit, txId: 'c', ...over }], complete: true }),
      withdrawals: () => Promise.resolve(none),
      transfers: () => Promise.resolve(none),
      mayHaveMovedOtherwise: () => Promise.resolve(false),
    }
    return readLists(exchange as Exchange, silentLog, 0)
  }

  it('is unreadable where a deposit is negative, of __proto__ or of next year, and its other rows are used', async () => {
    expect(await listed({})).toMatchObject({ rows: [{}, {}], lacks: [] })
    for (const over of [{ amount: '-3' }, { coin: '__proto__' }, { insertTime: 365 * DAY }]) {
      const { rows, lacks } = await listed(over)
      expect([rows.map(({ flow }) => flow.time), lacks]).toEqual([[1_000], ['LIST_UNREADABLE']])
    }
  })
})
