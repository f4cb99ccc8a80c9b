/** Queries of the calls of the API, as text: numbers, lists and times are read here. Spans are `from <= time < to`. */

import { z } from 'zod'
import { breakdownGroups, breakdownMeasures, dealRoles } from './breakdown.ts'
import { isZone } from './calendar-day.ts'
import {
  DEFAULT_LIMIT,
  MAX_LIMIT,
  flowKinds,
  groupings,
  lotMethods,
  movementKinds,
  pnlMethods,
  volumeGroupings,
} from './codes.ts'
import { rangeNames } from './range.ts'
import { audience, orderStatus, orderType, side, symbolName } from './scalars.ts'

/** Schema of a query. */
export type QuerySchema = z.ZodObject
/** Schema of an answer. */
export type AnswerSchema = z.ZodType
/** A value as its schema reads it. */
export type Read<Schema extends AnswerSchema> = z.output<Schema>

/** A time in ms since the epoch. Dates and times of ISO 8601 are read before. */
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
/** Text of an asset's name. */
const assetText = z.string().min(1).max(40)

/** Text of an IANA time zone. */
const zoneName = z.string().max(60).refine(isZone, 'must be a time zone such as Asia/Taipei')
/** The same; UTC when absent. */
const zoneText = zoneName.default('UTC')
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
/** Query of a span. */
export const spanQuery = anyQuery.extend(spanFields)
/** Query of a page of what happened in a span. */
export const historyQuery = pageQuery.extend(spanFields)

/** Query of a list of an account's records. */
const recordsQuery = pageQuery.extend({ symbol: symbolName.optional(), side: side.optional(), ...spanFields })

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

const MAX_POINTS = 5_000
const DEFAULT_POINTS = 300
const MAX_SYMBOLS = 50

/** `true` asks for an estimate of the time before the first record too. */
const estimateText = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true')
/** Years that have a beginning and an end in every zone. */
const yearText = z
  .string()
  .regex(/^(?:19[7-9]\d|2\d{3})$/, 'must be a year such as 2026')
  .transform(Number)

/** Query of a report: a span, or a named range whose days are those of `zone`. */
export const rangeQuery = spanQuery.extend({ range: z.enum(rangeNames).optional(), zone: zoneText })
/** Query of `movements`. */
export const movementsQuery = historyQuery.extend({
  asset: assetText.optional(),
  kind: z.enum(movementKinds).optional(),
  reason: z.string().max(60).optional(),
})
/** Query of `flows`. */
export const flowsQuery = historyQuery.extend({ asset: assetText.optional(), kind: z.enum(flowKinds).optional() })
/** Query of `assets/{asset}/history`. */
export const assetHistoryQuery = rangeQuery.extend({ points: countText(MAX_POINTS, DEFAULT_POINTS) })
/** Query of `equity`. */
export const equityQuery = assetHistoryQuery.extend({ estimate: estimateText })
/** Query of `fees`. */
export const feesQuery = rangeQuery.extend({ by: z.enum(groupings).default('asset') })
/** Query of `volume`. */
export const volumeQuery = rangeQuery.extend({
  by: z.enum(volumeGroupings).default('symbol'),
  symbol: symbolName.optional(),
})
/** Query of `pnl`. */
export const pnlQuery = rangeQuery.extend({
  method: z.enum(pnlMethods).default('average'),
  by: z.enum(['day', 'symbol']).default('day'),
  estimate: estimateText,
})
/** Query of `performance`. */
export const performanceQuery = rangeQuery.extend({ estimate: estimateText })
/** Query of `report`. */
export const breakdownQuery = rangeQuery
  .extend({
    group: z.enum(breakdownGroups).default('symbol'),
    measure: listText(breakdownMeasures.length)
      .pipe(z.array(z.enum(breakdownMeasures)))
      .default([...breakdownMeasures]),
    method: z.enum(lotMethods).default('average'),
    symbol: listText(MAX_SYMBOLS).pipe(z.array(symbolName)).optional(),
    asset: assetText.optional(),
    side: side.optional(),
    role: z.enum(dealRoles).optional(),
  })
  .refine(({ group, method }) => group !== 'holdingTime' || method !== 'average', {
    path: ['method'],
    message: 'must be fifo or hifo: by average cost no time of purchase is known',
  })
/** Query of the exports of orders and deals. */
export const exportQuery = anyQuery.extend({ symbol: symbolName.optional(), ...spanFields })
/** Query of the export of realized lots. */
export const lotsQuery = anyQuery.extend({
  year: yearText,
  zone: zoneText,
  method: z.enum(lotMethods).default('average'),
})
