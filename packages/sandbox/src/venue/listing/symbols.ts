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

type Entry = {
  readonly base: string
  readonly quote: string
  readonly fullName: string
  readonly price: string
  readonly priceDigits: number
  readonly quantityDigits: number
  readonly minQuantity: string
  readonly changes?: Partial<SymbolRules>
}

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
  {
    base: 'BTC',
    quote: 'USDT',
    fullName: 'Bitcoin',
    price: '91250',
    priceDigits: 2,
    quantityDigits: 8,
    minQuantity: '0.000001',
  },
  {
    base: 'ETH',
    quote: 'USDT',
    fullName: 'Ethereum',
    price: '3120',
    priceDigits: 2,
    quantityDigits: 5,
    minQuantity: '0.0001',
  },
  {
    base: 'SOL',
    quote: 'USDT',
    fullName: 'Solana',
    price: '142.5',
    priceDigits: 2,
    quantityDigits: 3,
    minQuantity: '0.001',
  },
  {
    base: 'MX',
    quote: 'USDT',
    fullName: 'MX Token',
    price: '2.49',
    priceDigits: 4,
    quantityDigits: 2,
    minQuantity: '0.01',
  },
  {
    base: 'XRP',
    quote: 'USDT',
    fullName: 'XRP',
    price: '2.214',
    priceDigits: 4,
    quantityDigits: 2,
    minQuantity: '0.01',
  },
  {
    base: 'DOGE',
    quote: 'USDT',
    fullName: 'Dogecoin',
    price: '0.1624',
    priceDigits: 5,
    quantityDigits: 2,
    minQuantity: '0.01',
  },
  {
    base: 'KAS',
    quote: 'USDT',
    fullName: 'Kaspa',
    price: '0.084213',
    priceDigits: 6,
    quantityDigits: 2,
    minQuantity: '0.01',
  },
  {
    base: 'BTC',
    quote: 'USDC',
    fullName: 'Bitcoin',
    price: '91255',
    priceDigits: 2,
    quantityDigits: 6,
    minQuantity: '0.000001',
    changes: FREE,
  },
  {
    base: 'ETH',
    quote: 'USDC',
    fullName: 'Ethereum',
    price: '3120.2',
    priceDigits: 2,
    quantityDigits: 5,
    minQuantity: '0.0001',
    changes: { ...FREE, orderTypes: ['LIMIT', 'LIMIT_MAKER'] },
  },
  {
    base: 'ETH',
    quote: 'BTC',
    fullName: 'Ethereum',
    price: '0.034192',
    priceDigits: 6,
    quantityDigits: 4,
    minQuantity: '0.0001',
    changes: BITCOIN_QUOTE,
  },
  {
    base: 'PEPE',
    quote: 'USDT',
    fullName: 'Pepe',
    price: '0.000004612',
    priceDigits: 10,
    quantityDigits: 2,
    minQuantity: '1',
  },
  {
    base: 'FROP',
    quote: 'USDT',
    fullName: 'FROP',
    price: '0.0312',
    priceDigits: 5,
    quantityDigits: 2,
    minQuantity: '0',
    changes: CLOSED_TO_API,
  },
  {
    base: 'PXP',
    quote: 'USDT',
    fullName: 'PXP',
    price: '0.00874',
    priceDigits: 6,
    quantityDigits: 2,
    minQuantity: '0',
    changes: CLOSED_TO_API,
  },
]

/** Every symbol of the sandbox, in the order exchangeInfo lists them. */
export const sandboxSymbols: readonly SandboxSymbol[] = ENTRIES.map((entry) => ({
  referencePrice: decimal(entry.price),
  rules: {
    ...DOLLAR_RULES,
    symbol: entry.base + entry.quote,
    baseAsset: entry.base,
    quoteAsset: entry.quote,
    fullName: entry.fullName,
    priceDigits: entry.priceDigits,
    quantityDigits: entry.quantityDigits,
    minQuantity: decimal(entry.minQuantity),
    ...entry.changes,
  },
}))

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
