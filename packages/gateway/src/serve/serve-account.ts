/** Makes one account of the desk that is followed here. */

import { type Message, formatCode } from '@spotdeck/api'
import { tryDecimal } from '@spotdeck/exact'
import { SECOND_MS } from '@spotdeck/ports'
import { AccountFollower, type AddressDemand, type Symbols, Writer, restExchange } from '@spotdeck/follow'
import type { LedgerStore } from '@spotdeck/store'
import type { LedgerEvent, LedgerState } from '@spotdeck/ledger'
import { type HeartbeatOptions, parseSymbolRules } from '@spotdeck/mexc'
import { channels } from '@spotdeck/wire'
import type { Bus, Trading } from '@spotdeck/edge'
import { keyWarnings } from './key-rights.ts'
import type { Checked } from './checked-account.ts'
import { Account } from '../account/account.ts'
import type { Served } from './desk.ts'
import type { BalancedHere, BusEntry } from '@spotdeck/cluster'
import { lastHashOf } from '../account/public-log.ts'
import { type Setting, plainOf } from '../config/desk-config.ts'
import { inProcessReports } from '@spotdeck/reports'
import { inProcessReader } from '@spotdeck/imports'
import type { ListedMarkets } from '../market/listed-markets.ts'
import type { MarketDataService } from '../market/market-data.ts'
import { PastPrices } from '../market/past-prices.ts'
import type { Prices } from '../market/prices.ts'
import { type SharedLists, sharingLists } from '../market/shared-lists.ts'
import { topOfBook } from '../market/top-of-book.ts'
import type { NoticeBoard } from '../notices/notice-board.ts'
import type { DailyNotional } from '../trading/daily-notional.ts'
import { DEFAULT_LIMITS } from '../trading/limits.ts'
import { PlanRunner } from '../trading/plan-runner.ts'
import { planTrading } from '../trading/plan-trading.ts'
import { createTrader } from '../trading/trader.ts'

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
    id: account.served.id,
    current: account.served,
    keyWarnings: warnings,
    start: () => account.start(),
    close: () => account.close(),
  }
}

type Opened = {
  readonly store: LedgerStore
  /** Warnings about the key. */
  readonly warnings: readonly Message[]
  /** Fencing token of the lease, where the storage is shared. */
  readonly token?: number
}

/** Follows an account over its opened ledger; not started. */
export async function followed(serving: Serving, { store, warnings, token }: Opened): Promise<Account> {
  const { account, prices, bus, board, symbols, config, world, sdk, storage } = serving
  const { id, rest, label } = account
  const { timers, random, log } = world
  const { fileReader = inProcessReader, reports = inProcessReports(timers) } = config
  const exchange = sharingLists(restExchange(rest), serving.lists)
  const [state, late]: [LedgerState, { account?: Account }] = [await store.load(), {}]
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
  const lagMs = config.soleUser === true ? SANDBOX_LAG_MS : undefined
  const follower = new AccountFollower({
    ...world,
    exchange,
    openStream,
    writer,
    store,
    symbols,
    sharing: { sharers: config.accounts.length, lagMs, address: serving.address },
    statusChanged: () => late.account?.sampleHealth(),
    isDamaged: () => storage.isDamaged(id),
  })
  const trading = account.trading ? tradingOf(serving, await storage.spent(id, token)) : undefined
  const served = new Account({
    id,
    label,
    trading,
    plans: plansOf(serving, { writer, trading, follower }),
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

/** Prices of the past, for what had none in time. */
export const pastPrices = ({ market, symbols, host }: DeskParts): PastPrices =>
  new PastPrices({ market, symbols, now: () => host.exchangeNow() })

/** Told in the log once, and to the account's owner for as long as it runs. */
export function warningsOf({ account, config, world }: Serving): readonly Message[] {
  const key = config.sandbox === true ? [] : keyWarnings(account.rights, account.trading)
  for (const { code, params } of key) {
    world.log.warn({ account: account.id, code, ...params }, formatCode('en', 'noticeText', code, params))
  }
  return key
}

type Planned = {
  readonly writer: Writer
  readonly trading: Trading | undefined
  readonly follower: Pick<AccountFollower, 'status'>
}

/** Plans place orders: they are off on a live account unless its owner turned them on. */
function plansOf(serving: Serving, { writer, trading, follower }: Planned): PlanRunner | undefined {
  const { account, config, prices, market, bus, symbols, world } = serving
  const { rest, id } = account
  if (trading === undefined || (config.sandbox !== true && account.plans !== true)) return undefined
  return new PlanRunner({
    account: id,
    writer,
    trading: planTrading({ rest, world }, trading),
    prices,
    market,
    bus,
    book: (name) => topOfBook((symbol) => market.orderBook(symbol), name),
    marketOf: (name) => {
      const row = symbols().all.find(({ symbol }) => symbol === name)
      const rules = row && parseSymbolRules(row)
      return rules?.apiTrading === true && rules.status === 'online' ? rules : undefined
    },
    isLive: () => follower.status.state === 'live',
    now: () => rest.exchangeNow(),
    timers: world.timers,
    log: world.log,
  })
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
