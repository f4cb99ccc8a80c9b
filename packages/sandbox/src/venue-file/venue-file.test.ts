import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decimal } from '@spotdeck/exact'
import { describe, expect, test } from 'vitest'
import { builtInVenue, feeRatesIn } from '../venue/listing/definition.ts'
import { sandboxSymbols } from '../venue/listing/symbols.ts'
import { VenueError } from './error.ts'
import { parseVenue, readVenue, venueJsonSchema } from './parse.ts'
import { resolveVenue } from './resolve.ts'
import { writtenVenue } from './write.ts'

const MEME = { baseAsset: '币安人生', quoteAsset: 'USDT', price: '0.25' }
const COIN = { coin: 'EURX', networkList: [{ netWork: 'ETH' }] }
const KEY = { apiKey: 'mx0carol', secret: 'carols-secret' }
const of = (venue: object) => resolveVenue(parseVenue(venue))
const rulesOf = (venue: object, symbol: string) => of(venue).symbols.find(({ rules }) => rules.symbol === symbol)?.rules

describe('a venue file', () => {
  test('of one symbol adds to the built-in venue, with digits and limits that follow from the price', () => {
    const venue = of({ symbols: [MEME] })
    expect(venue.symbols.slice(0, -1)).toEqual(sandboxSymbols)
    expect(venue.symbols.at(-1)).toMatchObject({
      referencePrice: '0.25',
      rules: { symbol: '币安人生USDT', fullName: '币安人生', priceDigits: 5, quantityDigits: 2, minNotional: '1' },
    })
    expect(venue.coins.at(-1)).toMatchObject({
      coin: '币安人生',
      networks: [{ netWork: '币安人生', depositEnable: true }],
    })
  })

  test('gives a new symbol the digits that the built-in ones have at their prices', () => {
    for (const { rules, referencePrice: price } of sandboxSymbols.filter(
      ({ rules }) => rules.quoteAsset === 'USDT' && rules.apiTrading,
    )) {
      const made = rulesOf({ symbols: [{ baseAsset: 'NEW', quoteAsset: 'USDT', price }] }, 'NEWUSDT')
      expect([rules.symbol, made?.priceDigits]).toEqual([rules.symbol, rules.priceDigits])
    }
  })

  test('limits of a symbol in another quote are worth what they are in dollars', () => {
    const made = rulesOf({ symbols: [{ baseAsset: 'NEW', quoteAsset: 'BTC', price: '0.034' }] }, 'NEWBTC')
    expect(made).toMatchObject({ minNotional: '0.00001', maxNotional: '20', maxMarketNotional: '2' })
  })

  test('changes a built-in symbol by its name and leaves the rest of it', () => {
    const changed = rulesOf({ symbols: [{ symbol: 'MXUSDT', takerCommission: '0.001', priceBand: null }] }, 'MXUSDT')
    const { priceBand: _band, ...before } = sandboxSymbols.find(({ rules }) => rules.symbol === 'MXUSDT')?.rules ?? {}
    expect(changed).toEqual({ ...before, takerFeeRate: '0.001' })
  })

  test('stands alone, with its own coins', () => {
    const venue = of({ extends: 'nothing', coins: [COIN], symbols: [{ ...MEME, quoteAsset: 'EURX' }] })
    expect(venue.symbols.map(({ rules }) => rules.symbol)).toEqual(['币安人生EURX'])
    expect(venue.coins.map(({ coin }) => coin)).toEqual(['EURX', '币安人生'])
  })

  test('selects fees by account, then by symbol', () => {
    const tier = { name: 'vip', takerCommission: '0.0003', symbols: { MXUSDT: { makerCommission: '0.0001' } } }
    const venue = of({ feeTiers: [tier], accounts: [{ uid: '20000001', feeTier: 'vip' }] })
    const rates = (account: string, symbol: string) => {
      const rules = venue.symbols.find((one) => one.rules.symbol === symbol)?.rules
      return rules === undefined ? undefined : feeRatesIn(venue, account, rules)
    }
    expect(rates('20000001', 'MXUSDT')).toEqual({ makerFeeRate: '0.0001', takerFeeRate: '0.0003' })
    expect(rates('20000001', 'ETHUSDC')).toEqual({ makerFeeRate: '0', takerFeeRate: '0.0003' })
    expect(rates('10000001', 'MXUSDT')).toBeUndefined()
  })

  test('written out with every default, it is the same venue when it is read again', () => {
    const market = { turnover: '5000', tradesPerMinute: 12, spread: '0.002', depth: 40, volatility: '0' }
    const affiliate = { inviteCode: 'ref-1', referrals: [{ uid: '70055001', daysAgo: 3 }] }
    for (const venue of [
      builtInVenue,
      of({ symbols: [{ ...MEME, market, digits: { quote: 6 } }], mxDiscount: '0.5' }),
      of({ feeTiers: [{ name: 'vip' }], accounts: [{ uid: '20000001', feeTier: 'vip', kycStatus: '1', affiliate }] }),
    ])
      expect(of(JSON.parse(JSON.stringify(writtenVenue(venue))) as object)).toEqual(venue)
  })
})

