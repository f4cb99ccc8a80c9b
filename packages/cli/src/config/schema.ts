/** The configuration file: what may stand in it, checked before anything is opened or written. */

import { DEFAULT_LIMITS, isZone } from '@spotdeck/gateway/config'
import { isPositive, tryDecimal } from '@spotdeck/exact'
import { z } from 'zod'
import { path, schemaOf } from './forms.ts'
import { ALL_SETTINGS, type Setting, defaultOf } from './table.ts'

const amount = z.string().refine((text) => {
  const exact = tryDecimal<'USDT'>(text)
  return exact !== undefined && isPositive(exact)
}, 'write an amount of USDT as decimal text, such as "500"')

/** Schema of one account in the configuration file. */
export const accountSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/, 'use 1 to 32 of a-z, 0-9 and -')
    .describe('name of the account in URLs and file names'),
  label: z.string().min(1).max(64).optional().describe('display name; the id by default'),
  keyFile: path
    .optional()
    .describe(
      'a file that only its owner can read: {"apiKey": "…", "secret": "…"}, or encrypted by spotdeck keys encrypt',
    ),
  keyCommand: z
    .array(z.string().min(1).max(4_096))
    .min(1)
    .max(50)
    .optional()
    .describe('instead of keyFile: a program with arguments that prints the same content, such as secret-tool'),
  trading: z.boolean().default(false).describe('true if Spotdeck may place and cancel orders for this account'),
  plans: z
    .boolean()
    .default(false)
    .describe('true if Spotdeck may also keep plans, such as stops, and place their orders by itself'),
  maxOrderNotional: amount
    .default(DEFAULT_LIMITS.maxOrderNotional)
    .describe('highest value of one order, in USDT, decimal text'),
  maxDailyNotional: amount
    .default(DEFAULT_LIMITS.maxDailyNotional)
    .describe('highest total value of orders per day, in USDT, decimal text'),
  zone: z
    .string()
    .refine(isZone, 'write an IANA time zone such as Asia/Taipei')
    .default(DEFAULT_LIMITS.zone)
    .describe('time zone of the account’s days, such as Asia/Taipei'),
})

/** True if the account says in one way where its key is. */
function hasOneKey({ keyFile, keyCommand }: { readonly keyFile?: unknown; readonly keyCommand?: unknown }): boolean {
  return (keyFile === undefined) !== (keyCommand === undefined)
}

const redisSchema = z.strictObject({
  url: z
    .string()
    .min(1)
    .max(2_000)
    .describe(
      'redis:// or rediss://, with user, password and database if needed; redis+sentinel:// and redis+cluster:// for several servers',
    ),
  prefix: z.string().min(1).max(100).optional().describe('prefix of every key; spotdeck by default'),
  audience: z.enum(['owner', 'viewer']).describe('audience that events are masked for: owner or viewer'),
  allowPlain: z
    .boolean()
    .optional()
    .describe('true to send a password over plain redis:// to another machine; off by default'),
  maxLength: z
    .number()
    .int()
    .min(1_000)
    .optional()
    .describe('approximate number of events a stream keeps; 100000 by default'),
})

/** A name as the exchange writes it: another spelling would exclude nothing. */
const exchangeName = z
  .string()
  .min(1)
  .max(40)
  .regex(/^[^\sa-z_\-/]+$/u, 'must be written as the exchange writes it, such as BTC or BTCUSDT')

const limitsSchema = z.strictObject({
  withoutAssets: z
    .array(exchangeName)
    .max(1_000)
    .optional()
    .describe('assets to exclude, with every symbol that contains them'),
  withoutSymbols: z.array(exchangeName).max(1_000).optional().describe('symbols to exclude'),
})

/** Schema of `accounts`, which has parts, and so no flag; its variable holds it as JSON. */
export const accountList = z.array(accountSchema.refine(hasOneKey, 'name either keyFile or keyCommand')).min(1).max(64)
/** The same of `redis`. */
export const redisList = z.array(redisSchema).max(16)
/** The same of `audiences`. */
export const audienceLimits = z.strictObject({ viewer: limitsSchema.optional(), public: limitsSchema.optional() })

/** Settings that have parts. */
export type FileParts = {
  readonly accounts: z.infer<typeof accountList> | undefined
  readonly redis: z.infer<typeof redisList> | undefined
  readonly audiences: z.infer<typeof audienceLimits> | undefined
}
/** One account of a configuration file. */
export type FileAccount = z.infer<typeof accountSchema>

function described(setting: Setting): z.ZodType {
  const usual = defaultOf(setting)
  return schemaOf(setting)
    .optional()
    .describe(usual === undefined ? setting.means : `${setting.means}; ${usual} by default`)
}

/** Schema of the configuration file. */
export const configSchema = z.strictObject({
  ...Object.fromEntries([...ALL_SETTINGS].map(([name, setting]) => [name, described(setting)])),
  accounts: accountList.optional().describe('accounts to follow, each with its key; at most 64'),
  redis: redisList.optional().describe('Redis targets that receive every durable event'),
  audiences: audienceLimits.optional().describe('assets and symbols to exclude for viewers and for the public'),
})

/** A configuration file. */
export type FileConfig = z.infer<typeof configSchema>

/** As an editor or another program reads it. */
export function jsonSchema(): object {
  const schema = z.toJSONSchema(configSchema, { target: 'draft-2020-12', io: 'input' })
  return { title: 'Spotdeck configuration', ...schema }
}
