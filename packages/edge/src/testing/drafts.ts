/** Events for tests, each recognisable by a running number. */

import type { EquityData } from '@spotdeck/api'
import type { EventDraft } from './fake-desk.ts'

const TIME = Date.UTC(2026, 0, 1)

export function orderDraft(n: number, symbol = 'MXUSDT'): EventDraft {
  return {
    topic: 'orders',
    type: 'order.updated',
    source: 'stream',
    time: TIME + n,
    data: {
      orderId: `C02__${n}`,
      clientOrderId: `client-${n}`,
      symbol,
      side: n % 2 === 0 ? 'BUY' : 'SELL',
      type: 'LIMIT',
      status: n % 3 === 0 ? 'FILLED' : 'NEW',
      price: '2.49',
      quantity: '10',
      executedQuantity: '0',
      remainingQuantity: '10',
      quoteQuantity: '24.9',
      executedQuoteQuantity: '0',
      createdAt: TIME + n,
      updatedAt: TIME + n,
    },
  }
}

export function dealDraft(n: number, symbol = 'MXUSDT'): EventDraft {
  return {
    topic: 'deals',
    type: 'deal.added',
    source: 'stream',
    time: TIME + n,
    data: {
      tradeId: `${n}X1`,
      orderId: `C02__${n}`,
      clientOrderId: `client-${n}`,
      symbol,
      side: 'BUY',
      price: '2.49',
      quantity: '10',
      quoteQuantity: '24.9',
      fee: '0.01',
      feeAsset: 'USDT',
      isMaker: true,
      isSelfTrade: false,
      time: TIME + n,
    },
  }
}

/** The deal of `dealDraft(n)`, taken back. */
export function droppedDraft(n: number, symbol = 'MXUSDT'): EventDraft {
  const data = { tradeId: `${n}X1`, orderId: `C02__${n}`, symbol, side: 'BUY', time: TIME + n } as const
  return { topic: 'deals', type: 'deal.dropped', source: 'inferred', time: TIME + n, data }
}

export function assetDraft(n: number, asset = 'USDT'): EventDraft {
  return {
    topic: 'assets',
    type: 'asset.changed',
    source: 'stream',
    time: TIME + n,
    data: {
      asset,
      free: String(n),
      locked: '0',
      total: String(n),
      freeChange: '1',
      lockedChange: '0',
      reason: 'ENTRUST',
      time: TIME + n,
    },
  }
}

export function statusDraft(n: number): EventDraft {
  return {
    topic: 'status',
    type: 'status.changed',
    source: 'inferred',
    time: TIME + n,
    data: {
      state: n % 2 === 0 ? 'live' : 'degraded',
      code: n % 2 === 0 ? 'LIVE' : 'SOCKET_CLOSED',
      params: n % 2 === 0 ? {} : { retryInMs: 1_000, detail: 'said by the exchange' },
      since: TIME + n,
    },
  }
}

export function equityOf(time: number, total: string, netDeposits = '0'): EquityData {
  return {
    time,
    total,
    free: total,
    locked: '0',
    unit: 'USDT',
    netDeposits,
    netUnexplained: '0',
    realizedPnl: '0',
    unrealizedPnl: '0',
    byAsset: [],
    unpriced: [],
  }
}
