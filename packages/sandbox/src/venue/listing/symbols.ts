/** The symbols of the sandbox: rules with real-looking digits, and the price each one's market starts around. */

import { type Price, decimal } from '@spotdeck/exact'
import { SandboxStartError } from '../../start-error.ts'
import type { SymbolRules } from '../contract/exchange.ts'

/** A symbol with its trading rules and its starting price. */
export type SandboxSymbol = {
  readonly rules: SymbolRules
  /** Starting price of the market model, and the last price before the first trade. */
  readonly referencePrice: Price
  /** Settings of its market model; absent: what the model makes of its assets. */
  readonly market?: MarketShape
}

/** Settings of one symbol's market model; what is absent follows from its assets. */
export type MarketShape = {
  /** Quote amount that trades on a usual day. */
  readonly turnover?: number | undefined
  /** Prints in a usual minute. */
  readonly tradesPerMinute?: number | undefined
  /** Distance of best bid and best ask while the market is calm, as a share of the price; a tick at least. */
  readonly spread?: number | undefined
  /** Levels of makers a side, 5 to 342. */
  readonly depth?: number | undefined
  /** Amplitude of the price within one day, as a share; 0: the price stands still. */
  readonly volatility?: number | undefined
}

type Entry = readonly [
  base: string,
  quote: string,
  fullName: string,
  price: string,
  digits: readonly [price: number, quantity: number],
  minQuantity: string,
  changes?: Partial<SymbolRules>,
]

/** Rules of a symbol whose quote is worth a dollar, unless it has its own. */
export const DOLLAR_RULES = {
  minNotional: decimal('1'),
  maxNotional: decimal('2000000'),
  maxMarketNotional: decimal('200000'),
  makerFeeRate: decimal('0'),
  takerFeeRate: decimal('0.0005'),
  orderTypes: ['LIMIT', 'MARKET', 'LIMIT_MAKER'],
  apiTrading: true,
  status: 'online',
  tradeSideType: 1,
  priceBand: { up: decimal('0.05'), down: decimal('0.05') },
} satisfies Partial<SymbolRules>

/** MEXC: USDC quotes trade without a fee. */
const FREE = { makerFeeRate: decimal<'fraction'>('0'), takerFeeRate: decimal<'fraction'>('0') }
const BITCOIN_QUOTE = {
  minNotional: decimal<'quote'>('0.00001'),
  maxNotional: decimal<'quote'>('20'),
  maxMarketNotional: decimal<'quote'>('2'),
}
/** MEXC: such pairs go on trading on the web while the API answers 10007. */
const CLOSED_TO_API = { apiTrading: false }

const ENTRIES: readonly Entry[] = [
  ['BTC', 'USDT', 'Bitcoin', '91250', [2, 8], '0.000001'],
  ['ETH', 'USDT', 'Ethereum', '3120', [2, 5], '0.0001'],
  ['SOL', 'USDT', 'Solana', '142.5', [2, 3], '0.001'],
  ['MX', 'USDT', 'MX Token', '2.49', [4, 2], '0.01'],
  ['XRP', 'USDT', 'XRP', '2.214', [4, 2], '0.01'],
  ['DOGE', 'USDT', 'Dogecoin', '0.1624', [5, 2], '0.01'],
  ['KAS', 'USDT', 'Kaspa', '0.084213', [6, 2], '0.01'],
  ['BTC', 'USDC', 'Bitcoin', '91255', [2, 6], '0.000001', FREE],
  ['ETH', 'USDC', 'Ethereum', '3120.2', [2, 5], '0.0001', { ...FREE, orderTypes: ['LIMIT', 'LIMIT_MAKER'] }],
  ['ETH', 'BTC', 'Ethereum', '0.034192', [6, 4], '0.0001', BITCOIN_QUOTE],
  ['PEPE', 'USDT', 'Pepe', '0.000004612', [10, 2], '1'],
  ['FROP', 'USDT', 'FROP', '0.0312', [5, 2], '0', CLOSED_TO_API],
  ['PXP', 'USDT', 'PXP', '0.00874', [6, 2], '0', CLOSED_TO_API],
]

/** Every symbol of the sandbox, in the order exchangeInfo lists them. */
export const sandboxSymbols: readonly SandboxSymbol[] = ENTRIES.map(
  ([baseAsset, quoteAsset, fullName, price, [priceDigits, quantityDigits], minQuantity, changes]) => ({
    referencePrice: decimal(price),
    rules: {
      ...DOLLAR_RULES,
      symbol: baseAsset + quoteAsset,
      ...{ baseAsset, quoteAsset, fullName, priceDigits, quantityDigits },
      minQuantity: decimal(minQuantity),
      ...changes,
    },
  }),
)

/** Price around which each symbol's market starts. */
export const referencePrices: ReadonlyMap<string, Price> = new Map(
  sandboxSymbols.map((symbol) => [symbol.rules.symbol, symbol.referencePrice]),
)

/**
 * The named symbols in the table's order, or all of them.
 * @throws {SandboxStartError} `SANDBOX_UNKNOWN_SYMBOL` for a name that is not in the table, or for no name at all
 */
export function symbolsNamed(
  names?: readonly string[],
  symbols: readonly SandboxSymbol[] = sandboxSymbols,
): readonly SandboxSymbol[] {
  if (names === undefined) return symbols
  const known = symbols.map((symbol) => symbol.rules.symbol)
  const strange = names.find((name) => !known.includes(name))
  if (strange !== undefined || names.length === 0) {
    const what = strange === undefined ? 'No symbol is named' : `The sandbox has no symbol ${strange}`
    throw new SandboxStartError('SANDBOX_UNKNOWN_SYMBOL', `${what}: choose from ${known.join(', ')}.`)
  }
  return symbols.filter((symbol) => names.includes(symbol.rules.symbol))
}
