/** A venue file as the definition that an exchange is opened with: defaults, the venue that it extends, and every check. */

import { type Fraction, decimal, scaleOf } from '@spotdeck/exact'
import { defined } from '@spotdeck/ports'
import { PERMISSIONS } from '@spotdeck/wire'
import { DEMO_AFFILIATE, type Affiliate } from '../venue/listing/affiliate.ts'
import type { Coin, CoinNetwork } from '../venue/listing/coins.ts'
import { type FeeTier, type VenueAccount, type VenueDefinition, builtInVenue } from '../venue/listing/definition.ts'
import { builtInKeys } from '../venue/access/keys.ts'
import type { SandboxSymbol } from '../venue/listing/symbols.ts'
import { ASSET_DIGITS, type FeeRates } from '../venue/contract/units.ts'
import { type Report, Troubles, report } from './error.ts'
import type { AccountEntry, CoinEntry, KeyEntry, VenueFile } from './schema.ts'
import { symbolOf, symbolsOf } from './symbols.ts'

const NOTHING = { symbols: [], coins: [] } as const
const DEFAULT_WITHDRAW_MAX = '1000000000'
const DEFAULT_CONFIRMATIONS = 20

/** Returns the definition of a checked file. @throws {VenueError} with a message that names every wrong place */
export function resolveVenue(file: VenueFile, name = 'The venue'): VenueDefinition {
  const troubles = new Troubles()
  const base = file.extends === 'nothing' ? NOTHING : builtInVenue
  const { symbols: entries = [], coins: coinEntries = [], feeTiers = [], accounts = [] } = file
  const names = [
    [['symbols', 'symbol'], entries.map(symbolOf)],
    [['coins', 'coin'], coinEntries.map(({ coin }) => coin)],
    [['feeTiers', 'name'], feeTiers.map((tier) => tier.name)],
    [['accounts', 'uid'], accounts.map(({ uid }) => uid)],
  ] as const
  for (const [place, all] of names) troubles.refuseTwice(place, all)
  refuseKeys(accounts, troubles)
  const symbols = symbolsOf(entries, base.symbols, troubles)
  const named = coinsOf(coinEntries, base.coins, troubles)
  for (const [n, entry] of entries.entries()) {
    const quote = quoteWithoutCoin(symbols, named, symbolOf(entry))
    const wrong = `there is no coin ${quote}: add it to coins.`
    if (quote !== undefined) troubles.attempt(() => report(['symbols', n, 'quoteAsset'], wrong))
  }
  // What is wrong with symbols and coins would be reported again of whatever names them.
  troubles.refuse(name)
  if (symbols.length === 0)
    troubles.attempt(() => report(['symbols'], 'a venue that extends nothing names at least one symbol.'))
  const coins = withBaseCoins(symbols, named)
  const tiers = tiersOf(feeTiers, symbols, troubles)
  const made = accounts.flatMap((entry, n) => {
    const at: Report = (path, wrong) => report(['accounts', n, ...path], wrong)
    const account = troubles.attempt(() => accountOf(entry, { symbols, coins, tiers, tierNames: feeTiers }, at))
    return account === undefined ? [] : ([[entry.uid, account]] as const)
  })
  troubles.refuse(name)
  return {
    symbols,
    coins,
    mxDiscount: file.mxDiscount === undefined ? builtInVenue.mxDiscount : decimal(file.mxDiscount),
    accounts: new Map(made),
  }
}

/** Returns the quote asset of a symbol where no coin describes it. */
function quoteWithoutCoin(symbols: readonly SandboxSymbol[], coins: readonly Coin[], name: string): string | undefined {
  // A symbol with a trouble of its own is not there.
  const quote = symbols.find(({ rules }) => rules.symbol === name)?.rules.quoteAsset
  return coins.some(({ coin }) => coin === quote) ? undefined : quote
}

function coinsOf(entries: readonly CoinEntry[], base: readonly Coin[], troubles: Troubles): readonly Coin[] {
  const all = new Map(base.map((one) => [one.coin, one]))
  for (const [n, entry] of entries.entries()) {
    const codes = entry.networkList.map(({ netWork }) => netWork)
    troubles.refuseTwice(['networkList', 'netWork'], codes, (path, wrong) => report(['coins', n, ...path], wrong))
    const networks = entry.networkList.map(networkFrom)
    all.set(entry.coin, { coin: entry.coin, name: entry.name ?? all.get(entry.coin)?.name ?? entry.coin, networks })
  }
  return [...all.values()]
}

function networkFrom(entry: CoinEntry['networkList'][number]): CoinNetwork {
  const { netWork, network = netWork, contract = '', sameAddress = false, minConfirm = DEFAULT_CONFIRMATIONS } = entry
  const { depositEnable = true, withdrawEnable = true } = entry
  const { withdrawFee = '0', withdrawMin = '0', withdrawMax = DEFAULT_WITHDRAW_MAX } = entry
  const amounts = { withdrawFee, withdrawMin, withdrawMax }
  return {
    network,
    netWork,
    contract,
    depositEnable,
    withdrawEnable,
    minConfirm,
    ...amounts,
    sharesAddress: sameAddress,
  }
}

/** A base asset that no coin describes has one network of its own. */
function withBaseCoins(symbols: readonly SandboxSymbol[], coins: readonly Coin[]): readonly Coin[] {
  const all = new Map(coins.map((one) => [one.coin, one]))
  for (const { rules } of symbols) {
    const { baseAsset: coin, fullName: name } = rules
    if (!all.has(coin)) all.set(coin, { coin, name, networks: [networkFrom({ netWork: coin })] })
  }
  return [...all.values()]
}

