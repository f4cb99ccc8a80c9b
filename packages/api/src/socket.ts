/** Messages on `/api/v1/ws` besides envelopes. One JSON object per text frame; batches are arrays of envelopes. */

import { z } from 'zod'
import { klineIntervals, problemCodes } from './codes.ts'
import { accountId, epochId, historyHash, message, seqNumber } from './scalars.ts'

/** WebSocket close codes of the server. */
export const closeCodes = {
  restart: 1012,
  policy: 1008,
  failed: 1011,
  revoked: 4001,
  tooSlow: 4008,
  tooManyStreams: 4029,
} as const
/** Longest interval between batches that a subscriber may ask for, in ms. */
export const MAX_INTERVAL_MS = 60_000
/** Interval between two position messages to a subscriber, in ms; one also follows every replay. */
export const POSITION_EVERY_MS = 15_000

/** The client's number of a request; the answer repeats it. */
export const requestId = z.number().int().nonnegative()
/** Resume token: the last position that the subscriber received. Without `hash`, another history is not noticed. */
export const since = z.strictObject({ epoch: epochId, seq: seqNumber, hash: historyHash.optional() })

/** Request to subscribe to an account's topics. */
export const subscribeAccount = z.strictObject({
  op: z.literal('subscribe'),
  id: requestId,
  account: accountId,
  topics: z.array(z.string()).min(1).max(16),
  since: since.optional(),
  /** Interval between batches in ms; 0 sends each commit at once. */
  intervalMs: z.number().int().min(0).max(MAX_INTERVAL_MS).optional(),
  symbols: z.array(z.string()).max(200).optional(),
  assets: z.array(z.string()).max(500).optional(),
})
/** Request to subscribe to market topics; it replaces the connection's earlier one. */
export const subscribeMarket = z.strictObject({
  op: z.literal('subscribe'),
  id: requestId,
  topics: z.array(z.string()).min(1).max(16),
  symbols: z.array(z.string()).min(1).max(200),
  /** The interval of `klines`: one, 1m unless told. */
  kline: z.enum(klineIntervals).optional(),
  intervalMs: z.number().int().min(0).max(MAX_INTERVAL_MS).optional(),
})
/** Request to end a subscription: the account's, or the market's without `account`. */
export const unsubscribe = z.strictObject({
  op: z.literal('unsubscribe'),
  id: requestId,
  account: accountId.optional(),
})
/** Liveness check; answered by `pong`. */
export const ping = z.strictObject({ op: z.literal('ping'), id: requestId.optional() })
/** Any message of a client. */
export const clientMessage = z.union([subscribeAccount, subscribeMarket, unsubscribe, ping])
/** Any message of a client. */
export type ClientMessage = z.infer<typeof clientMessage>
/** Request to subscribe to market topics. */
export type SubscribeMarket = z.infer<typeof subscribeMarket>
/** Request to subscribe to an account's topics. */
export type SubscribeAccount = z.infer<typeof subscribeAccount>
/** Resume token of a subscriber. */
export type Since = z.infer<typeof since>

/** Position in an account's ledger: the data of `event: position` and `event: reset` of an event stream. */
export const streamPosition = z.object({
  account: accountId,
  epoch: epochId,
  seq: seqNumber,
  hash: historyHash.optional(),
})
/** Reason why an event stream ends: the data of `event: end`. */
export const streamEnd = z.object({ code: z.enum(problemCodes), params: message.shape.params })

/** Messages of the server besides envelopes. */
export const serverMessage = z.discriminatedUnion('op', [
  z.object({
    op: z.literal('subscribed'),
    id: requestId,
    account: accountId.optional(),
    topics: z.array(z.string()),
    /** The head of the ledger: what comes after it is owed. Absent for market data. */
    epoch: epochId.optional(),
    seq: seqNumber.optional(),
    hash: historyHash.optional(),
  }),
  z.object({ op: z.literal('unsubscribed'), id: requestId }),
  /** Everything owed up to `seq` has been sent. */
  z.object({ op: z.literal('position'), ...streamPosition.shape }),
  /** The asked position cannot be gone on from: take a new snapshot; what follows comes after `seq`. */
  z.object({ op: z.literal('reset'), ...streamPosition.shape }),
  z.object({ op: z.literal('pong'), id: requestId.optional() }),
  z.object({
    op: z.literal('error'),
    id: requestId.optional(),
    ...streamEnd.shape,
  }),
])
/** Any message of the server besides envelopes. */
export type ServerMessage = z.infer<typeof serverMessage>
