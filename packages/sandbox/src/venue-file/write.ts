/** A definition as a venue file that stands alone: what is in force, with every default written out. Secrets are left out. */

import { fromApproximate } from '@spotdeck/exact'
import type { Affiliate } from '../venue/listing/affiliate.ts'
import type { CoinNetwork } from '../venue/listing/coins.ts'
import type { VenueAccount, VenueDefinition } from '../venue/listing/definition.ts'
import type { MarketShape, SandboxSymbol } from '../venue/listing/symbols.ts'
import type { FeeRates } from '../venue/contract/units.ts'

const MARKET_DIGITS = 8

/** Returns the venue in the terms of a venue file. */
export function writtenVenue({ symbols, coins, mxDiscount, accounts }: VenueDefinition) {
  const tiers = new Map(
    [...accounts.values()].flatMap(({ feeTier }) => (feeTier === undefined ? [] : [[feeTier.name, feeTier] as const])),
  )
  return {
    extends: 'nothing',
    symbols: symbols.map(writtenSymbol),
    coins: coins.map(({ coin, name, networks }) => ({ coin, name, networkList: networks.map(writtenNetwork) })),
    feeTiers: [...tiers.values()].map((tier) => ({
      name: tier.name,
      ...writtenRates(tier),
      symbols: Object.fromEntries([...tier.symbols].map(([symbol, rates]) => [symbol, writtenRates(rates)])),
    })),
    mxDiscount,
    accounts: [...accounts].map(([uid, account]) => writtenAccount(uid, account)),
  }
}

function writtenSymbol({ rules, referencePrice, market }: SandboxSymbol) {
  const { priceDigits, quantityDigits, quoteDigits: quote, makerFeeRate, takerFeeRate, ...rest } = rules
  return {
    ...rest,
    price: referencePrice,
    digits: { price: priceDigits, quantity: quantityDigits, quote },
    makerCommission: makerFeeRate,
    takerCommission: takerFeeRate,
    market: market === undefined ? undefined : writtenMarket(market),
    priceBand: rules.priceBand ?? null,
  }
}

function writtenMarket({ turnover, spread, volatility, ...counts }: MarketShape) {
  const text = (value: number | undefined): string | undefined =>
    value === undefined ? undefined : fromApproximate(value, MARKET_DIGITS)
  return { ...counts, turnover: text(turnover), spread: text(spread), volatility: text(volatility) }
}

function writtenNetwork({ sharesAddress, ...network }: CoinNetwork) {
  return { ...network, sameAddress: sharesAddress }
}

function writtenRates({ makerFeeRate, takerFeeRate }: Partial<FeeRates>) {
  return { makerCommission: makerFeeRate, takerCommission: takerFeeRate }
}

function writtenAccount(uid: string, { kycStatus, feeTier, mxDeduct, balances, keys, affiliate }: VenueAccount) {
  return {
    uid,
    kycStatus,
    feeTier: feeTier?.name,
    mxDeduct,
    balances: balances === undefined ? undefined : Object.fromEntries(balances),
    keys: keys.map(({ secret: _secret, ...key }) => key),
    affiliate: affiliate === undefined ? undefined : writtenAffiliate(affiliate),
  }
}

function writtenAffiliate({ inviteCode, rate, invitees, symbols, withdrawals, subAffiliates }: Affiliate) {
  const referrals = invitees.map(({ uid, account, daysAgo }) => ({ uid, email: account, daysAgo }))
  return { inviteCode, rate, referrals, symbols, withdrawals, subaffiliates: subAffiliates }
}