type RateEntry = { readonly makerCommission?: string | undefined; readonly takerCommission?: string | undefined }

function rateOf(text: string | undefined): Fraction | undefined {
  return text === undefined ? undefined : decimal(text)
}

function tiersOf(
  entries: NonNullable<VenueFile['feeTiers']>,
  symbols: readonly SandboxSymbol[],
  troubles: Troubles,
): ReadonlyMap<string, FeeTier> {
  const ratesOf = (given: RateEntry): Partial<FeeRates> =>
    defined({ makerFeeRate: rateOf(given.makerCommission), takerFeeRate: rateOf(given.takerCommission) })
  const tierFrom = (entry: (typeof entries)[number], n: number): FeeTier => {
    const own = Object.entries(entry.symbols ?? {})
    const stranger = own.find(([name]) => !symbols.some(({ rules }) => rules.symbol === name))?.[0]
    if (stranger !== undefined) report(['feeTiers', n, 'symbols', stranger], `there is no symbol ${stranger}.`)
    const rates = new Map(own.map(([name, given]) => [name, ratesOf(given)]))
    const tier: FeeTier = { name: entry.name, ...ratesOf(entry), symbols: rates }
    checkFeeDigits(tier, symbols, (wrong) => report(['feeTiers', n], wrong))
    return tier
  }
  const made = entries.flatMap((entry, n) => troubles.attempt(() => tierFrom(entry, n)) ?? [])
  return new Map(made.map((tier) => [tier.name, tier]))
}

function checkFeeDigits(tier: FeeTier, symbols: readonly SandboxSymbol[], report: (wrong: string) => never): void {
  for (const { rules } of symbols) {
    const own = tier.symbols.get(rules.symbol)
    const rates = [own?.makerFeeRate ?? tier.makerFeeRate, own?.takerFeeRate ?? tier.takerFeeRate]
    const places = Math.max(...rates.map((rate) => (rate === undefined ? 0 : scaleOf(rate))))
    if (rules.priceDigits + rules.quantityDigits + places > ASSET_DIGITS)
      report(
        `a fee of ${places} places is too fine for ${rules.symbol}: with its price and quantity at most ${ASSET_DIGITS}.`,
      )
  }
}

type Listed = Pick<VenueDefinition, 'symbols' | 'coins'> & {
  readonly tiers: ReadonlyMap<string, FeeTier>
  /** Those with a trouble of their own included. */
  readonly tierNames: readonly { readonly name: string }[]
}

function accountOf(entry: AccountEntry, { symbols, coins, tiers, tierNames }: Listed, report: Report): VenueAccount {
  const feeTier = entry.feeTier === undefined ? undefined : tiers.get(entry.feeTier)
  if (entry.feeTier !== undefined && !tierNames.some(({ name }) => name === entry.feeTier))
    report(['feeTier'], `there is no fee tier ${entry.feeTier}: add it to feeTiers.`)
  const balances = Object.entries(entry.balances ?? {})
  const stranger = balances.find(([asset]) => !coins.some(({ coin }) => coin === asset))?.[0]
  if (stranger !== undefined) report(['balances', stranger], `there is no coin ${stranger}.`)
  return {
    kycStatus: entry.kycStatus,
    feeTier,
    mxDeduct: entry.mxDeduct,
    balances:
      entry.balances === undefined ? undefined : new Map(balances.map(([asset, text]) => [asset, decimal(text)])),
    keys: (entry.keys ?? []).map(keyFrom),
    affiliate: entry.affiliate === undefined ? undefined : affiliateFrom(entry.affiliate, symbols, report),
  }
}

function keyFrom({ permissions, ipWhiteList = [], note = 'venue', status, ...key }: KeyEntry) {
  const rights = { permissions: permissions ?? PERMISSIONS, ipWhiteList }
  return defined({ ...key, ...rights, note, status: status === 'VALID' ? undefined : status })
}

function affiliateFrom(
  entry: NonNullable<AccountEntry['affiliate']>,
  listed: readonly SandboxSymbol[],
  report: Report,
): Affiliate {
  const names = listed.map(({ rules }) => rules.symbol)
  const { symbols = names.slice(0, 1), referrals = [], subaffiliates = [], withdrawals = [] } = entry
  const n = symbols.findIndex((name) => !names.includes(name))
  if (n >= 0) report(['affiliate', 'symbols', n], `there is no symbol ${symbols[n] ?? ''}.`)
  return {
    inviteCode: entry.inviteCode,
    rate: entry.rate ?? DEMO_AFFILIATE.rate,
    invitees: referrals.map(({ uid, email = '', daysAgo }) => ({ uid, account: email, daysAgo })),
    symbols,
    withdrawals,
    subAffiliates: subaffiliates.map((one) => ({
      ...one,
      campaign: one.campaign ?? null,
      registered: one.registered ?? 0,
      deposited: one.deposited ?? 0,
      depositAmount: one.depositAmount ?? '0',
      commission: one.commission ?? '0',
    })),
  }
}

function refuseKeys(accounts: readonly AccountEntry[], troubles: Troubles): void {
  const known = new Map(builtInKeys(0).map(({ apiKey }) => [apiKey, 'is built in']))
  for (const [n, { keys = [] }] of accounts.entries()) {
    for (const [k, { apiKey }] of keys.entries()) {
      const first = known.get(apiKey)
      if (first === undefined) known.set(apiKey, `is there twice, first in accounts[${n}].keys[${k}]`)
      else
        troubles.attempt(() =>
          report(['accounts', n, 'keys', k, 'apiKey'], `${apiKey} ${first}: choose another API key.`),
        )
    }
  }
}
