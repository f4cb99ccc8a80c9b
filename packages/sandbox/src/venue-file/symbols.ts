/** Symbols of a venue file: built-in ones changed by name, and new ones with defaults that follow from their price. */

import {
  type AnyDecimal,
  type Amount,
  type Decimal,
  compare,
  decimal,
  fromUnits,
  multiply,
  scaleOf,
  toScaled,
  toUnits,
} from '@spotdeck/exact'
import { defined } from '@spotdeck/ports'
import { isChannelSymbol } from '@spotdeck/wire'
import type { SymbolRules } from '../venue/contract/exchange.ts'
import { type SandboxSymbol, DOLLAR_RULES } from '../venue/listing/symbols.ts'
import { ASSET_DIGITS } from '../venue/contract/units.ts'
import { type Report, type Troubles, report } from './error.ts'
import type { SymbolEntry } from './schema.ts'

const DOLLARS = ['USDT', 'USDC']
/** Fewer ticks leave a market no room to move. */
const MIN_PRICE_TICKS = 10n
/** A price in ticks may grow ten thousandfold and stays a safe integer. */
const MAX_PRICE_TICKS = 100_000_000_000n

/** Name of an entry's symbol: its own, or that of its assets. */
export function symbolOf({ symbol, baseAsset = '', quoteAsset = '' }: SymbolEntry): string {
  return symbol ?? `${baseAsset}${quoteAsset}`
}

/** The symbols of a venue in order: the base's, changed in their places, then new ones, but for those with a trouble. */
export function symbolsOf(
  entries: readonly SymbolEntry[],
  base: readonly SandboxSymbol[],
  troubles: Troubles,
): readonly SandboxSymbol[] {
  const all = new Map(base.map((one) => [one.rules.symbol, one]))
  const dollars = dollarPrices(entries, base)
  for (const [n, entry] of entries.entries()) {
    const at: Report = (path, wrong) => report(['symbols', n, ...path], wrong)
    const name = symbolOf(entry)
    const made = troubles.attempt(() => {
      if (!isChannelSymbol(name)) at(['symbol'], 'name the symbol, or its baseAsset and quoteAsset.')
      return symbolFrom({ entry, name, before: all.get(name), dollars }, at)
    })
    if (made !== undefined) all.set(name, made)
  }
  return [...all.values()]
}

type Making = {
  readonly entry: SymbolEntry
  readonly name: string
  readonly before: SandboxSymbol | undefined
  readonly dollars: ReadonlyMap<string, AnyDecimal>
}

function symbolFrom(making: Making, report: Report): SandboxSymbol {
  const { entry, name, before, dollars } = making
  const given = before?.rules
  const baseAsset = entry.baseAsset ?? given?.baseAsset ?? report(['baseAsset'], `${name} is new: name its base asset.`)
  const quoteAsset =
    entry.quoteAsset ?? given?.quoteAsset ?? report(['quoteAsset'], `${name} is new: name its quote asset.`)
  const price = entry.price === undefined ? before?.referencePrice : decimal<'quote per base'>(entry.price)
  if (price === undefined) return report(['price'], `${name} is new: give the price that its market moves around.`)
  const usual = given ?? usualRules(price, dollars.get(quoteAsset))
  const priceDigits = entry.digits?.price ?? Math.max(usual.priceDigits, scaleOf(price))
  const rules: SymbolRules = {
    ...usual,
    symbol: name,
    baseAsset,
    quoteAsset,
    fullName: entry.fullName ?? given?.fullName ?? baseAsset,
    priceDigits,
    quantityDigits: entry.digits?.quantity ?? usual.quantityDigits,
    ...limitsOf(entry),
    ...accessOf(entry),
  }
  if (entry.priceBand === null) delete (rules as { priceBand?: unknown }).priceBand
  const checked = withLeastQuantity(rules, entry)
  checkDigits(checked, price, report)
  checkLimits(checked, report)
  const shape = marketOf(entry)
  const market = shape === undefined ? before?.market : { ...before?.market, ...shape }
  return defined({ rules: checked, referencePrice: price, market })
}

function limitsOf(entry: SymbolEntry): Partial<SymbolRules> {
  return defined({
    minNotional: decimalOf<'quote'>(entry.minNotional),
    maxNotional: decimalOf<'quote'>(entry.maxNotional),
    minMarketNotional: decimalOf<'quote'>(entry.minMarketNotional),
    maxMarketNotional: decimalOf<'quote'>(entry.maxMarketNotional),
    quoteDigits: entry.digits?.quote,
  })
}

function accessOf(entry: SymbolEntry): Partial<SymbolRules> {
  const { makerCommission, takerCommission, orderTypes, apiTrading, status, tradeSideType, priceBand } = entry
  return defined({
    makerFeeRate: decimalOf<'fraction'>(makerCommission),
    takerFeeRate: decimalOf<'fraction'>(takerCommission),
    priceBand: priceBand
      ? { up: decimal<'fraction'>(priceBand.up), down: decimal<'fraction'>(priceBand.down) }
      : undefined,
    ...{ orderTypes, apiTrading, status, tradeSideType },
  })
}

