/** A venue as data, in the exchange's terms. The schema is published as `venue.schema.json`. */

import { isIP } from 'node:net'
import { tryDecimal } from '@spotdeck/exact'
import { PERMISSIONS } from '@spotdeck/wire'
import { z } from 'zod'

const MAX_SYMBOLS = 2_500
const MAX_COINS = 2_500
const MAX_ROWS = 1_000
/** MEXC: most addresses that a key may be bound to. */
const MAX_ADDRESSES = 20

const NAME = /^[\p{Lu}\p{Lo}\p{N}_]{1,40}$/u
const symbol = z
  .string()
  .regex(NAME, 'a symbol is 1 to 40 upper-case letters, letters without case, or digits')
  .describe('such as MXUSDT; letters beyond ASCII are allowed')
const asset = z
  .string()
  .regex(NAME, 'an asset is 1 to 40 upper-case letters, letters without case, or digits')
  .describe('such as USDT; letters beyond ASCII are allowed')

const decimalText = (form: RegExp, message: string) =>
  z
    .string()
    .regex(form, message)
    .refine((text) => tryDecimal(text) !== undefined, message)
const amount = decimalText(/^\d{1,30}(\.\d{1,18})?$/, 'write decimal text, such as "0.5"').describe('decimal text')
const positive = decimalText(
  /^(?!0+(\.0+)?$)\d{1,30}(\.\d{1,18})?$/,
  'write decimal text above 0, such as "0.5"',
).describe('decimal text above 0')
const share = decimalText(/^0(\.\d{1,8})?$/, 'write a share below 1 as decimal text, such as "0.0005"').describe(
  'share below 1 as decimal text',
)
const places = z.int().min(0).max(16)
const time = z.int().min(1).describe('ms since the epoch')

const marketSchema = z.strictObject({
  turnover: positive.optional().describe('quote amount that trades on a usual day'),
  tradesPerMinute: z.number().min(4).max(1_200).optional().describe('prints in a usual minute'),
  spread: share
    .optional()
    .describe('distance of best bid and best ask while the market is calm, as a share of the price'),
  depth: z.int().min(5).max(342).optional().describe('levels of makers a side'),
  volatility: share.optional().describe('amplitude of the price within a day; "0": the price stands still'),
})

const symbolSchema = z.strictObject({
  symbol: symbol.optional().describe('default: the base asset and the quote asset together'),
  baseAsset: asset.optional(),
  quoteAsset: asset.optional(),
  fullName: z.string().min(1).max(80).optional(),
  price: positive.optional().describe('price that its market moves around'),
  digits: z
    .strictObject({
      price: places.optional().describe('places of a price; default: five figures of the price'),
      quantity: places.optional().describe('places of a quantity'),
      quote: places.optional().describe('places of quoteOrderQty; default: those of the price'),
    })
    .optional(),
  minQuantity: amount.optional(),
  minNotional: amount.optional().describe('least price x quantity; exchangeInfo calls it quoteAmountPrecision'),
  maxNotional: positive.optional(),
  minMarketNotional: amount.optional().describe('the same for MARKET orders'),
  maxMarketNotional: positive.optional(),
  makerCommission: share.optional(),
  takerCommission: share.optional(),
  orderTypes: z
    .array(z.enum(['LIMIT', 'MARKET', 'LIMIT_MAKER']))
    .min(1)
    .optional(),
  apiTrading: z.boolean().optional().describe('false: orders over the API answer 10007'),
  status: z.enum(['online', 'paused', 'offline']).optional(),
  tradeSideType: z
    .union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)])
    .optional()
    .describe('1 both, 2 buy only, 3 sell only, 4 closed'),
  priceBand: z
    .strictObject({ up: share, down: share })
    .nullable()
    .optional()
    .describe('largest distance of a limit price from the last price; null: none'),
  market: marketSchema.optional(),
})

const networkSchema = z.strictObject({
  netWork: z.string().min(1).max(40).describe('code, such as TRX'),
  network: z.string().min(1).max(80).optional().describe('display name, such as Tron(TRC20); default: the code'),
  contract: z.string().max(120).optional(),
  depositEnable: z.boolean().optional(),
  withdrawEnable: z.boolean().optional(),
  minConfirm: z.int().min(0).max(100_000).optional(),
  withdrawFee: amount.optional(),
  withdrawMin: amount.optional(),
  withdrawMax: positive.optional(),
  sameAddress: z.boolean().optional().describe('one address for all accounts: a memo names the account'),
})

