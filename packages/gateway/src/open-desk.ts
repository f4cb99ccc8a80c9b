/**
 * Opens the half of the gateway that follows accounts: keys are checked before anything is written, then the directory is
 * locked, ledgers are opened, and each account is followed.
 */

import { type Message, formatCode } from '@spotdeck/api'
import { tryDecimal } from '@spotdeck/exact'
import { type HeartbeatOptions, type MexcWorld, type RestClient, createLimiter } from '@spotdeck/mexc'
import { HOUR_MS, sleep, type Timer } from '@spotdeck/ports'
import { channels } from '@spotdeck/wire'
import { type Bus, createBus } from './bus/bus.ts'
import { keyWarnings } from './check-key.ts'
import { type Checked, checkAll, openLedger } from './checked-account.ts'
import type { Desk, Trading } from './desk.ts'
import { Account } from './desk/account.ts'
import { createDesk } from './desk/desk.ts'
import { lastHashOf } from './desk/public-log.ts'
import { type DeskConfig, type Sdk, type Setting, plainOf } from './desk-config.ts'
import { inProcessReader } from './import/file-reader.ts'
import {
  describeError,
  type Exchange,
  AccountFollower,
  restExchange,
  type Symbols,
  symbolsOf,
  Writer,
  type LedgerStore,
} from '@spotdeck/follow'
import { PastPrices } from './market/past-prices.ts'
import { Prices } from './market/prices.ts'
import type { GatewayMetrics } from './metrics/gateway-metrics.ts'
import { meteredLimiter } from './metrics/metered.ts'
import { MarketDataService } from './market/market-data.ts'
import { type SharedLists, sharedLists, sharingLists } from './market/shared-lists.ts'
import { topOfBook } from './market/top-of-book.ts'
import { watchWarnings } from './notices/account-warnings.ts'
import { NoticeBoard, type NoticeBoardOptions } from './notices/notice-board.ts'
import { retiredIn } from './notices/notice-files.ts'
import { NoticePages } from './notices/notice-pages.ts'
import { refuseRetired } from './notices/retired.ts'
import { GatewayStartError } from './start-error.ts'
import { DEFAULT_LIMITS } from './trading/limits.ts'
import { createTrader } from './trading/trader.ts'
import { type Storage, diskStorage } from './storage.ts'
import { inProcessReports } from './reports/ledger-reports.ts'

/** A desk whose accounts are followed. */
export interface RunningDesk {
  readonly desk: Desk
  /** Clean and bounded to a few seconds; idempotent. */
  close(): Promise<void>
}

const CLOSE_MS = 5_500
const REFRESH_SYMBOLS_MS = HOUR_MS
const RETRY_SYMBOLS_MS = 10_000
/** A busy public channel on each private socket: its silence means that pushes do not arrive. */
const HEARTBEAT: HeartbeatOptions = { channel: channels.aggreBookTicker('BTCUSDT') }
const ACCOUNT_ID = /^[a-z0-9-]{1,32}$/

/** Parts of a desk. `storage`: by default the data folder of the configuration. */
export type DeskParts = {
  readonly sdk: Sdk
  readonly storage?: Storage | undefined
  readonly metrics?: GatewayMetrics | undefined
}

/**
 * Opens the ledgers of all accounts and follows them.
 * @throws {GatewayStartError} with the next step; nothing is left open or half-written then
 */
export async function openDesk(
  config: DeskConfig,
  world: MexcWorld,
  { sdk, storage = diskStorage(config.dataDir), metrics }: DeskParts,
): Promise<RunningDesk> {
  checkConfig(config)
  refuseRetired(config, world.clock.now(), retiredIn(config.notices ?? []))
  const limiter = metrics === undefined ? createLimiter(world) : meteredLimiter(createLimiter(world), metrics)
  const host = sdk.createRestClient({ baseUrl: config.restUrl, world, limiter, ...plainOf(config) })
  const setting: Setting = { config, world, sdk, storage, limiter, host, metrics }
  const checked = await checkAll(setting)
  storage.take()
  const opened: LedgerStore[] = []
  try {
    for (const account of checked) opened.push(openLedger(account, setting))
    const running = await follow(checked, opened, setting)
    return { desk: running.desk, close: once(() => running.close().finally(() => storage.release())) }
  } catch (error) {
    for (const store of opened) await store.close()
    storage.release()
    throw error
  }
}

