/** The envelope: the same object on WebSocket, SSE `data:` and Redis. */

import { z } from 'zod'
import {
  assetData,
  bookData,
  dealData,
  droppedDeal,
  equityData,
  healthData,
  klineData,
  noticeData,
  orderData,
  statusData,
  tickerData,
  tradesData,
} from './data.ts'
import { accountWarnings } from './market-resources.ts'
import { accountId, epochId, eventSource, historyHash, seqNumber, timeMs } from './scalars.ts'

const durable = {
  account: accountId,
  epoch: epochId,
  seq: seqNumber,
  hash: historyHash.optional(),
  time: timeMs,
  source: eventSource,
}
const sampled = { account: accountId, time: timeMs }

/** Durable events carry `epoch` and `seq`; each is stored before anyone sees it. */
export const durableEnvelope = z.discriminatedUnion('type', [
  z.object({ ...durable, topic: z.literal('assets'), type: z.literal('asset.changed'), data: assetData }),
  z.object({ ...durable, topic: z.literal('orders'), type: z.literal('order.updated'), data: orderData }),
  z.object({ ...durable, topic: z.literal('deals'), type: z.literal('deal.added'), data: dealData }),
  z.object({ ...durable, topic: z.literal('deals'), type: z.literal('deal.dropped'), data: droppedDeal }),
  z.object({ ...durable, topic: z.literal('status'), type: z.literal('status.changed'), data: statusData }),
])

/** Sampled and market values: the newest wins, there is no `seq`. */
export const sampledEnvelope = z.discriminatedUnion('topic', [
  z.object({ ...sampled, topic: z.literal('equity'), type: z.literal('equity.sampled'), data: equityData }),
  z.object({ ...sampled, topic: z.literal('health'), type: z.literal('health.sampled'), data: healthData }),
  z.object({ ...sampled, topic: z.literal('warnings'), type: z.literal('warnings.changed'), data: accountWarnings }),
])
/** A notice that is new, and one that no longer holds. */
const noticeTypes = ['notice.added', 'notice.ended'] as const

/** Market values, the same for every account; the newest wins, there is no `seq`. */
export const marketEnvelope = z.discriminatedUnion('topic', [
  z.object({ time: timeMs, topic: z.literal('ticker'), type: z.literal('ticker.updated'), data: tickerData }),
  z.object({ time: timeMs, topic: z.literal('book'), type: z.literal('book.updated'), data: bookData }),
  z.object({ time: timeMs, topic: z.literal('trades'), type: z.literal('trades.added'), data: tradesData }),
  z.object({ time: timeMs, topic: z.literal('klines'), type: z.literal('kline.updated'), data: klineData }),
  z.object({ time: timeMs, topic: z.literal('notices'), type: z.literal(noticeTypes), data: noticeData }),
])

/** Envelope of a stored and numbered event. */
export type DurableEnvelope = z.infer<typeof durableEnvelope>
/** Envelope of a sampled value of one account. */
export type SampledEnvelope = z.infer<typeof sampledEnvelope>
/** Envelope of a market value. */
export type MarketEnvelope = z.infer<typeof marketEnvelope>
/** Any envelope of the streams. */
export type Envelope = DurableEnvelope | SampledEnvelope | MarketEnvelope
