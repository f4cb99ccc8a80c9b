/** The exchange with everything behind its fronts: venue, keys, listen keys and wallet, kept by the store. */

import type { AssetAmount } from '@spotdeck/exact'
import { decimal } from '@spotdeck/exact'
import type { Clock, Log, Random, Timers } from '@spotdeck/ports'
import { SandboxStartError } from './start-error.ts'
import { type Recorder, openRecorder } from './store/recorder.ts'
import type { Switches } from './switches.ts'
import type { StoredVenue, VenueStore } from './store/store.ts'
import { byAge } from './venue/engine/adopt.ts'
import { type VenueDefinition, builtInVenue, feeRatesIn } from './venue/listing/definition.ts'
import type { OrderRecord } from './venue/contract/exchange.ts'
import { DEMO_ACCOUNT, EXAMPLE_ACCOUNT, type KeyRing, builtInKeys, openKeyRing } from './venue/access/keys.ts'
import { ListenKeyRing } from './venue/access/listen-key-ring.ts'
import { type Venue, openVenue } from './venue/engine/open-venue.ts'
import type { SandboxSymbol } from './venue/listing/symbols.ts'
import { isOpen } from './venue/engine/venue-order.ts'
import type { RecordChange } from './venue/contract/records.ts'
import { type StpGroups, openStpGroups } from './venue/access/stp-groups.ts'
import { type SubAccounts, openSubAccounts } from './venue/access/sub-accounts.ts'
import { type SymbolSwitches, openSymbolSwitches } from './venue/engine/symbol-switches.ts'
import { Wallet } from './venue/wallet/wallet.ts'

/** The exchange without its fronts: venue, keys, listen keys, wallet and the recorder that stores their changes. */
export type ExchangeServices = {
  readonly exchange: Venue
  readonly keys: KeyRing
  readonly listenKeys: ListenKeyRing
  readonly wallet: Wallet
  readonly subAccounts: SubAccounts
  readonly groups: StpGroups
  readonly symbolSwitches: SymbolSwitches
  readonly recorder: Recorder
  readonly definition: VenueDefinition
  /** Lower-case hex of that many bytes of chance: for keys and secrets. */
  readonly token: (bytes: number) => string
  /** Seed of the market. It is stored, so that a restart continues the same market. */
  readonly seed: string
}

type HouseOptions = {
  readonly store: VenueStore
  /** Content of the store, if it was loaded already. */
  readonly stored?: StoredVenue | undefined
  /** Absent: the built-in venue. */
  readonly definition?: VenueDefinition | undefined
  /** Symbols that are open; absent: all of the venue. */
  readonly symbols?: readonly SandboxSymbol[] | undefined
  readonly seed: number | string
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly log: Log
  readonly switches: Switches
  /** Age of the built-in accounts' first deposits at the first start, in ms; default 0. */
  readonly pastMs?: number | undefined
  /** Returns whether an accepted LIMIT order is held back from the book; absent: none is. */
  readonly holdsBack?: ((order: OrderRecord) => boolean) | undefined
  /** Lowest first version of the books: above the versions that a replaced exchange has published. */
  readonly firstVersion?: number | undefined
}

/** Of each quote asset where no coin of the built-in venue is left. */
const QUOTE_GRANT: AssetAmount = decimal('25000')
/** Balances of the built-in accounts at the first start, by asset. */
const GRANTS: ReadonlyMap<string, AssetAmount> = new Map(
  Object.entries({ USDT: '25000', USDC: '5000', BTC: '0.15', ETH: '2.5', SOL: '40', MX: '1200', KAS: '30000' }).map(
    ([asset, amount]) => [asset, decimal(amount)],
  ),
)

