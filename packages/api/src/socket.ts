/** What is said on `/api/v1/ws` besides envelopes. One JSON object per text frame; batches are arrays of envelopes. */

import { z } from 'zod'
import { MAX_INTERVAL_MS } from './codes.ts'
import { accountId, epochId, seqNumber } from './scalars.ts'

export const requestId = z.number().int().nonnegative()
export const since = z.object({ epoch: epochId, seq: seqNumber })

export const subscribeAccount = z.object({
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
export const subscribeMarket = z.object({
  op: z.literal('subscribe'),
  id: requestId,
  topics: z.array(z.string()).min(1).max(16),
  symbols: z.array(z.string()).min(1).max(200),
  kline: z.string().optional(),
  intervalMs: z.number().int().min(0).max(MAX_INTERVAL_MS).optional(),
})
export const unsubscribe = z.object({ op: z.literal('unsubscribe'), id: requestId, account: accountId.optional() })
export const ping = z.object({ op: z.literal('ping'), id: requestId.optional() })
export const clientMessage = z.union([subscribeAccount, subscribeMarket, unsubscribe, ping])
export type ClientMessage = z.infer<typeof clientMessage>
export type SubscribeMarket = z.infer<typeof subscribeMarket>
export type SubscribeAccount = z.infer<typeof subscribeAccount>
export type Since = z.infer<typeof since>

/** What the server says besides envelopes. `seq` of `subscribed` is the head; `position` says that everything owed up to `seq` has been sent. */
export type ServerMessage =
  | {
      readonly op: 'subscribed'
      readonly id: number
      readonly account?: string
      readonly topics: readonly string[]
      readonly epoch?: string
      readonly seq?: number
    }
  | { readonly op: 'unsubscribed'; readonly id: number }
  | { readonly op: 'position'; readonly account: string; readonly epoch: string; readonly seq: number }
  | { readonly op: 'reset'; readonly account: string; readonly epoch: string; readonly seq: number }
  | { readonly op: 'pong'; readonly id?: number }
  | {
      readonly op: 'error'
      readonly id?: number
      readonly code: string
      readonly params: Readonly<Record<string, string | number>>
    }
