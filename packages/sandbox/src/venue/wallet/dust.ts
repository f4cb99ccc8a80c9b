/** Balances too small to trade and what the exchange gives for them in MX. */

import { type AssetAmount, as, compare, decimal, divide, multiply, roundDown, subtract } from '@spotdeck/exact'
import type { AccountId, Exchange } from '../contract/exchange.ts'

/** The conversion of one small balance into MX. */
type DustQuote = {
  readonly asset: string
  readonly balance: AssetAmount
  /** MX received, the fee taken already. */
  readonly mx: AssetAmount
  readonly fee: AssetAmount
  readonly usdt: AssetAmount
}

/** Balances worth less than this in USDT count as dust. */
const MAX_USDT = decimal<'asset'>('5')
const FEE = decimal<'fraction'>('0.02')
const DIGITS = 8
const DOLLARS = new Set(['USDT', 'USDC'])

/** Returns the balances that an account can convert, by asset, without MX and assets without a dollar market. */
export function dustOf(exchange: Exchange, account: AccountId): readonly DustQuote[] {
  const mxPrice = dollarPrice(exchange, 'MX')
  if (mxPrice === undefined) return []
  const quotes: DustQuote[] = []
  for (const [asset, { free: balance }] of exchange.balances(account)) {
    const price = dollarPrice(exchange, asset)
    if (asset === 'MX' || balance === '0' || price === undefined) continue
    const usdt = roundDown(multiply<'asset'>(balance, price), DIGITS)
    if (compare(usdt, MAX_USDT) >= 0) continue
    const whole = roundDown(divide<'asset'>(usdt, mxPrice), DIGITS)
    const fee = roundDown(multiply<'asset'>(whole, FEE), DIGITS)
    const mx = subtract(whole, fee)
    if (mx !== '0') quotes.push({ asset, balance, mx, fee, usdt })
  }
  return quotes
}

function dollarPrice(exchange: Exchange, asset: string): AssetAmount | undefined {
  if (DOLLARS.has(asset)) return decimal('1')
  return exchange.rules.has(`${asset}USDT`) ? as<'asset'>(exchange.lastPrice(`${asset}USDT`)) : undefined
}
