/** The scalars of the gateway's JSON: decimal text, ms times, ids. */

import { z } from 'zod'

/** Plain decimal text: exact, never an exponent. */
export const decimalText = z.string().regex(/^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/)
/** Milliseconds since the epoch. */
export const timeMs = z.number().int()
export const accountId = z.string().regex(/^[a-z0-9-]{1,32}$/)
/** Which ledger a `seq` counts in; changes when the ledger is made anew or restored. */
export const epochId = z.string().regex(/^[0-9a-f]{8,64}$/)
export const seqNumber = z.number().int().nonnegative()

export const side = z.enum(['BUY', 'SELL'])
export const orderType = z.enum([
  'LIMIT',
  'LIMIT_MAKER',
  'IMMEDIATE_OR_CANCEL',
  'FILL_OR_KILL',
  'MARKET',
  'STOP',
  'UNKNOWN',
])
export const orderStatus = z.enum(['NEW', 'PARTIALLY_FILLED', 'FILLED', 'CANCELED', 'PARTIALLY_CANCELED', 'UNKNOWN'])
export const streamState = z.enum(['connecting', 'reconciling', 'live', 'degraded', 'stale', 'offline'])
/** Where an event was learnt. */
export const eventSource = z.enum(['stream', 'rest', 'audit', 'import', 'inferred'])
export const audience = z.enum(['owner', 'viewer', 'public'])

/** What a person reads travels as a code and its parameters; the words stand in the catalogue. */
export const message = z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })

export type Side = z.infer<typeof side>
export type OrderType = z.infer<typeof orderType>
export type OrderStatus = z.infer<typeof orderStatus>
export type StreamState = z.infer<typeof streamState>
export type EventSource = z.infer<typeof eventSource>
export type Audience = z.infer<typeof audience>
export type Message = z.infer<typeof message>
