/** The configuration file: what may stand in it, checked before anything is opened or written. */

import { DEFAULT_LIMITS, isZone } from '@spotdeck/gateway/config'
import { isPositive, tryDecimal } from '@spotdeck/exact'
import { z } from 'zod'

const port = z.number().int().min(0).max(65_535)
/** Name of a process: it stands beside a number in the lease, with a space between them. */
export const processName = z.string().regex(/^[\w.-]{1,64}$/, 'use 1 to 64 of letters, digits, ".", "_" and "-"')
const path = z.string().min(1).max(4_096)
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

/** Schema of the configuration file. */
export const configSchema = z.strictObject({
  port: port.optional().describe('port of the page and the API; 8787 by default'),
  host: z.string().min(1).optional().describe('address to listen on; 127.0.0.1 by default'),
  allowPlainHttp: z
    .boolean()
    .optional()
    .describe('true to listen beyond this machine without an https publicUrl; off by default'),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('public address of the page, if it differs from the address listened on'),
  advertiseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'address at which other gateways of the database reach this one, to pass orders on to it; none by default',
    ),
  gatewayOrigins: z
    .array(z.string().min(1).max(200))
    .max(100)
    .optional()
    .describe(
      'origins of the gateways that orders and sign-ins may be passed on to, or a network with a port; none by default',
    ),
  trustedProxies: z
    .array(z.string().min(1).max(60))
    .max(100)
    .optional()
    .describe(
      'addresses and networks of reverse proxies whose X-Forwarded-For and X-Forwarded-Host are trusted; none by default',
    ),
  sessionIdle: z
    .string()
    .min(1)
    .optional()
    .describe('how long a browser stays signed in without use, from 5m to 30d; 7d by default'),
  replayLimit: z
    .number()
    .int()
    .min(1_000)
    .optional()
    .describe('events that a subscriber may be behind and resume; further back it is reset; 500000 by default'),
  retentionDays: z
    .number()
    .int()
    .min(7)
    .max(3_650)
    .optional()
    .describe('age in days from which events are archived as files, from 7 to 3650; off by default'),
  role: z
    .enum(['all', 'ingest', 'edge'])
    .optional()
    .describe(
      'work of a gateway on a database: ingest follows accounts, edge serves them; all, which is both, by default',
    ),
  name: processName
    .optional()
    .describe('name of a gateway on a database, to which accounts are moved; that of the machine by default'),
  capacity: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe(
      'accounts that a gateway on a database follows at most; the others are left to other gateways; no limit by default',
    ),
  balance: z
    .boolean()
    .optional()
    .describe('false to move no account by itself to spread accounts over the gateways of a database; on by default'),
  otlpEndpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('OpenTelemetry collector that receives traces and metrics over OTLP/HTTP; off by default'),
  busFile: path
    .optional()
    .describe(
      'a file that only its owner can read, with the address of the Redis that brings events between gateways on one database',
    ),
  gatewaySecretFile: path
    .optional()
    .describe(
      'a file that only its owner can read, with the secret by which gateways on one database know each other; the same on each',
    ),
  allowPlainBus: z
    .boolean()
    .optional()
    .describe('true to send events and the password of the bus over plain redis:// to another machine; off by default'),
  databaseFile: path
    .optional()
    .describe(
      'a file that only its owner can read, with the address of a PostgreSQL database that holds the ledgers instead of `data`',
    ),
  sandboxPort: port.optional().describe('port of the sandbox exchange under `up`; 9090 by default'),
  data: path.optional().describe('folder of all durable data; .spotdeck by default, .spotdeck/demo under `up`'),
  rest: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('address of the exchange’s REST API; https://api.mexc.com by default'),
  ws: z
    .url({ protocol: /^wss?$/ })
    .optional()
    .describe('address of the exchange’s streams; wss://wbs-api.mexc.com/ws by default'),
  allowPlainExchange: z
    .boolean()
    .optional()
    .describe('true to allow plain http and ws for `rest` and `ws` of another machine; off by default'),
  seed: z.string().min(1).max(64).optional().describe('seed of the sandbox’s market'),
  bots: z.boolean().optional().describe('market makers and takers of the sandbox; on by default'),
  symbols: z.string().min(1).optional().describe('symbols of the sandbox, separated by commas; all by default'),
  recording: z
    .string()
    .min(1)
    .optional()
    .describe('file of recorded candles, or of candles or prints as CSV, that the sandbox plays back'),
  replay: path
    .optional()
    .describe('file of `spotdeck record` whose market the sandbox has, on the recording’s own time'),
  mirror: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('address of REST of a host whose live market the sandbox has, for `symbols`'),
  mirrorWs: z
    .url({ protocol: /^wss?$/ })
    .optional()
    .describe('address of the streams of `mirror`, where it does not follow from it'),
  speed: z
    .string()
    .min(1)
    .optional()
    .describe('rate of the sandbox’s time, as a multiple of the machine’s, from 0.001 to 1000; 1 by default'),
  fastForward: z
    .string()
    .min(1)
    .optional()
    .describe('time that the sandbox simulates before it starts, such as 90m, 6h or 2d'),
  startAt: z
    .string()
    .min(1)
    .optional()
    .describe('time of the sandbox at its first start, such as 2027-01-01T00:00:00Z; the machine’s by default'),
  paused: z.boolean().optional().describe('true if the sandbox’s time stands still until its panel moves it'),
  scenario: path.optional().describe('file of a scenario that the sandbox plays'),
  venue: path.optional().describe('file of symbols, coins, fees and accounts of the sandbox'),
  switches: z
    .string()
    .min(1)
    .optional()
    .describe('undocumented behavior of the sandbox, such as tradeIds=hex,closeCode=1000'),
  panel: z.boolean().optional().describe('control panel of the sandbox; on by default'),
  panelToken: z
    .string()
    .min(16)
    .max(256)
    .optional()
    .describe('token by which other machines use the sandbox’s control panel; without one none may'),
  panelTokenFile: path.optional().describe('file that holds this token'),
  tlsCert: path.optional().describe('certificate with which `sandbox` serves https and wss, as a PEM file'),
  tlsKey: path.optional().describe('key of that certificate, as a PEM file'),
  tlsMade: path.optional().describe('file for a certificate that `sandbox` makes for its start, for clients to trust'),
  panelHost: z
    .string()
    .min(1)
    .max(253)
    .optional()
    .describe('name by which other machines reach the panel; any by default'),
  logLevel: z
    .enum(['debug', 'info', 'warn', 'error'])
    .optional()
    .describe('lowest level that is logged; warn by default'),
  accounts: z
    .array(accountSchema.refine(hasOneKey, 'name either keyFile or keyCommand'))
    .min(1)
    .max(64)
    .optional()
    .describe('accounts to follow, each with its key'),
  redis: z.array(redisSchema).max(16).optional().describe('Redis targets that receive every durable event'),
  audiences: z
    .strictObject({ viewer: limitsSchema.optional(), public: limitsSchema.optional() })
    .optional()
    .describe('assets and symbols to exclude for viewers and for the public'),
  notices: z
    .array(path)
    .max(100)
    .optional()
    .describe('files with saved announcements of the exchange: web pages, text or JSON'),
})

/** A configuration file. */
export type FileConfig = z.infer<typeof configSchema>
/** One account of a configuration file. */
export type FileAccount = z.infer<typeof accountSchema>

/** As an editor or another program reads it. */
export function jsonSchema(): object {
  const schema = z.toJSONSchema(configSchema, { target: 'draft-2020-12', io: 'input' })
  return { title: 'Spotdeck configuration', ...schema }
}

/** One setting, as the documentation lists it. */
export type Described = { readonly name: string; readonly means: string; readonly usually: string }

/** Every setting by its path, for the documentation. */
export function describedSettings(): readonly Described[] {
  const rows = (shape: Readonly<Record<string, z.ZodType>>, before: string): Described[] =>
    Object.entries(shape).map(([name, field]) => ({
      name: before + name,
      means: field.description ?? '',
      usually: field instanceof z.ZodDefault ? String(field.def.defaultValue) : '',
    }))
  return [
    ...rows(configSchema.shape, ''),
    ...rows(accountSchema.shape, 'accounts[].'),
    ...rows(redisSchema.shape, 'redis[].'),
    ...rows(limitsSchema.shape, 'audiences.viewer.'),
    ...rows(limitsSchema.shape, 'audiences.public.'),
  ]
}
