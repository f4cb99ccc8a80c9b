/** Markets by their names, and numbers on their grids. */

import { type Decimal, decimal, roundDown, roundHalfEven } from '@spotdeck/exact'
import { plainSymbol } from '@spotdeck/wire'
import type { SymbolRules } from '../market-rules/symbol-rules.ts'
import { BadSymbol } from './errors.ts'
import { type Currency, currencyOf } from './currencies.ts'
import { type Market, marketOf, plain } from './structures.ts'

type Value = number | string

/** The markets of one list of rules. */
export class Markets {
  /** By unified symbol. */
  readonly all: Readonly<Record<string, Market>>
  readonly #rules: ReadonlyMap<string, SymbolRules>

  constructor(rules: ReadonlyMap<string, SymbolRules> = new Map()) {
    this.#rules = rules
    this.all = Object.fromEntries([...rules.values()].map(marketOf).map((market) => [market.symbol, market]))
  }

  /** Currencies of the markets, by code, without their networks. */
  get currencies(): Readonly<Record<string, Currency>> {
    const codes = Object.values(this.all).flatMap(({ base, quote }) => [base, quote])
    return Object.fromEntries(codes.map((coin) => [coin, currencyOf({ coin, networkList: [] })]))
  }

  /** The market of a unified symbol, or of MEXC's. @throws {BadSymbol} */
  of(symbol: string): Market {
    const found = this.all[symbol] ?? this.all[this.nameOf(symbol)]
    if (found === undefined) throw new BadSymbol(`mexc does not have market symbol ${symbol}`)
    return found
  }

  /** The unified symbol of MEXC's; one that is not listed stays as it is. */
  nameOf(id: string): string {
    const { baseAsset, quoteAsset } = this.#rules.get(plainSymbol(id)) ?? {}
    return baseAsset === undefined || quoteAsset === undefined ? id : `${baseAsset}/${quoteAsset}`
  }

  /** Rounded down to the grid of amounts. */
  amount(symbol: string, value: Value): string {
    return this.#rounded(symbol, value, (exact, { quantityDigits }) => roundDown(exact, quantityDigits))
  }

  /** Rounded to the nearest price of the grid. */
  price(symbol: string, value: Value): string {
    return this.#rounded(symbol, value, (exact, { priceDigits }) => roundHalfEven(exact, priceDigits))
  }

  /** Rounded down to the grid of prices. */
  cost(symbol: string, value: Value): string {
    return this.#rounded(symbol, value, (exact, { priceDigits }) => roundDown(exact, priceDigits))
  }

  #rounded(symbol: string, value: Value, round: (value: Decimal<'x'>, rules: SymbolRules) => string): string {
    const rules = this.#rules.get(this.of(symbol).id)
    const exact = decimal<'x'>(plain(value))
    return rules === undefined ? exact : round(exact, rules)
  }
}
