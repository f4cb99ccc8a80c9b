/** Definition of a venue: what it lists, what it charges, and whose accounts it has at its first start. */

import { type AssetAmount, type Fraction, decimal } from '@spotdeck/exact'
import { type Affiliate, DEMO_AFFILIATE } from './affiliate.ts'
import { type Coin, sandboxCoins } from './coins.ts'
import type { AccountId, SymbolRules } from '../contract/exchange.ts'
import { type ApiKey, DEMO_ACCOUNT } from '../access/keys.ts'
import { type SandboxSymbol, sandboxSymbols } from './symbols.ts'
import type { FeeRates } from '../contract/units.ts'

/** A venue: symbols, coins, fees and first accounts. */
export type VenueDefinition = {
  readonly symbols: readonly SandboxSymbol[]
  readonly coins: readonly Coin[]
  /** Share of a fee that its payment in MX saves. */
  readonly mxDiscount: Fraction
  /** By user id. */
  readonly accounts: ReadonlyMap<AccountId, VenueAccount>
}

/** An account of a venue's definition. */
export type VenueAccount = {
  /** "1" unverified, "2" primary, "3" advanced, "4" institutional; absent: advanced. */
  readonly kycStatus?: '1' | '2' | '3' | '4' | undefined
  readonly feeTier?: FeeTier | undefined
  /** At the account's beginning. */
  readonly mxDeduct?: boolean | undefined
  /** Deposits at the account's beginning, by asset; absent: those of a built-in account, or none. */
  readonly balances?: ReadonlyMap<string, AssetAmount> | undefined
  /** Keys that it gets where the exchange does not know them. */
  readonly keys: readonly Omit<ApiKey, 'account' | 'createdAt' | 'builtIn'>[]
  readonly affiliate?: Affiliate | undefined
}

/** Fee rates of the accounts that have the tier; what is absent is the symbol's own. */
export type FeeTier = Partial<FeeRates> & {
  readonly name: string
  /** Rates in single symbols, before those of the tier. */
  readonly symbols: ReadonlyMap<string, Partial<FeeRates>>
}

/** The venue of a sandbox that was given none. */
export const builtInVenue: VenueDefinition = {
  symbols: sandboxSymbols,
  coins: sandboxCoins,
  mxDiscount: decimal('0.2'),
  accounts: new Map(),
}

/** Fee rates of an account in a symbol; `undefined`: the symbol's own. */
export function feeRatesIn(venue: VenueDefinition, account: AccountId, rules: SymbolRules): FeeRates | undefined {
  const tier = venue.accounts.get(account)?.feeTier
  if (tier === undefined) return undefined
  const own = tier.symbols.get(rules.symbol)
  return {
    makerFeeRate: own?.makerFeeRate ?? tier.makerFeeRate ?? rules.makerFeeRate,
    takerFeeRate: own?.takerFeeRate ?? tier.takerFeeRate ?? rules.takerFeeRate,
  }
}

/** Affiliate data of an account; `undefined` for one that is no affiliate. */
export function affiliateIn(venue: VenueDefinition, account: AccountId): Affiliate | undefined {
  const own = venue.accounts.get(account)?.affiliate
  if (own !== undefined || account !== DEMO_ACCOUNT) return own
  const symbols = DEMO_AFFILIATE.symbols.filter((symbol) => venue.symbols.some(({ rules }) => rules.symbol === symbol))
  return symbols.length === 0 ? undefined : { ...DEMO_AFFILIATE, symbols }
}

/** Returns whether the venue has the asset: as a coin of the wallet, or in a symbol. */
export function hasAsset({ symbols, coins }: Pick<VenueDefinition, 'symbols' | 'coins'>, asset: string): boolean {
  if (coins.some(({ coin }) => coin === asset)) return true
  return symbols.some(({ rules }) => rules.baseAsset === asset || rules.quoteAsset === asset)
}
