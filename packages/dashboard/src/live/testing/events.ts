/** Events and snapshots for tests, with only what matters spelled out. */

import type {
  AccountWarnings,
  AssetData,
  DealData,
  DurableEnvelope,
  EquityData,
  HealthData,
  OrderData,
  SampledEnvelope,
  Snapshot,
  StatusData,
} from '@spotdeck/api'

export const EPOCH = 'aaaaaaaa'

export const assetOf = (asset: string, free: string, locked = '0'): AssetData => ({
  asset,
  free,
  locked,
  total: free,
  reason: 'ENTRUST',
  time: 1,
})

export const orderOf = (orderId: string, change: Partial<OrderData> = {}): OrderData => ({
  orderId,
  symbol: 'MXUSDT',
  side: 'BUY',
  type: 'LIMIT',
  status: 'NEW',
  price: '2',
  quantity: '10',
  executedQuantity: '0',
  remainingQuantity: '10',
  quoteQuantity: '20',
  executedQuoteQuantity: '0',
  createdAt: 1,
  updatedAt: 1,
  ...change,
})

export const dealOf = (tradeId: string, change: Partial<DealData> = {}): DealData => ({
  tradeId,
  orderId: 'o1',
  symbol: 'MXUSDT',
  side: 'BUY',
  price: '2',
  quantity: '1',
  quoteQuantity: '2',
  fee: '0',
  feeAsset: 'USDT',
  isMaker: true,
  isSelfTrade: false,
  time: 1,
  ...change,
})

export const equityOf = (total: string, change: Partial<EquityData> = {}): EquityData => ({
  time: 1_700_000_000_000,
  total,
  free: total,
  locked: '0',
  unit: 'USDT',
  netDeposits: '0',
  netUnexplained: '0',
  realizedPnl: '0',
  unrealizedPnl: '0',
  byAsset: [],
  unpriced: [],
  ...change,
})

const head = { account: 'main', epoch: EPOCH, time: 1, source: 'stream' } as const

export const assetEvent = (seq: number, data: AssetData, epoch = EPOCH): DurableEnvelope => ({
  ...head,
  epoch,
  seq,
  topic: 'assets',
  type: 'asset.changed',
  data,
})
export const orderEvent = (seq: number, data: OrderData): DurableEnvelope => ({
  ...head,
  seq,
  topic: 'orders',
  type: 'order.updated',
  data,
})
export const dealEvent = (seq: number, data: DealData): DurableEnvelope => ({
  ...head,
  seq,
  topic: 'deals',
  type: 'deal.added',
  data,
})
export const droppedEvent = (seq: number, { tradeId, orderId, symbol, side, time }: DealData): DurableEnvelope => ({
  ...head,
  seq,
  topic: 'deals',
  type: 'deal.dropped',
  data: { tradeId, orderId, symbol, side, time },
})

export const snapshotOf = (seq: number, change: Partial<Snapshot> = {}): Snapshot => ({
  account: 'main',
  epoch: EPOCH,
  seq,
  time: 1_700_000_000_000,
  assets: [],
  openOrders: [],
  status: { state: 'live', code: 'LIVE', params: {}, since: 1 },
  equity: null,
  coverage: [],
  ...change,
})
export const statusEvent = (seq: number, data: StatusData): DurableEnvelope => ({
  ...head,
  seq,
  topic: 'status',
  type: 'status.changed',
  data,
})
export const equityEvent = (data: EquityData): SampledEnvelope => ({
  account: 'main',
  time: 1,
  topic: 'equity',
  type: 'equity.sampled',
  data,
})
export const healthEvent = (data: HealthData): SampledEnvelope => ({
  account: 'main',
  time: 1,
  topic: 'health',
  type: 'health.sampled',
  data,
})
export const warningsEvent = (data: AccountWarnings): SampledEnvelope => ({
  account: 'main',
  time: 1,
  topic: 'warnings',
  type: 'warnings.changed',
  data,
})
