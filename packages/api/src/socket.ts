/** What is said on `/api/v1/ws` besides envelopes. One JSON object per text frame; batches are arrays of envelopes. */

import { z } from 'zod'
import { MAX_INTERVAL_MS, klineIntervals, problemCodes } from './codes.ts'
import { accountId, epochId, message, seqNumber } from './scalars.ts'

export const requestId = z.number().int().nonnegative()
export const since = z.strictObject({ epoch: epochId, seq: seqNumber })

export const subscribeAccount = z.strictObject({
  op: z.literal('subscribe'),
  id: requestId,
  account: accountId,
  topics: z.array(z.string()).min(1).max(16),
  since: since.optional(),
  /** How often batches go out; 0 sends each commit as it comes. */
  intervalMs: z.number().int().min(0).max(MAX_INTERVAL_MS).optional(),
  symbols: z.array(z.string()).max(200).optional(),
  assets: z.array(z.string()).max(500).optional(),
})
export const subscribeMarket = z.strictObject({
  op: z.literal('subscribe'),
  id: requestId,
  topics: z.array(z.string()).min(1).max(16),
  symbols: z.array(z.string()).min(1).max(200),
  /** The interval of `klines`: one, 1m unless told. */
  kline: z.enum(klineIntervals).optional(),
  intervalMs: z.number().int().min(0).max(MAX_INTERVAL_MS).optional(),
})
export const unsubscribe = z.strictObject({
  op: z.literal('unsubscribe'),
  id: requestId,
  account: accountId.optional(),
})
export const ping = z.strictObject({ op: z.literal('ping'), id: requestId.optional() })
export const clientMessage = z.union([subscribeAccount, subscribeMarket, unsubscribe, ping])
export type ClientMessage = z.infer<typeof clientMessage>
export type SubscribeMarket = z.infer<typeof subscribeMarket>
export type SubscribeAccount = z.infer<typeof subscribeAccount>
export type Since = z.infer<typeof since>

/** A place in an account's ledger: what `event: position` and `event: reset` of an event stream carry. */
export const streamPosition = z.object({ account: accountId, epoch: epochId, seq: seqNumber })
/** Why an event stream ends: what `event: end` carries. */
export const streamEnd = z.object({ code: z.enum(problemCodes), params: message.shape.params })

/** What the server says besides envelopes. */
export const serverMessage = z.discriminatedUnion('op', [
  z.object({
    op: z.literal('subscribed'),
    id: requestId,
    account: accountId.optional(),
    topics: z.array(z.string()),
    /** The head of the ledger: what comes after it is owed. Absent for market data. */
    epoch: epochId.optional(),
    seq: seqNumber.optional(),
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
export type ServerMessage = z.infer<typeof serverMessage>
