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
 * When the exchange sent the push that told of a record, by its own clock. Absent where no push told of it (REST, an import), and
 * in ledgers from before it was kept.
 */
export const sentAt = timeMs.optional()
export const accountId = z.string().regex(/^[a-z0-9-]{1,32}$/)
/** Which ledger a `seq` counts in; changes when the ledger is made anew or restored. */
export const epochId = z.string().regex(/^[0-9a-f]{8,64}$/)
export const seqNumber = z.number().int().nonnegative()

export const side = z.enum(sides)
export const orderType = z.enum(orderTypes)
export const orderStatus = z.enum(orderStatuses)
export const streamState = z.enum(streamStates)
/** Where an event was learnt. */
export const eventSource = z.enum(eventSources)
export const audience = z.enum(audiences)

/** What a person reads travels as a code and its parameters; the words stand in the catalogue. */
export const message = z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })

export type Message = z.infer<typeof message>