const coinSchema = z.strictObject({
  coin: asset,
  name: z.string().min(1).max(80).optional(),
  networkList: z.array(networkSchema).min(1).max(40).describe('the first network is the default'),
})

const rates = { makerCommission: share.optional(), takerCommission: share.optional() }
const tierSchema = z.strictObject({
  name: z.string().min(1).max(40),
  ...rates,
  symbols: z.record(symbol, z.strictObject(rates)).optional().describe('rates in single symbols'),
})

const keySchema = z.strictObject({
  apiKey: z.string().regex(/^mx0[A-Za-z0-9]{3,64}$/, 'an API key is mx0 and 3 to 64 letters or digits'),
  secret: z.string().min(8).max(128),
  permissions: z.array(z.enum(PERMISSIONS)).min(1).optional().describe('all of them by default'),
  ipWhiteList: z
    .array(z.string().refine((text) => isIP(text) !== 0, 'write an IP address'))
    .max(MAX_ADDRESSES)
    .optional(),
  note: z.string().max(80).optional(),
  expiresAt: time.optional(),
  status: z.enum(['VALID', 'FROZEN', 'DELETE']).optional().describe('DELETE: revoked'),
})

const mail = z.string().max(120).describe('masked e-mail address, such as a***@example.com')
const affiliateSchema = z.strictObject({
  inviteCode: z.string().min(1).max(40),
  rate: share.optional().describe('share of the fees of referrals; default 0.2'),
  referrals: z
    .array(
      z.strictObject({ uid: z.string().regex(/^\d{4,12}$/), email: mail.optional(), daysAgo: z.int().min(0).max(200) }),
    )
    .max(MAX_ROWS)
    .optional(),
  symbols: z.array(symbol).min(1).optional().describe('symbols in which the referrals trade'),
  withdrawals: z
    .array(z.strictObject({ withdrawTime: time, asset, amount }))
    .max(MAX_ROWS)
    .optional(),
  subaffiliates: z
    .array(
      z.strictObject({
        subaffiliateName: z.string().min(1).max(80),
        subaffiliateMail: mail,
        campaign: z.string().nullable().optional(),
        inviteCode: z.string().min(1).max(40),
        activationTime: time,
        registered: z.int().min(0).optional(),
        deposited: z.int().min(0).optional(),
        depositAmount: amount.optional(),
        commission: amount.optional(),
      }),
    )
    .max(MAX_ROWS)
    .optional(),
})

const accountSchema = z.strictObject({
  uid: z
    .string()
    .regex(/^\d{6,12}$/, 'a user id is 6 to 12 digits')
    .describe('10000001 is the demo account'),
  kycStatus: z.enum(['1', '2', '3', '4']).optional().describe('1 unverified, 2 primary, 3 advanced, 4 institutional'),
  feeTier: z.string().optional().describe('name of a fee tier'),
  mxDeduct: z.boolean().optional().describe('fees are paid in MX'),
  balances: z.record(asset, positive).optional().describe('deposits at the beginning, by asset'),
  keys: z.array(keySchema).max(30).optional(),
  affiliate: affiliateSchema.optional(),
})

/** Schema of a venue file. */
export const venueSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z.string().max(80).optional(),
  extends: z
    .enum(['built-in', 'nothing'])
    .optional()
    .describe('built-in (default): the file adds to the built-in venue or replaces by name; nothing: it stands alone'),
  symbols: z.array(symbolSchema).max(MAX_SYMBOLS).optional(),
  coins: z.array(coinSchema).max(MAX_COINS).optional(),
  feeTiers: z.array(tierSchema).max(100).optional(),
  mxDiscount: share.optional().describe('share of a fee that its payment in MX saves; default 0.2'),
  accounts: z.array(accountSchema).max(MAX_ROWS).optional(),
})

/** A checked venue file. */
export type VenueFile = z.infer<typeof venueSchema>
/** A symbol of a venue file. */
export type SymbolEntry = NonNullable<VenueFile['symbols']>[number]
/** A coin of a venue file. */
export type CoinEntry = NonNullable<VenueFile['coins']>[number]
/** An account of a venue file. */
export type AccountEntry = NonNullable<VenueFile['accounts']>[number]
/** An API key of a venue file. */
export type KeyEntry = NonNullable<AccountEntry['keys']>[number]
