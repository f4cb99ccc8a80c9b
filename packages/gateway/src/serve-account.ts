/** Makes one account of the desk: followed here, or shared with other processes. */

import { type Message, formatCode } from '@spotdeck/api'
import { tryDecimal } from '@spotdeck/exact'
import { codeOf, type Clock, SECOND_MS } from '@spotdeck/ports'
import { AccountFollower, type AddressDemand, type Symbols, Writer, restExchange } from '@spotdeck/follow'
import { emptyStore, type LedgerStore } from '@spotdeck/store'
import type { LedgerEvent } from '@spotdeck/ledger'
import type { HeartbeatOptions } from '@spotdeck/mexc'
import { channels } from '@spotdeck/wire'
import type { Bus, Trading } from '@spotdeck/edge'
import type { BusEntry } from './bus/shared-bus.ts'
import { keyWarnings } from './check-key.ts'
import { type Checked, ledgerRequest, openLedger } from './checked-account.ts'
import { Account } from './desk/account.ts'
import type { Served } from './desk/desk.ts'
import type { BalancedHere } from './desk/balancer.ts'
import { lastHashOf, newEpoch } from './desk/public-log.ts'
import { ReadAccount } from './desk/read-account.ts'
import type { ReaderStart } from './desk/read-account-options.ts'
import { SharedAccount } from './desk/shared-account.ts'
import { type ReadAccountConfig, type Setting, plainOf } from './desk-config.ts'
import { markOf, inProcessReports } from '@spotdeck/reports'
import { inProcessReader } from '@spotdeck/imports'
import type { ListedMarkets } from './market/listed-markets.ts'
import type { MarketDataService } from './market/market-data.ts'
import { PastPrices } from './market/past-prices.ts'
import type { Prices } from './market/prices.ts'
import { type SharedLists, sharingLists } from './market/shared-lists.ts'
import { topOfBook } from './market/top-of-book.ts'
import type { NoticeBoard } from './notices/notice-board.ts'
import { withCommit } from './metrics/metered.ts'
import type { KeptLease, OpenLedgerRequest, SharedLedgers } from './storage.ts'
import type { DailyNotional } from './trading/daily-notional.ts'
import { DEFAULT_LIMITS } from './trading/limits.ts'
import { createTrader } from './trading/trader.ts'

/** Parts of a desk that its accounts share. */
export type DeskParts = Setting & {
  readonly prices: Prices
  readonly market: MarketDataService
  readonly board: NoticeBoard
  readonly markets: ListedMarkets
  readonly bus: Bus
  readonly symbols: () => Symbols
  readonly lists: SharedLists
  readonly address: AddressDemand
}

/** The same, and an account whose key was checked. */
export type Serving = DeskParts & { readonly account: Checked }

/** An account of the desk, which is closed with it. */
export interface ServedAccount extends Served {
  readonly keyWarnings: readonly Message[]
  /** Present where the account may be moved to another process. */
  readonly balanced?: BalancedHere | undefined
  /** Begins to follow, unless that depends on a lease. */
  start(): void
  close(): Promise<void>
}

/** A busy public channel on each private socket: its silence means that pushes do not arrive. */
const HEARTBEAT: HeartbeatOptions = { channel: channels.aggreBookTicker('BTCUSDT') }

/** Age that an answer of the sandbox may have, in ms: its switch `restDelayMs` delays lists by 3 s at most. */
const SANDBOX_LAG_MS = 4 * SECOND_MS

/** An account whose ledger this process alone writes. */
export async function serveAccount(serving: Serving, store: LedgerStore): Promise<ServedAccount> {
  const warnings = warningsOf(serving)
  const account = await followed(serving, { store, warnings })
  return {
    id: account.id,
    current: account,
    keyWarnings: warnings,
    start: () => account.start(),
    close: () => account.close(),
  }
}

