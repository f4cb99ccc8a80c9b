import { decimal, type Decimal } from '@spotdeck/exact'
import { describe, expect, it } from 'vitest'
import type { UnitPrice } from '../words.ts'
import type { Deal } from './deal.ts'
import { dealEffects } from './effect.ts'
import { assetsWithoutPrice, lacksDealPrice, lacksFlowPrice, pricesOfDeal } from './prices.ts'

const unit = (text: string): UnitPrice => decimal(text)
const amount = (text: string): Decimal<'asset'> => decimal(text)
const deal: Deal = {
  tradeId: '900000000000000001X0',
  orderId: 'C02__1',
  symbol: 'ETHBTC',
  baseAsset: 'ETH',
  quoteAsset: 'BTC',
  side: 'BUY',
  price: decimal('0.05'),
  quantity: decimal('4'),
  quoteQuantity: decimal('0.2'),
  fee: amount('0.5'),
  feeAsset: 'MX',
  isMaker: true,
  isSelfTrade: false,
  time: 5_000,
}
const inUsdt = { ...deal, symbol: 'ETHUSDT', quoteAsset: 'USDT', price: decimal<'quote per base'>('3000') }
const ofUsdt = {
  ...deal,
  symbol: 'USDTBRL',
  baseAsset: 'USDT',
  quoteAsset: 'BRL',
  price: decimal<'quote per base'>('5'),
}

describe('prices of a deal', () => {
  const market = (prices: Record<string, string>) => (asset: string) => {
    const price = prices[asset]
    return price === undefined ? undefined : unit(price)
  }

  it('come from the market where the deal does not hold them', () => {
    expect(pricesOfDeal(deal, market({ BTC: '60000', MX: '2' }))).toEqual({
      quoteUnitPrice: '60000',
      feeUnitPrice: '2',
    })
    expect(pricesOfDeal(deal, market({ MX: '2' }))).toEqual({ feeUnitPrice: '2' })
    expect(pricesOfDeal(deal)).toEqual({})
  })

  it('are kept where the deal has them already', () => {
    const priced = { ...deal, quoteUnitPrice: unit('50000'), feeUnitPrice: unit('3') }
    expect(pricesOfDeal(priced, market({ BTC: '60000', MX: '2' }))).toEqual({
      quoteUnitPrice: '50000',
      feeUnitPrice: '3',
    })
  })

  it('leave out USDT, whose price is 1', () => {
    expect(pricesOfDeal(inUsdt, market({ USDT: '9', MX: '2' }))).toEqual({ feeUnitPrice: '2' })
    expect(pricesOfDeal({ ...inUsdt, feeAsset: 'USDT' })).toEqual({})
    expect(pricesOfDeal({ ...deal, feeAsset: 'USDT' }, market({ BTC: '60000' }))).toEqual({ quoteUnitPrice: '60000' })
  })

  it('follow from the deal: a fee in the quote or the base asset, a quote bought with USDT', () => {
    expect(pricesOfDeal({ ...deal, feeAsset: 'BTC' }, market({ BTC: '60000' }))).toEqual({
      quoteUnitPrice: '60000',
      feeUnitPrice: '60000',
    })
    expect(pricesOfDeal({ ...deal, feeAsset: 'ETH' }, market({ BTC: '60000', ETH: '1' }))).toEqual({
      quoteUnitPrice: '60000',
      feeUnitPrice: '3000',
    })
    expect(pricesOfDeal({ ...inUsdt, feeAsset: 'ETH' })).toEqual({ feeUnitPrice: '3000' })
    expect(pricesOfDeal({ ...ofUsdt, feeAsset: 'BRL' }, market({ BRL: '9' }))).toEqual({
      quoteUnitPrice: '0.2',
      feeUnitPrice: '0.2',
    })
    expect(pricesOfDeal({ ...ofUsdt, feeAsset: 'BRL', price: decimal('0') }, market({ BRL: '9' }))).toEqual({
      quoteUnitPrice: '9',
      feeUnitPrice: '9',
    })
    expect(pricesOfDeal({ ...deal, feeAsset: 'ETH' }, market({ ETH: '1' }))).toEqual({ feeUnitPrice: '1' })
  })
})

describe('prices that a value lacks', () => {
  it('are those of the quote and of a paid fee, unless they are USDT', () => {
    expect(assetsWithoutPrice(deal)).toEqual(['BTC', 'MX'])
    expect(assetsWithoutPrice({ ...deal, fee: amount('0') })).toEqual(['BTC'])
    expect(assetsWithoutPrice({ ...deal, quoteUnitPrice: unit('1') })).toEqual(['MX'])
    expect(assetsWithoutPrice({ ...deal, feeUnitPrice: unit('1') })).toEqual(['BTC'])
    expect(assetsWithoutPrice(inUsdt)).toEqual(['MX'])
    expect(assetsWithoutPrice({ ...inUsdt, feeAsset: 'USDT' })).toEqual([])
    expect(lacksDealPrice(deal)).toBe(true)
    expect(lacksDealPrice({ ...inUsdt, feeAsset: 'USDT' })).toBe(false)
  })

  it('are those of a flow that is not USDT and not nothing', () => {
    expect(lacksFlowPrice({ asset: 'MX', change: amount('-3') })).toBe(true)
    expect(lacksFlowPrice({ asset: 'MX', change: amount('-3'), unitPrice: unit('2') })).toBe(false)
    expect(lacksFlowPrice({ asset: 'MX', change: amount('0') })).toBe(false)
    expect(lacksFlowPrice({ asset: 'USDT', change: amount('3') })).toBe(false)
  })
})

describe('the effect of a deal on balances', () => {
  it('credits one asset, debits the other and takes the fee', () => {
    expect(dealEffects(deal)).toEqual([
      { asset: 'ETH', change: '4', isFee: false },
      { asset: 'BTC', change: '-0.2', isFee: false },
      { asset: 'MX', change: '-0.5', isFee: true },
    ])
    expect(dealEffects({ ...deal, side: 'SELL', fee: amount('0') })).toEqual([
      { asset: 'ETH', change: '-4', isFee: false },
      { asset: 'BTC', change: '0.2', isFee: false },
    ])
  })
})