function decimalOf<U extends string>(text: string | undefined): Decimal<U> | undefined {
  return text === undefined ? undefined : decimal<U>(text)
}

function marketOf({ market }: SymbolEntry): SandboxSymbol['market'] {
  if (market === undefined) return undefined
  const { turnover, spread, volatility, ...counts } = market
  const numberOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text))
  return { ...counts, turnover: numberOf(turnover), spread: numberOf(spread), volatility: numberOf(volatility) }
}

/** Rules of a new symbol: five figures of the price, and limits worth as much as those of a symbol in dollars. */
function usualRules(price: AnyDecimal, dollars: AnyDecimal | undefined) {
  const quantityDigits = within(magnitudeOf(price) + 1, 2, 8)
  const down = dollars === undefined ? 0 : magnitudeOf(dollars) + (isPowerOfTen(dollars) ? 0 : 1)
  const scaled = (amount: Amount): Amount => shifted(amount, down)
  const { minNotional, maxNotional, maxMarketNotional } = DOLLAR_RULES
  return {
    ...DOLLAR_RULES,
    minQuantity: fromUnits<'base'>(1, quantityDigits),
    priceDigits: within(4 - magnitudeOf(price), 2, 16),
    quantityDigits,
    minNotional: scaled(minNotional),
    maxNotional: scaled(maxNotional),
    maxMarketNotional: scaled(maxMarketNotional),
  }
}

/** The least quantity is a lot unless it is given: one of other digits would be on no grid. */
function withLeastQuantity(rules: SymbolRules, { minQuantity, digits }: SymbolEntry): SymbolRules {
  if (minQuantity !== undefined) return { ...rules, minQuantity: decimal(minQuantity) }
  if (digits?.quantity === undefined) return rules
  return { ...rules, minQuantity: fromUnits<'base'>(1, rules.quantityDigits) }
}

function checkDigits(rules: SymbolRules, price: AnyDecimal, report: Report): void {
  const { priceDigits, quantityDigits } = rules
  if (scaleOf(price) > priceDigits)
    report(['digits', 'price'], `the price ${price} has more than ${priceDigits} places.`)
  const ticks = toUnits(price, priceDigits)
  if (ticks < MIN_PRICE_TICKS) report(['digits', 'price'], `the price ${price} is below 10 ticks: give it more places.`)
  if (ticks > MAX_PRICE_TICKS)
    report(['digits', 'price'], `the price ${price} is too many ticks: give it fewer places.`)
  const feeDigits = Math.max(scaleOf(rules.makerFeeRate), scaleOf(rules.takerFeeRate))
  if (priceDigits + quantityDigits + feeDigits > ASSET_DIGITS) {
    report(
      ['digits'],
      `places of price, quantity and fee are ${priceDigits}, ${quantityDigits} and ${feeDigits}: together at most ${ASSET_DIGITS}.`,
    )
  }
  if (scaleOf(rules.minQuantity) > quantityDigits)
    report(['minQuantity'], `${rules.minQuantity} has more than ${quantityDigits} places.`)
}

function checkLimits(rules: SymbolRules, report: Report): void {
  const { minNotional, maxNotional, maxMarketNotional, minMarketNotional = minNotional } = rules
  if (compare(maxNotional, minNotional) < 0)
    report(['maxNotional'], `${maxNotional} is below the least, ${minNotional}.`)
  if (compare(maxMarketNotional, minMarketNotional) < 0)
    report(['maxMarketNotional'], `${maxMarketNotional} is below the least, ${minMarketNotional}.`)
}

/** Prices of assets in dollars, as far as symbols tell them. */
function dollarPrices(
  entries: readonly SymbolEntry[],
  base: readonly SandboxSymbol[],
): ReadonlyMap<string, AnyDecimal> {
  const known = base.map(({ rules, referencePrice }) => [rules.baseAsset, rules.quoteAsset, referencePrice] as const)
  const given = entries.flatMap(({ baseAsset, quoteAsset, price }) =>
    baseAsset === undefined || quoteAsset === undefined || price === undefined
      ? []
      : [[baseAsset, quoteAsset, decimal<'quote per base'>(price)] as const],
  )
  const inDollars = [...known, ...given].filter(([, quote]) => DOLLARS.includes(quote))
  return new Map(inDollars.map(([asset, , price]) => [asset, price]))
}

/** Exponent of the first figure: 0 for 1 to 9.99, -1 for 0.1 to 0.99. */
function magnitudeOf(value: AnyDecimal): number {
  const { coefficient, scale } = toScaled(value)
  return String(coefficient).length - 1 - scale
}

function isPowerOfTen(value: AnyDecimal): boolean {
  return /^10*$/.test(String(toScaled(value).coefficient))
}

/** An amount divided by a power of ten. */
function shifted(amount: Amount, places: number): Amount {
  return multiply(amount, places >= 0 ? fromUnits(1, places) : fromUnits(10n ** BigInt(-places), 0))
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