/** @throws {SandboxStartError} `SANDBOX_DATA_BROKEN` when what was stored does not fit this sandbox's symbols */
export function openExchangeServices(options: HouseOptions): ExchangeServices {
  const { store, clock, random, definition = builtInVenue } = options
  const stored = options.stored ?? store.load(clock.now())
  const recorder = openRecorder(store, options.log)
  const keepRecord = (change: RecordChange): void => recorder.commit(change)
  const groups = openStpGroups(stored.records.stpGroup, keepRecord)
  const exchange = openVenue({
    symbols: options.symbols ?? definition.symbols,
    feeRates: (account, rules) => feeRatesIn(definition, account, rules),
    mxDiscount: definition.mxDiscount,
    firstVersion: Math.max(clock.now(), options.firstVersion ?? 0),
    feesApart: () => options.switches.feeChange === 'separate',
    sameGroup: (a, b) => groups.together(a, b),
    holdsBack: options.holdsBack,
    onMxDeduct: (account, on) => recorder.commit({ type: 'mxDeduct', account, on }),
    ids: stored.ids,
  })
  adoptAll(exchange, stored)
  recorder.follow(exchange)
  const keys = openKeyRing([...builtInKeys(clock.now()), ...stored.keys], (apiKey, key) =>
    recorder.commit({ type: 'key', apiKey, key }),
  )
  const subAccounts = openSubAccounts({ keys, restored: stored.records.subAccount, onChange: keepRecord })
  const symbolSwitches = openSymbolSwitches({
    ...options,
    exchange,
    restored: stored.records.symbolSwitch,
    onChange: keepRecord,
  })
  const wallet = new Wallet({
    exchange,
    random,
    coins: definition.coins,
    restored: stored.wallet,
    onRow(row, alone) {
      if (alone) recorder.commit({ type: 'wallet', row })
      else recorder.stage({ type: 'wallet', row })
    },
  })
  const listenKeys = new ListenKeyRing({
    clock,
    timers: options.timers,
    random,
    quota: () => Number(options.switches.listenKeyQuota),
    reuse: () => options.switches.newListenKey === 'same',
    restored: stored.listenKeys,
    onChange: (listenKey, record) => recorder.commit({ type: 'listenKey', listenKey, record }),
  })
  const seed = seedOf(stored, options, recorder)
  found({ definition, exchange, keys, wallet, stored }, clock.now(), options.pastMs ?? 0)
  const token = (bytes: number): string => Buffer.from(random.bytes(bytes)).toString('hex')
  const services = { exchange, keys, listenKeys, wallet, subAccounts, groups, symbolSwitches, recorder }
  return { ...services, definition, token, seed }
}

type Founding = Pick<ExchangeServices, 'definition' | 'exchange' | 'keys' | 'wallet'> & { readonly stored: StoredVenue }

/** Gives the venue's accounts what they begin with, and the keys that the exchange does not know. */
function found({ definition, exchange, keys, wallet, stored }: Founding, now: number, pastMs: number): void {
  const grants = grantsIn(definition)
  for (const account of new Set([DEMO_ACCOUNT, EXAMPLE_ACCOUNT, ...definition.accounts.keys()])) {
    const isBuiltIn = account === DEMO_ACCOUNT || account === EXAMPLE_ACCOUNT
    const {
      balances = isBuiltIn ? grants : [],
      mxDeduct = false,
      keys: made = [],
    } = definition.accounts.get(account) ?? {}
    for (const key of made) {
      if (keys.find(key.apiKey) === undefined) keys.put({ ...key, account, createdAt: now, builtIn: false })
    }
    if (stored.accounts.has(account)) continue
    if (mxDeduct) exchange.setMxDeduct(account, true)
    for (const [asset, amount] of balances) wallet.deposit(account, asset, amount, isBuiltIn ? now - pastMs : now)
  }
}

/** First balances of the built-in accounts; of a venue without the built-in coins, some of each quote asset. */
function grantsIn({ coins, symbols }: VenueDefinition): readonly (readonly [string, AssetAmount])[] {
  const built = [...GRANTS].filter(([asset]) => coins.some(({ coin }) => coin === asset))
  if (built.length > 0) return built
  const quotes = new Set(symbols.map(({ rules }) => rules.quoteAsset))
  return [...quotes].map((asset) => [asset, QUOTE_GRANT] as const)
}

/** Open orders of all accounts rest oldest first: each has the place in its queue that it had. */
function adoptAll(exchange: Venue, stored: StoredVenue): void {
  try {
    for (const [account, past] of stored.accounts) {
      exchange.adopt(account, { ...past, orders: past.orders.filter((order) => !isOpen(order.status)) })
    }
    const resting = [...stored.accounts.values()].flatMap((past) => past.orders.filter((order) => isOpen(order.status)))
    for (const order of resting.sort(byAge)) {
      exchange.adopt(order.account, { balances: new Map(), orders: [order], deals: [] })
    }
  } catch (cause) {
    throw new SandboxStartError(
      'SANDBOX_DATA_BROKEN',
      'The stored orders do not fit the symbols of this sandbox: start it with the symbols it had, or move its folder away.',
      { cause },
    )
  }
}

/** The seed of the first start stays: another one would contradict the market that people have seen. */
function seedOf(stored: StoredVenue, options: HouseOptions, recorder: Recorder): string {
  const asked = String(options.seed)
  if (stored.seed === undefined) recorder.commit({ type: 'seed', seed: asked })
  else if (stored.seed !== asked)
    options.log.warn({ kept: stored.seed }, 'configured seed ignored, the stored market has its own')
  return stored.seed ?? asked
}