/** An account whose ledger other processes may write: followed here while this process holds its lease. */
export async function shareAccount(serving: Serving, shared: SharedLedgers): Promise<ServedAccount> {
  const { account, world } = serving
  const { id, refusal } = account
  const warnings = warningsOf(serving)
  const served = await SharedAccount.open({
    ...world,
    id,
    // A process whose key is refused would keep the account from one that can follow it.
    shared: refusal === undefined ? shared : NO_LEASES,
    async open(token, fenced) {
      const store = await openLedger(account, serving, token)
      return followed(serving, { store: toldOfFence(store, fenced, world.clock), warnings, token })
    },
    openReader: async () => startOf(await shared.read(id, ledgerRequest(account, serving))),
    openMissing: () => missingLedger(ledgerRequest(account, serving)),
    read: readerOf(serving, { ...account, warnings }, shared),
    announce: (end) => serving.sharedBus?.follow(id, end) ?? (() => undefined),
  })
  const balanced: BalancedHere = {
    id,
    get canFollow() {
      return refusal === undefined && !served.isRefused
    },
    get isSteady() {
      return STEADY.has(served.current.info().status.state)
    },
    handOver: () => served.handOver(),
  }
  return Object.assign(servedBy(served, warnings), { balanced })
}

/** States in which an account may be moved: its figures are current, and not just being made so. */
const STEADY: ReadonlySet<string> = new Set(['live', 'degraded'])

/** An account that this process only reads: it has no key of it. */
export async function readAccount(
  parts: DeskParts,
  account: ReadAccountConfig,
  shared: SharedLedgers,
): Promise<ServedAccount> {
  const served = await SharedAccount.open({
    ...parts.world,
    id: account.id,
    shared: NO_LEASES,
    open: () => Promise.reject(new Error('An account that is only read has no lease.')),
    openReader: async () => startOf(await shared.read(account.id)),
    openMissing: () => {
      const identity = { account: account.id, host: new URL(parts.config.restUrl).hostname, user: '' }
      return missingLedger({ identity, newEpoch: newEpoch(parts.world.random) })
    },
    read: readerOf(parts, { ...account, warnings: [] }, shared),
  })
  return servedBy(served, [])
}

const servedBy = (served: SharedAccount, keyWarnings: readonly Message[]): ServedAccount => ({
  id: served.id,
  get current() {
    return served.current
  },
  keyWarnings,
  start: () => undefined,
  close: () => served.close(),
})

async function startOf(store: LedgerStore): Promise<ReaderStart> {
  const state = await store.load()
  return { store, state, mark: markOf(await lastHashOf(store, state)), why: 'start' }
}

/** An empty ledger, in place of one that nobody has begun. */
const missingLedger = async ({ identity, newEpoch: epoch }: Pick<OpenLedgerRequest, 'identity' | 'newEpoch'>) => ({
  ...(await startOf(emptyStore(identity, epoch))),
  why: 'missing' as const,
})

function readerOf(
  parts: DeskParts,
  { id, label, trading, warnings }: ReadAccountConfig & { readonly warnings: readonly Message[] },
  shared: SharedLedgers,
) {
  const { config, world, bus, sharedBus, board, prices, host } = parts
  const { timers, log } = world
  const { reports = inProcessReports(timers) } = config
  return (start: ReaderStart, replaced: () => void): ReadAccount =>
    new ReadAccount({
      ...start,
      id,
      label,
      isTrading: trading,
      keyWarnings: warnings,
      noticesFor: (touched) => board.touching(touched),
      look: () => shared.look(id),
      replaced,
      exchange: { now: () => host.exchangeNow() },
      monotonic: shared.monotonic,
      prices,
      past: pastPrices(parts),
      bus,
      sharedBus,
      scans: { owner: reports.of(id, start.store, 'owner'), guests: reports.of(id, start.store, 'guests') },
      timers,
      log,
    })
}

/** Codes of commits of a ledger that is to be opened again, here or by another process. */
const REFUSED: readonly string[] = ['LEDGER_MOVED', 'STORE_REFUSED']
/** Time for which commits are refused before that, in ms: one alone may contradict the ledger, and opening takes calls to the exchange. */
const REFUSED_MS = 5 * SECOND_MS

/** The same store, which tells when a commit is refused because another process holds the lease, or when each one is refused. */
function toldOfFence(store: LedgerStore, fenced: () => void, clock: Clock): LedgerStore {
  let refusedAt: number | undefined
  return withCommit(store, async (commit) => {
    try {
      const hashes = await store.commit(commit)
      refusedAt = undefined
      return hashes
    } catch (error) {
      const code = codeOf(error)
      if (REFUSED.includes(code)) refusedAt ??= clock.now()
      const isRefused = refusedAt !== undefined && clock.now() - refusedAt >= REFUSED_MS
      if (code === 'LEASE_LOST' || isRefused) fenced()
      throw error
    }
  })
}