function checkConfig({ accounts }: DeskConfig): void {
  const ids = accounts.map(({ id }) => id)
  const bad = ids.find((id) => !ACCOUNT_ID.test(id))
  if (accounts.length > 0 && bad === undefined && new Set(ids).size === ids.length) return
  throw new GatewayStartError(
    'CONFIG_INVALID',
    bad === undefined
      ? 'Name at least one account, each with an id of its own.'
      : `${JSON.stringify(bad)} is no account id: use 1 to 32 of a-z, 0-9 and "-".`,
  )
}

/** The board of announcements, started. */
function openBoard(
  { config, world }: Setting,
  { rest, ...sources }: Pick<NoticeBoardOptions, 'symbols' | 'publish'> & { readonly rest: RestClient },
): NoticeBoard {
  const board = new NoticeBoard({
    ...world,
    ...sources,
    rest,
    files: config.notices ?? [],
    pages: new NoticePages({ restUrl: config.restUrl, fetch: world.fetch, now: () => rest.exchangeNow() }),
  })
  board.start()
  return board
}

async function follow(
  checked: readonly Checked[],
  stores: readonly LedgerStore[],
  setting: Setting,
): Promise<RunningDesk> {
  const { config, world, sdk, host } = setting
  const exchange = restExchange(host)
  const bus = createBus(world.log)
  const symbols = await keepSymbols(exchange, world)
  const { reachability } = host
  const streams = sdk.openMarketStreams({ wsUrl: config.wsUrl, world, reachability, ...plainOf(config) })
  const publish: NoticeBoardOptions['publish'] = (events) => bus.publish({ kind: 'market', events })
  const prices = new Prices({
    ...world,
    exchange: { ...exchange, hourlyKlines: (...span) => (exchange.background ?? exchange).hourlyKlines(...span) },
    streams,
    symbols: symbols.now,
    publish,
  })
  await prices.start()
  const market = new MarketDataService({
    rest: host,
    streams,
    world,
    publish,
  })
  const board = openBoard(setting, { rest: host, symbols: symbols.now, publish })
  const shared = { ...setting, prices, market, bus, board, symbols: symbols.now, lists: sharedLists() }
  const served: Account[] = []
  for (const [index, account] of checked.entries()) {
    const store = stores[index]
    if (store !== undefined) served.push(await serve({ ...shared, account, store }))
  }
  for (const account of served) account.start()
  const stops = served.map((account) =>
    watchWarnings({
      account: account.id,
      notices: () => account.notices(),
      key: account.keyWarnings,
      now: () => exchange.now(),
      timers: world.timers,
      publish: (event) => bus.publish({ kind: 'sampled', account: account.id, event }),
    }),
  )
  const close = async (): Promise<void> => {
    symbols.close()
    prices.close()
    market.close()
    board.close()
    for (const stop of stops) stop()
    const closing = Promise.allSettled([streams.close(), ...served.map((account) => account.close())])
    await Promise.race([closing, sleep({ timers: world.timers, ms: CLOSE_MS })])
  }
  return {
    desk: createDesk({
      callsWaiting: () => setting.limiter.waiting,
      served,
      bus,
      symbols: symbols.now,
      prices,
      market,
      board,
      now: () => exchange.now(),
    }),
    close,
  }
}