describe('a venue that cannot be opened', () => {
  const wrong: readonly (readonly [string, object])[] = [
    ['symbols[1].digit: there is no such field', { symbols: [MEME, { ...MEME, digit: 2 }] }],
    ['symbols[0].digits.price: ', { symbols: [{ ...MEME, digits: { price: 2.5 } }] }],
    [
      'symbols[0].digits.price: the price 0.25 has more than 1 places',
      { symbols: [{ ...MEME, digits: { price: 1 } }] },
    ],
    [
      'symbols[0].digits: places of price, quantity and fee',
      { symbols: [{ ...MEME, digits: { price: 9, quantity: 8 } }] },
    ],
    ['symbols[0].symbol: a symbol is', { symbols: [{ ...MEME, symbol: 'lower' }] }],
    ['symbols[0].price: NEWUSDT is new', { symbols: [{ baseAsset: 'NEW', quoteAsset: 'USDT' }] }],
    ['symbols[0].baseAsset: NOPE is new', { symbols: [{ symbol: 'NOPE', quoteAsset: 'USDT', price: '1' }] }],
    ['symbols[0].quoteAsset: there is no coin EURX', { symbols: [{ ...MEME, quoteAsset: 'EURX' }] }],
    ['symbols[1].symbol: 币安人生USDT is there twice', { symbols: [MEME, MEME] }],
    ['symbols[0].maxNotional: 1 is below', { symbols: [{ ...MEME, minNotional: '5', maxNotional: '1' }] }],
    ['coins[1].coin: EURX is there twice', { coins: [COIN, COIN] }],
    [
      'coins[0].networkList[1].netWork: ETH is there twice',
      { coins: [{ coin: 'A', networkList: [{ netWork: 'ETH' }, { netWork: 'ETH' }] }] },
    ],
    ['feeTiers[0].symbols.NOPE: there is no symbol NOPE', { feeTiers: [{ name: 'vip', symbols: { NOPE: {} } }] }],
    [
      'feeTiers[0]: a fee of 8 places is too fine for ',
      {
        feeTiers: [{ name: 'vip', takerCommission: '0.00000001' }],
        symbols: [{ ...MEME, digits: { price: 8, quantity: 6 } }],
      },
    ],
    ['accounts[0].feeTier: there is no fee tier vip', { accounts: [{ uid: '20000001', feeTier: 'vip' }] }],
    ['accounts[0].balances.NOPE: there is no coin NOPE', { accounts: [{ uid: '20000001', balances: { NOPE: '1' } }] }],
    ['accounts[0].keys[1].apiKey: mx0carol is there twice', { accounts: [{ uid: '20000001', keys: [KEY, KEY] }] }],
    [
      'accounts[0].keys[0].apiKey: mx0sandboxdemo is built in',
      { accounts: [{ uid: '20000001', keys: [{ ...KEY, apiKey: 'mx0sandboxdemo' }] }] },
    ],
    [
      'accounts[0].affiliate.symbols[0]: there is no symbol NOPE',
      { accounts: [{ uid: '20000001', affiliate: { inviteCode: 'x', symbols: ['NOPE'] } }] },
    ],
    ['symbols: a venue that extends nothing', { extends: 'nothing' }],
  ]

  test.each(wrong)('is refused with one message that names the place: %s', (message, venue) => {
    expect(() => parseVenue(venue)).toThrow(VenueError)
    expect(() => parseVenue(venue, 'venue.json')).toThrow(`venue.json: ${message}`)
  })

  test.each([
    [
      { symbls: [], symbols: [{ ...MEME, price: 1 }, { symbol: 7 }], coins: 'EURX', accounts: [{}] },
      'venue.json: symbls: there is no such field; symbols[0].price: write text in quotes; symbols[1].symbol: write text in quotes; ' +
        'coins: write a list in [ ]; accounts[0].uid: is missing: write text in quotes.',
    ],
    [
      {
        symbols: [{ baseAsset: 'NEW', quoteAsset: 'USDT' }, { ...MEME, quoteAsset: 'EURX' }, MEME, MEME],
        accounts: [{ uid: '20000001', keys: [KEY, KEY] }],
      },
      'venue.json: symbols[3].symbol: 币安人生USDT is there twice: remove it here or in symbols[2]. accounts[0].keys[1].apiKey: mx0carol is ' +
        'there twice, first in accounts[0].keys[0]: choose another API key. symbols[0].price: NEWUSDT is new: give the price that its ' +
        'market moves around. symbols[1].quoteAsset: there is no coin EURX: add it to coins.',
    ],
    [
      {
        feeTiers: [{ name: 'vip', symbols: { NOPE: {} } }],
        accounts: [
          { uid: '20000001', feeTier: 'vip' },
          { uid: '20000002', balances: { NOPE: '1' } },
        ],
      },
      'venue.json: feeTiers[0].symbols.NOPE: there is no symbol NOPE. accounts[1].balances.NOPE: there is no coin NOPE.',
    ],
  ])('is refused with everything that is wrong with it: %#', (venue, message) => {
    expect(() => parseVenue(venue, 'venue.json')).toThrow(new VenueError(message))
  })

  test('is refused as a file with its name, and as text that is not JSON', () => {
    const folder = mkdtempSync(join(tmpdir(), 'spotdeck-venue-'))
    const file = join(folder, 'venue.json')
    writeFileSync(file, '{"symbols": [{"price": 1}]}')
    expect(() => readVenue(file)).toThrow(`${file}: symbols[0].price: `)
    writeFileSync(file, '{"symbols": [')
    expect(() => readVenue(file)).toThrow(`${file} is not valid JSON`)
    rmSync(folder, { recursive: true })
    expect(() => readVenue(file)).toThrow(`${file} cannot be read`)
  })
})

test('the published schema is the one that venues are checked by', async () => {
  const text = `${JSON.stringify(venueJsonSchema(), null, 2)}\n`
  await expect(text).toMatchFileSnapshot('../../public/generated/venue.schema.json')
  expect(parseVenue({ symbols: [{ ...MEME, makerCommission: decimal('0.001') }] }).symbols).toHaveLength(1)
})