const NO_LEASE: KeptLease = { token: undefined, fenced: () => undefined, close: () => Promise.resolve() }
const NO_LEASES: Pick<SharedLedgers, 'keepLease'> = { keepLease: () => NO_LEASE }

type Opened = {
  readonly store: LedgerStore
  /** Warnings about the key. */
  readonly warnings: readonly Message[]
  /** Fencing token of the lease, where the storage is shared. */
  readonly token?: number
}

async function followed(serving: Serving, { store, warnings, token }: Opened): Promise<Account> {
  const { account, prices, bus, board, symbols, config, world, sdk, storage } = serving
  const { id, rest, label } = account
  const { timers, random, log } = world
  const { fileReader = inProcessReader, reports = inProcessReports(timers) } = config
  const exchange = sharingLists(restExchange(rest), serving.lists)
  const state = await store.load()
  const late: { account?: Account } = {}
  const writer = new Writer({
    ...world,
    store,
    state,
    now: () => exchange.now(),
    priceOf: (asset) => (prices.stale ? undefined : prices.priceOf(asset)),
    publish(events, next, hashes) {
      late.account?.committed(events, next, hashes)
      // After this gateway's own subscribers: it never waits for the bus.
      serving.sharedBus?.publish(id, store.epoch, busEntries(events, hashes))
    },
  })
  const openStream: ConstructorParameters<typeof AccountFollower>[0]['openStream'] = (handlers) =>
    sdk.openUserStream({
      rest,
      wsUrl: config.wsUrl,
      world,
      keyring: storage.keyring(id),
      handlers,
      heartbeat: HEARTBEAT,
      ...plainOf(config),
    })
  const follower = new AccountFollower({
    ...world,
    exchange,
    openStream,
    writer,
    store,
    symbols,
    sharers: config.accounts.length,
    lagMs: config.soleUser === true ? SANDBOX_LAG_MS : undefined,
    address: serving.address,
    statusChanged: () => late.account?.sampleHealth(),
    isDamaged: () => storage.isDamaged(id),
  })
  const served = new Account({
    id,
    label,
    trading: account.trading ? tradingOf(serving, await storage.spent(id, token)) : undefined,
    keyWarnings: warnings,
    noticesFor: (touched) => board.touching(touched),
    store,
    writer,
    lastHash: await lastHashOf(store, state),
    follower,
    exchange,
    prices,
    past: pastPrices(serving),
    bus,
    symbols,
    fileReader,
    scans: { owner: reports.of(id, store, 'owner'), guests: reports.of(id, store, 'guests') },
    random,
    timers,
    clock: world.clock,
    retentionMs: config.retentionMs,
    metrics: serving.metrics,
    log,
  })
  late.account = served
  return served
}

/** Committed events as the bus carries them: their stored text, which the hash covers. */
const busEntries = (events: readonly LedgerEvent[], hashes: readonly string[]): readonly BusEntry[] =>
  events.flatMap((event, at) => {
    const hash = hashes[at]
    return hash === undefined ? [] : [{ n: event.n, hash, body: JSON.stringify(event) }]
  })

const pastPrices = ({ market, symbols, host }: DeskParts): PastPrices =>
  new PastPrices({ market, symbols, now: () => host.exchangeNow() })

/** Told in the log once, and to the account's owner for as long as it runs. */
function warningsOf({ account, config, world }: Serving): readonly Message[] {
  const key = config.sandbox === true ? [] : keyWarnings(account.rights, account.trading)
  for (const { code, params } of key) {
    world.log.warn({ account: account.id, code, ...params }, formatCode('en', 'noticeText', code, params))
  }
  return key
}

function tradingOf({ account, prices, market, markets, symbols, world }: Serving, spent: DailyNotional): Trading {
  const { rest, limits } = account
  return createTrader({
    sender: { rest, world },
    limits: limits ?? DEFAULT_LIMITS,
    spent,
    symbol: (name) => symbols().all.find(({ symbol }) => symbol === name),
    prices: (name) => ({
      lastPrice: tryDecimal(prices.ticker(name)?.lastPrice ?? ''),
      quotePrice: prices.priceOf(symbols().pairOf(name)?.quoteAsset ?? ''),
    }),
    doubt: (name) => markets.doubt(name),
    book: (name) => topOfBook((symbol) => market.orderBook(symbol), name),
    now: () => rest.exchangeNow(),
  })
}
