/** The parts of queries that several routes share. A query is text: numbers and lists are read here. */

import { DEFAULT_LIMIT, MAX_LIMIT, audience, orderStatus, orderType, side, symbolName } from '@spotdeck/api'
import { z } from 'zod'
import { isZone } from '@spotdeck/reports'
import { badRequest } from '../answer/problem.ts'

/** A time in ms since the epoch. `readTimes` reads dates and times of ISO 8601 before. */
const timeText = z
  .string()
  .regex(/^\d{1,15}$/, 'must be ms since the epoch, a date such as 2026-01-31 or a time such as 2026-01-31T12:00:00Z')
  .transform(Number)
const wholeNumber = z
  .string()
  .regex(/^\d{1,9}$/, 'must be a whole number')
  .transform(Number)
/** Text of a whole number from 1 to `most`; `usual` when absent. */
export const countText = (most: number, usual: number) =>
  wholeNumber.pipe(z.number().min(1, 'must be at least 1').max(most, `must be at most ${most}`)).default(usual)
/** Text of an interval in ms, from 0 to `most`. */
export const intervalText = (most: number) => wholeNumber.pipe(z.number().max(most, `must be at most ${most}`))
/** Text of a symbol. */
export const symbolText = symbolName
/** Text of an asset's name. */
export const assetText = z.string().min(1).max(40)

/** Text of an IANA time zone. */
const zoneName = z.string().max(60).refine(isZone, 'must be a time zone such as Asia/Taipei')
/** The same; UTC when absent. */
export const zoneText = zoneName.default('UTC')
/** Text of an id. */
export const idText = z.string().min(1).max(100)

/** `a,b,c` as a list. */
export const listText = (most: number) =>
  z
    .string()
    .max(8_000)
    .transform((text) => text.split(',').filter((part) => part !== ''))
    .pipe(z.array(z.string()).min(1, 'must name at least one').max(most, `must name at most ${most}`))

/** Every call takes it: the owner looks through another audience's eyes. */
export const anyQuery = z.strictObject({ audience: audience.optional() })

/** Query of a page of a list. */
export const pageQuery = anyQuery.extend({
  cursor: z.string().max(2_000).optional(),
  limit: countText(MAX_LIMIT, DEFAULT_LIMIT),
})

/** Fields of a span, `from <= time < to`; its dates are days of `zone`. */
export const spanFields = { from: timeText.optional(), to: timeText.optional(), zone: zoneName.optional() }

/** Query of a list of an account's records. */
export const recordsQuery = pageQuery.extend({
  symbol: symbolText.optional(),
  side: side.optional(),
  ...spanFields,
})

/** Several of one kind, with commas between them. */
const severalOf = <Item extends z.ZodType<unknown, string>>(item: Item) =>
  z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(item))
    .optional()

/** Query of the list of orders. */
export const ordersQuery = recordsQuery.extend({
  orderId: idText.optional(),
  status: severalOf(orderStatus),
  type: severalOf(orderType),
})
/** Query of the list of deals. */
export const dealsQuery = recordsQuery.extend({ orderId: idText.optional() })

/** Rejects a span that ends before it begins. */
export function checkSpan(from: number | undefined, to: number | undefined): void {
  if (from !== undefined && to !== undefined && from > to) throw badRequest('from', 'must not be after `to`')
}
