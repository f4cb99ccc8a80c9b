/** The configuration file: what may stand in it, checked before anything is opened or written. */

import { DEFAULT_LIMITS, isZone } from '@spotdeck/gateway'
import { isPositive, tryDecimal } from '@spotdeck/exact'
import { z } from 'zod'

const port = z.number().int().min(0).max(65_535)
const path = z.string().min(1).max(4_096)
const amount = z.string().refine((text) => {
  const exact = tryDecimal<'USDT'>(text)
  return exact !== undefined && isPositive(exact)
}, 'write an amount of USDT as decimal text, such as "500"')

export const accountSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/, 'use 1 to 32 of a-z, 0-9 and -')
    .describe('names the account in addresses and files'),
  label: z.string().min(1).max(64).optional().describe('what people see; the id unless told'),
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
    .describe(
      'instead of keyFile: a program and its arguments that write the same to standard output, such as secret-tool',
    ),
  trading: z.boolean().default(false).describe('whether Spotdeck may place and cancel orders for this account'),
  maxOrderNotional: amount
    .default(DEFAULT_LIMITS.maxOrderNotional)
    .describe('the most an order may be worth, in USDT, decimal text'),
  maxDailyNotional: amount
    .default(DEFAULT_LIMITS.maxDailyNotional)
    .describe('the most that may be ordered in a day, in USDT, decimal text'),
  zone: z
    .string()
    .refine(isZone, 'write an IANA time zone such as Asia/Taipei')
    .default(DEFAULT_LIMITS.zone)
    .describe('where the account’s days begin, such as Asia/Taipei'),
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
    .describe('redis:// or rediss://, with user, password and database if there are any'),
  prefix: z.string().min(1).max(100).optional().describe('the first part of every key; spotdeck unless told'),
  audience: z.enum(['owner', 'viewer']).describe('whose eyes events are masked for'),
  allowPlain: z
    .boolean()
    .optional()
    .describe('whether a password may travel by plain redis:// to another machine; off unless told'),
  maxLength: z
    .number()
    .int()
    .min(1_000)
    .optional()
    .describe('about how many events a stream keeps; 100000 unless told'),
})

const limitsSchema = z.strictObject({
  withoutAssets: z
    .array(z.string().min(1).max(40))
    .max(1_000)
    .optional()
    .describe('assets, and every symbol they are part of'),
  withoutSymbols: z.array(z.string().min(1).max(40)).max(1_000).optional().describe('symbols'),
})

export const configSchema = z.strictObject({
  port: port.optional().describe('of the page and the API; 8787 unless told'),
  host: z.string().min(1).optional().describe('address to listen on; 127.0.0.1 unless told'),
  allowPlainHttp: z
    .boolean()
    .optional()
    .describe('whether `host` may lead beyond this machine without TLS or a trusted proxy; off unless told'),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('the address that readers use, when it is not the one listened on'),
  trustedProxies: z
    .array(z.string().min(1).max(60))
    .max(100)
    .optional()
    .describe(
      'addresses and networks of reverse proxies whose X-Forwarded-For and X-Forwarded-Host are believed; none unless told',
    ),
  sessionIdle: z
    .string()
    .min(1)
    .optional()
    .describe('how long a browser stays signed in without being used, from 5m to 30d; 7d unless told'),
  sandboxPort: port.optional().describe('of the sandbox exchange under `up`; 9090 unless told'),
  data: path.optional().describe('where everything durable lives; .spotdeck unless told'),
  rest: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('address of the exchange’s REST; https://api.mexc.com unless told'),
  ws: z
    .url({ protocol: /^wss?$/ })
    .optional()
    .describe('address of the exchange’s streams; wss://wbs-api.mexc.com/ws unless told'),
  allowPlainExchange: z
    .boolean()
    .optional()
    .describe('whether `rest` and `ws` may be plain http and ws to another machine; off unless told'),
  seed: z.string().min(1).max(64).optional().describe('what the sandbox’s market is drawn from'),
  bots: z.boolean().optional().describe('market makers and takers of the sandbox; on unless told'),
  symbols: z.string().min(1).optional().describe('the sandbox’s symbols, with commas between them; all unless told'),
  recording: z.string().min(1).optional().describe('file of recorded one-minute candles that the sandbox plays'),
  fastForward: z.string().min(1).optional().describe('time the sandbox runs through first, such as 90m, 6h or 2d'),
  switches: z
    .string()
    .min(1)
    .optional()
    .describe('the sandbox’s choices of what is undocumented, such as tradeIds=hex,closeCode=1000'),
  panel: z.boolean().optional().describe('the sandbox’s control panel; on unless told'),
  logLevel: z
    .enum(['debug', 'info', 'warn', 'error'])
    .optional()
    .describe('the least of what is logged; warn unless told'),
  accounts: z
    .array(accountSchema.refine(hasOneKey, 'name either keyFile or keyCommand'))
    .min(1)
    .max(64)
    .optional()
    .describe('the accounts to follow, each with its key file'),
  redis: z.array(redisSchema).max(16).optional().describe('where else every durable event goes'),
  audiences: z
    .strictObject({ viewer: limitsSchema.optional(), public: limitsSchema.optional() })
    .optional()
    .describe('what is left out for viewers and for the public'),
  notices: z
    .array(path)
    .max(100)
    .optional()
    .describe('announcements of the exchange saved to files: pages, text or JSON'),
})

export type FileConfig = z.infer<typeof configSchema>
export type FileAccount = z.infer<typeof accountSchema>

/** As an editor or another program reads it. */
export function jsonSchema(): object {
  const schema = z.toJSONSchema(configSchema, { target: 'draft-2020-12', io: 'input' })
  return { title: 'Spotdeck configuration', ...schema }
}

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
