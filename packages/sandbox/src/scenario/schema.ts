/** A scenario as data: steps at times of the exchange. The schema is published as `scenario.schema.json`. */

import { DAY_MS } from '@spotdeck/ports'
import { PERMISSIONS } from '@spotdeck/wire'
import { z } from 'zod'
import { DRIFTS } from '../faults/drift.ts'
import { FaultError, parseFault } from '../faults/fault.ts'
import { FAULT_PRESET_NAMES, type FaultPreset } from '../faults/presets.ts'
import { readSwitches } from '../switches.ts'

const MAX_AT_MS = 31 * DAY_MS
const MAX_STEPS = 1_000
const MAX_PARTS = 100

const apiKey = z
  .string()
  .regex(/^mx0[A-Za-z0-9]{3,64}$/, 'an API key is mx0 and 3 to 64 letters or digits')
  .describe('API key of an account')
const symbol = z.string().min(1).max(40).describe('such as MXUSDT')
const asset = z.string().min(1).max(40).describe('such as USDT')
const amount = z
  .string()
  .regex(/^(?!0+(\.0+)?$)\d+(\.\d+)?$/, 'an amount is decimal text above 0, such as "1000"')
  .describe('decimal text above 0')
const ms = z.int().min(0).max(MAX_AT_MS)
const atMs = ms.describe('when the step happens, in ms of the exchange after the start of the scenario')
const side = z.enum(['BUY', 'SELL'])

/** A JSON object that a reader of this package checks; its own words become the issue. */
function readBy(read: (value: Readonly<Record<string, unknown>>) => string | undefined) {
  return z.record(z.string(), z.unknown()).superRefine((value, context) => {
    const wrong = read(value)
    if (wrong !== undefined) context.addIssue({ code: 'custom', message: wrong })
  })
}

function wrongFault(value: Readonly<Record<string, unknown>>): string | undefined {
  try {
    parseFault(value)
    return undefined
  } catch (error) {
    if (error instanceof FaultError) return error.message
    throw error
  }
}

function wrongSwitches(value: Readonly<Record<string, unknown>>): string | undefined {
  const read = readSwitches(value)
  return typeof read === 'string' ? read : undefined
}

/** One step of what happens to an order that is held back; times count from its placement. */
const partSchema = z.union(
  [
    z.strictObject({
      afterMs: ms.describe('ms of the exchange after the order was placed'),
      fill: z.number().gt(0).max(1).describe('share of the ordered quantity; more than what is left fills the rest'),
    }),
    z.strictObject({ afterMs: ms, cancel: z.literal(true).describe('the exchange cancels what is left') }),
  ],
  'write {"afterMs": 0, "fill": 0.3} or {"afterMs": 0, "cancel": true}',
)

const stepSchema = z.discriminatedUnion('do', [
  z
    .strictObject({
      atMs,
      do: z.literal('price').describe('leads a price somewhere; makers and takers follow'),
      symbol,
      percent: z.number().gt(-100).max(900).optional().describe('change in percent'),
      toPrice: amount.optional().describe('instead of percent: the price at the end'),
      overMs: ms.default(60_000).describe('how long the way takes'),
    })
    .refine(({ percent, toPrice }) => (percent === undefined) !== (toPrice === undefined), {
      message: 'write percent or toPrice',
      path: ['percent'],
    }),
  z.strictObject({
    atMs,
    do: z.literal('account').describe('makes an account with an API key'),
    apiKey,
    secret: z.string().min(8).max(128),
    balances: z.record(z.string(), amount).default({}).describe('decimal text by asset'),
    permissions: z.array(z.enum(PERMISSIONS)).min(1).optional().describe('all of them by default'),
  }),
  z.strictObject({ atMs, do: z.literal('revoke').describe('revokes an API key: calls with it answer 10072'), apiKey }),
  z.strictObject({ atMs, do: z.literal('freeze').describe('freezes an API key: calls with it answer 60005'), apiKey }),
  z.strictObject({ atMs, do: z.literal('unfreeze').describe('makes a frozen API key valid again'), apiKey }),
  z.strictObject({ atMs, do: z.literal('deposit').describe('credits an amount at once'), apiKey, asset, amount }),
  z.strictObject({
    atMs,
    do: z.literal('symbol').describe('changes what a symbol allows; the exchange announces it'),
    symbol,
    apiTrading: z.boolean().optional(),
    status: z.enum(['online', 'paused', 'offline']).optional(),
    tradeSideType: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]).optional(),
  }),
  z.strictObject({
    atMs,
    do: z.literal('fault').describe('turns a fault on'),
    fault: readBy(wrongFault).describe('as POST /sandbox/faults takes it'),
  }),
  z.strictObject({
    atMs,
    do: z.literal('fault-preset').describe('turns a set of faults on'),
    preset: z.enum(FAULT_PRESET_NAMES as [FaultPreset]),
    durationMs: z
      .int()
      .min(1)
      .max(7 * DAY_MS)
      .optional(),
  }),
  z.strictObject({ atMs, do: z.literal('clear-faults').describe('turns all faults off') }),
  z.strictObject({
    atMs,
    do: z.literal('switch').describe('chooses undocumented behavior'),
    switches: readBy(wrongSwitches).describe('as POST /sandbox/switches takes it'),
  }),
  z.strictObject({
    atMs,
    do: z.literal('drift').describe('switches simulated protocol changes'),
    drift: z.partialRecord(z.enum(Object.keys(DRIFTS) as [keyof typeof DRIFTS]), z.boolean()),
  }),
  z.strictObject({
    atMs,
    do: z
      .literal('react')
      .describe('holds the next matching LIMIT orders back from the book and fills or cancels them'),
    to: z
      .strictObject({ apiKey: apiKey.optional(), symbol: symbol.optional(), side: side.optional() })
      .default({})
      .describe('which orders; what is left out matches all'),
    times: z.int().min(1).max(10_000).default(1).describe('how many orders'),
    then: z.array(partSchema).min(1).max(MAX_PARTS).describe('what happens to each; afterwards it stays as it is'),
  }),
])

/** Schema of a scenario. */
export const scenarioSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().max(200).optional(),
  steps: z.array(stepSchema).min(1).max(MAX_STEPS).describe('in any order; steps of one time happen as written'),
})

/** A scenario with its defaults filled in. */
export type Scenario = z.output<typeof scenarioSchema>
/** One step of a scenario. */
export type ScenarioStep = Scenario['steps'][number]
