/** The exchange with everything behind its fronts: venue, keys, listen keys and wallet, kept by the store. */

import type { AssetAmount } from '@spotdeck/exact'
import { decimal } from '@spotdeck/exact'
import type { Clock, Log, Random, Timers } from '@spotdeck/ports'
import { SandboxStartError } from './start-error.ts'
import { type Recorder, openRecorder } from './store/recorder.ts'
import type { Switches } from './switches.ts'
import type { StoredVenue, VenueStore } from './store/store.ts'
import { byAge } from './venue/adopt.ts'
import type { OrderRecord } from './venue/exchange.ts'
import { DEMO_ACCOUNT, EXAMPLE_ACCOUNT, type KeyRing, builtInKeys, openKeyRing } from './venue/keys.ts'
import { type ListenKeyRing, openListenKeys } from './venue/listen-key-ring.ts'
import { type Venue, openVenue } from './venue/open-venue.ts'
import type { SandboxSymbol } from './venue/symbols.ts'
import { isOpen } from './venue/venue-order.ts'
import type { RecordChange } from './venue/records.ts'
import { type StpGroups, openStpGroups } from './venue/stp-groups.ts'
import { type SubAccounts, openSubAccounts } from './venue/sub-accounts.ts'
import { type SymbolSwitches, openSymbolSwitches } from './venue/symbol-switches.ts'
import { type Wallet, openWallet } from './venue/wallet.ts'

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
  /** Lower-case hex of that many bytes of chance: for keys and secrets. */
  readonly token: (bytes: number) => string
  /** Seed of the market. It is stored, so that a restart continues the same market. */
  readonly seed: string
}

/** Parts and settings of the exchange's services. */
export type HouseOptions = {
  readonly store: VenueStore
  /** Content of the store, if it was loaded already. */
  readonly stored?: StoredVenue | undefined
  readonly symbols: readonly SandboxSymbol[]
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

/** Balances of the built-in accounts at the first start, by asset. */
const GRANTS: ReadonlyMap<string, AssetAmount> = new Map(
  Object.entries({ USDT: '25000', USDC: '5000', BTC: '0.15', ETH: '2.5', SOL: '40', MX: '1200', KAS: '30000' }).map(
    ([asset, amount]) => [asset, decimal(amount)],
  ),
)

/** @throws {SandboxStartError} `SANDBOX_DATA_BROKEN` when what was stored does not fit this sandbox's symbols */
export function openExchangeServices(options: HouseOptions): ExchangeServices {
  const { store, clock, random } = options
  const stored = options.stored ?? store.load(clock.now())
  const recorder = openRecorder(store, options.log)
  const keepRecord = (change: RecordChange): void => recorder.commit(change)
  const groups = openStpGroups(stored.records.stpGroup, keepRecord)
  const exchange = openVenue({
    symbols: options.symbols,
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
  const wallet = openWallet({
    exchange,
    random,
    restored: stored.wallet,
    onRow(row, alone) {
      if (alone) recorder.commit({ type: 'wallet', row })
      else recorder.stage({ type: 'wallet', row })
    },
  })
  const listenKeys = openListenKeys({
    clock,
    timers: options.timers,
    random,
    quota: () => Number(options.switches.listenKeyQuota),
    reuse: () => options.switches.newListenKey === 'same',
    restored: stored.listenKeys,
    onChange: (listenKey, record) => recorder.commit({ type: 'listenKey', listenKey, record }),
  })
  const seed = seedOf(stored, options, recorder)
  for (const account of [DEMO_ACCOUNT, EXAMPLE_ACCOUNT]) {
    if (!stored.accounts.has(account)) grant(wallet, account, clock.now() - (options.pastMs ?? 0))
  }
  const token = (bytes: number): string => Buffer.from(random.bytes(bytes)).toString('hex')
  return { exchange, keys, listenKeys, wallet, subAccounts, groups, symbolSwitches, recorder, token, seed }
}

function grant(wallet: Wallet, account: string, time: number): void {
  for (const [asset, amount] of GRANTS) wallet.deposit(account, asset, amount, time)
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