type Serving = Setting & {
  readonly account: Checked
  readonly store: LedgerStore
  readonly prices: Prices
  readonly market: MarketDataService
  readonly board: NoticeBoard
  readonly bus: Bus
  readonly symbols: () => Symbols
  readonly lists: SharedLists
}

async function serve(serving: Serving): Promise<Account> {
  const { account, store, prices, bus, board, symbols, config, world, sdk, storage } = serving
  const { id, rest, label } = account
  const { timers, random, log } = world
  const { fileReader = inProcessReader, reports = inProcessReports(timers) } = config
  const exchange = sharingLists(restExchange(rest), serving.lists)
  const state = await store.load()
  const late: { account?: Account } = {}
  const writer = new Writer({
    store,
    state,
    timers,
    log,
    now: () => exchange.now(),
    publish: (...committed) => late.account?.committed(...committed),
  })
  const keyring = storage.keyring(id)
  const openStream: ConstructorParameters<typeof AccountFollower>[0]['openStream'] = (handlers) =>
    sdk.openUserStream({
      rest,
      wsUrl: config.wsUrl,
      world,
      keyring,
      handlers,
      heartbeat: HEARTBEAT,
      ...plainOf(config),
    })
  const follower = new AccountFollower({
    exchange,
    openStream,
    writer,
    store,
    symbols,
    timers,
    random,
    log,
    sharers: config.accounts.length,
    isDamaged: () => storage.isDamaged(id),
  })
  const served = new Account({
    id,
    label,
    trading: account.trading ? tradingOf(serving) : undefined,
    keyWarnings: warningsOf(serving),
    noticesFor: (touched) => board.touching(touched),
    store,
    writer,
    lastHash: await lastHashOf(store, state),
    follower,
    exchange,
    prices,
    past: new PastPrices({ market: serving.market, symbols, now: () => exchange.now() }),
    bus,
    symbols,
    fileReader,
    scans: { owner: reports.of(id, store, 'owner'), guests: reports.of(id, store, 'guests') },
    random,
    timers,
    clock: world.clock,
    log,
  })
  late.account = served
  return served
}

/** Told in the log once, and to the account's owner for as long as it runs. */
function warningsOf({ account, config, world }: Serving): readonly Message[] {
  const key = config.sandbox === true ? [] : keyWarnings(account.rights, account.trading)
  for (const { code, params } of key) {
    world.log.warn({ account: account.id, code, ...params }, formatCode('en', 'noticeText', code, params))
  }
  return key
}

function tradingOf({ account, prices, market, symbols, storage, world }: Serving): Trading {
  const { rest, limits } = account
  return createTrader({
    sender: { rest, world },
    limits: limits ?? DEFAULT_LIMITS,
    spent: storage.spent(account.id),
    symbol: (name) => symbols().all.find(({ symbol }) => symbol === name),
    prices: (name) => ({
      lastPrice: tryDecimal(prices.ticker(name)?.lastPrice ?? ''),
      quotePrice: prices.priceOf(symbols().pairOf(name).quoteAsset),
    }),
    book: (name) => topOfBook((symbol) => market.orderBook(symbol), name),
    now: () => rest.exchangeNow(),
  })
}

/** The list of symbols, read again every hour; until the exchange can be asked, it is empty. */
async function keepSymbols(exchange: Exchange, world: MexcWorld) {
  let current = symbolsOf([])
  let closed = false
  const refresh = async (): Promise<number> => {
    try {
      current = symbolsOf(await exchange.symbols())
      return REFRESH_SYMBOLS_MS
    } catch (error) {
      world.log.warn(describeError(error), 'list of symbols not read')
      return RETRY_SYMBOLS_MS
    }
  }
  let timer: Timer | undefined
  const again = (ms: number): void => {
    if (closed) return
    timer = world.timers.after(ms, () => void refresh().then(again))
  }
  again(await refresh())
  const close = (): void => {
    closed = true
    timer?.cancel()
  }
  return { now: (): Symbols => current, close }
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => (running ??= run())
}
