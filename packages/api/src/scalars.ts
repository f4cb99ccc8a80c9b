/** The scalars of the gateway's JSON: decimal text, ms times, ids. */

import { MAX_DECIMAL_LENGTH, tryDecimal } from '@spotdeck/exact'
import { z } from 'zod'
import { audiences, eventSources, orderStatuses, orderTypes, sides, streamStates } from './codes.ts'

/** Plain decimal text in its canonical form: exact, never an exponent, never `-0`, at most 128 characters. */
export const decimalText = z
  .string()
  .max(128)
  .regex(/^(?:0|-?(?:[1-9]\d*|(?:0|[1-9]\d*)\.\d*[1-9]))$/)
/** A decimal as programs write it (`150.0`, `.5`, `+2`), read into its canonical form: what a request may carry. */
export const writtenDecimal = z
  .string()
  .regex(
    /^[+-]?(?:\d+\.?\d*|\.\d+)$/,
    'must be a plain decimal such as 150 or 0.25: no exponent, no thousands separators',
  )
  .max(MAX_DECIMAL_LENGTH, `must have at most ${MAX_DECIMAL_LENGTH} characters`)
  .overwrite((text) => tryDecimal(text) ?? text)
/** Milliseconds since the epoch. */
export const timeMs = z.number().int()
/**
 * Time of the exchange's push that reported a record, by its own clock. Absent where no push reported it (REST, an
 * import), and in ledgers from before this field.
 */
export const sentAt = timeMs.optional()
/** Id of an account: 1 to 32 of a-z, 0-9 and `-`. */
export const accountId = z.string().regex(/^[a-z0-9-]{1,32}$/)
/** Incarnation of the ledger that a `seq` counts in; changes when the ledger is rebuilt or restored. */
export const epochId = z.string().regex(/^[0-9a-f]{8,64}$/)
/** Number of an event within its epoch; 0 is before the first. */
export const seqNumber = z.number().int().nonnegative()
/**
 * Mark of the history up to an event: the first 8 hex digits of its chain hash; 12 letters that stand for them where the
 * audience is not the owner. Absent in events and positions of gateways before 0.2.
 */
export const historyHash = z.string().regex(/^[0-9a-z]{8,16}$/)

/**
 * Name of a symbol: 2 to 40 upper-case letters, letters without case, digits and `_`.
 * MEXC: some names have letters beyond ASCII.
 */
export const symbolName = z.string().regex(/^[\p{Lu}\p{Lo}\p{N}_]{2,40}$/u, 'must be a symbol such as MXUSDT')

/** Side of an order or a deal. */
export const side = z.enum(sides)
/** Type of an order. */
export const orderType = z.enum(orderTypes)
/** Status of an order. */
export const orderStatus = z.enum(orderStatuses)
/** Status of an account's connection to the exchange. */
export const streamState = z.enum(streamStates)
/** Source that an event was learned from. */
export const eventSource = z.enum(eventSources)
/** Audience of a session, token or link. */
export const audience = z.enum(audiences)

/** Text for a person as a code and its parameters; the catalogue holds the texts. */
export const message = z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })

/** Text for a person as a code and its parameters. */
export type Message = z.infer<typeof message>
