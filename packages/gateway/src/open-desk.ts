/**
 * Opens the half of the gateway that follows accounts: keys are checked before anything is written, then the directory is
 * locked, ledgers are opened, and each account is followed.
 */

import { type Message, formatCode } from '@spotdeck/api'
import { tryDecimal } from '@spotdeck/exact'
import {
  type Credentials,
  type HeartbeatOptions,
  type Limiter,
  type MarketStreamOptions,
  type MarketStreams,
  type MexcWorld,
  type RestClient,
  type RestOptions,
  type UserStream,
  type UserStreamOptions,
  createLimiter,
} from '@spotdeck/mexc'
import { HOUR_MS, sleep, type Timer } from '@spotdeck/ports'
import { channels } from '@spotdeck/wire'
import { type Bus, createBus } from './bus/bus.ts'
import { type KeyRights, checkKey, fingerprint, keyWarnings } from './check-key.ts'
import type { Desk, Trading } from './desk.ts'
import { Account } from './desk/account.ts'
import { createDesk } from './desk/desk.ts'
import { lastHashOf, newEpoch } from './desk/public-log.ts'
import { type FileReader, inProcessReader } from './import/file-reader.ts'
import {
  DataFolderError,
  MemoryDisk,
  describeError,
  type Exchange,
  nameOfKey,
  openMemoryStore,
  TRADES_REACH_MS,
  AccountFollower,
  restExchange,
  type Symbols,
  symbolsOf,
  Writer,
  type LedgerStore,
} from '@spotdeck/follow'
import { Prices } from './market/prices.ts'
import type { GatewayMetrics } from './metrics/gateway-metrics.ts'
import { meteredLimiter, meteredStore } from './metrics/metered.ts'
import { MarketDataService } from './market/market-data.ts'
import { topOfBook } from './market/top-of-book.ts'
import { watchWarnings } from './notices/account-warnings.ts'
import { NoticeBoard, type NoticeBoardOptions } from './notices/notice-board.ts'
import { type NoticeFile, retiredIn } from './notices/notice-files.ts'
import { NoticePages } from './notices/notice-pages.ts'
import { refuseRetired } from './notices/retired.ts'
import { GatewayStartError } from './start-error.ts'
import { DEFAULT_LIMITS, type TradingLimits } from './trading/limits.ts'
import { createTrader } from './trading/trader.ts'
import { type OpenLedgerRequest, type Storage, diskStorage } from './storage.ts'
import { inProcessReports } from './reports/ledger-reports.ts'
import type { ReportReaders } from './reports/scans.ts'

/** Configuration of one account. */
export type AccountConfig = {
  /** 1 to 32 of a-z, 0-9 and `-`. */
  readonly id: string
  readonly label: string
  readonly credentials: Credentials
  /** True if orders may be placed through the gateway. */
  readonly trading: boolean
  /** Limits of orders; `DEFAULT_LIMITS` by default. */
  readonly limits?: TradingLimits
}

/** Configuration of the accounts and the exchange. */
export type DeskConfig = {
  readonly accounts: readonly AccountConfig[]
  readonly restUrl: string
  readonly wsUrl: string
  /** True where `http` and `ws` may lead to another machine. */
  readonly allowPlainExchange?: boolean | undefined
  readonly dataDir: string
  /** Announcements of the exchange given by hand. */
  readonly notices?: readonly NoticeFile[] | undefined
  /** The exchange is the sandbox: no money is at stake, so its keys are not warned about. */
  readonly sandbox?: boolean | undefined
  /** Reads imported files; in this thread unless told, which only simulations may do. */
  readonly fileReader?: FileReader | undefined
  /** Computes reports that scan a ledger; in this thread unless told, which only simulations may do. */
  readonly reports?: ReportReaders | undefined
}

/** The SDK's constructors, so that tests can hand in their own exchange. */
export type Sdk = {
  createRestClient(options: RestOptions): RestClient
  openUserStream(options: UserStreamOptions): UserStream
  openMarketStreams(options: MarketStreamOptions): MarketStreams
}

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
/** Assets in which fees and quotes are often paid: their past prices are read at the first start. */
const COMMON_ASSETS: readonly string[] = ['MX', 'BTC', 'ETH', 'USDC']

type Checked = AccountConfig & {
  readonly rest: RestClient
  readonly user: string
  readonly assets: readonly string[]
  readonly rights?: KeyRights | undefined
  /** The exchange refused the key at the start; the account's status says so, and the others go on. */
  readonly refusal?: GatewayStartError
}

/** @throws {GatewayStartError} naming what to do; nothing is left open or half-written then */
export async function openDesk(
  config: DeskConfig,
  world: MexcWorld,
  sdk: Sdk,
  storage: Storage = diskStorage(config.dataDir),
  metrics?: GatewayMetrics,
): Promise<RunningDesk> {
  checkConfig(config)
  refuseRetired(config, world.clock.now(), retiredIn(config.notices ?? []))
  const limiter = metrics === undefined ? createLimiter(world) : meteredLimiter(createLimiter(world), metrics)
  const setting: Setting = { config, world, sdk, storage, limiter, metrics }
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

type Setting = {
  readonly config: DeskConfig
  readonly world: MexcWorld
  readonly sdk: Sdk
  readonly storage: Storage
  /** One for all accounts: they share the limits of this machine's address. */
  readonly limiter: Limiter
  readonly metrics: GatewayMetrics | undefined
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

const plainOf = ({ allowPlainExchange: allowPlain = false }: DeskConfig) => (allowPlain ? { allowPlain } : {})

/** @throws {GatewayStartError} where no account can be served */
async function checkAll(setting: Setting): Promise<readonly Checked[]> {
  const checked: Checked[] = []
  for (const account of setting.config.accounts) checked.push(await check(account, setting))
  const refusals = checked.flatMap(({ refusal }) => refusal ?? [])
  const [first] = refusals
  if (first !== undefined && refusals.length === checked.length) throw first
  for (const refusal of refusals)
    setting.world.log.error(describeError(refusal), 'API key refused, account not followed')
  return checked
}

/**
 * A ledger that was begun with the same key is served even while the exchange cannot be asked; an account whose key is
 * refused is served as it stands.
 */
async function check(account: AccountConfig, { config, world, sdk, storage, limiter }: Setting): Promise<Checked> {
  const { credentials, id } = account
  const rest = sdk.createRestClient({ baseUrl: config.restUrl, credentials, world, limiter, ...plainOf(config) })
  try {
    return { ...account, rest, ...(await checkKey(id, rest, credentials)) }
  } catch (error) {
    if (!(error instanceof GatewayStartError)) throw error
    const known = storage.binding(id)
    const isBound = known?.user !== undefined && known.key === fingerprint(credentials)
    if (error.code === 'EXCHANGE_REFUSED_KEY') {
      const user = isBound && known.user !== undefined ? known.user : nameOfKey(fingerprint(credentials))
      return { ...account, rest, user, assets: [], refusal: error }
    }
    if (error.code !== 'EXCHANGE_UNREACHABLE' || !isBound || known.user === undefined) throw error
    world.log.warn(describeError(error), 'starting from the ledger, exchange unreachable')
    return { ...account, rest, user: known.user, assets: [] }
  }
}

function openLedger(account: Checked, { config, world, storage, metrics }: Setting): LedgerStore {
  const { id, user, credentials, refusal } = account
  const request = {
    identity: { account: id, host: new URL(config.restUrl).hostname, user },
    newEpoch: newEpoch(world.random),
    key: fingerprint(credentials),
  }
  const store = refusal === undefined ? storage.open(request) : openOrEmpty(storage, request)
  return metrics === undefined ? store : meteredStore(store, metrics, world.clock)
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

/** A ledger that a refused key does not open stays shut: the account is served without records, and nothing is written. */
function openOrEmpty(storage: Storage, request: OpenLedgerRequest): LedgerStore {
  try {
    return storage.open(request)
  } catch (error) {
    if (!(error instanceof DataFolderError) || error.code !== 'LEDGER_FOREIGN') throw error
    return openMemoryStore(new MemoryDisk(request.identity, request.newEpoch))
  }
}

async function follow(
  checked: readonly Checked[],
  stores: readonly LedgerStore[],
  setting: Setting,
): Promise<RunningDesk> {
  const { config, world, sdk } = setting
  const first = checked.find(({ refusal }) => refusal === undefined)
  if (first === undefined) throw new GatewayStartError('CONFIG_INVALID', 'Name at least one account.')
  const exchange = restExchange(first.rest)
  const bus = createBus(world.log)
  const symbols = await keepSymbols(exchange, world)
  const { reachability } = first.rest
  const streams = sdk.openMarketStreams({ wsUrl: config.wsUrl, world, reachability, ...plainOf(config) })
  const publish: NoticeBoardOptions['publish'] = (events) => bus.publish({ kind: 'market', events })
  const prices = new Prices({
    ...world,
    exchange,
    streams,
    symbols: symbols.now,
    publish,
  })
  await prices.start()
  const market = new MarketDataService({
    rest: first.rest,
    streams,
    world,
    publish,
    quoted: (symbol, book) => prices.quoted(symbol, book),
  })
  const board = openBoard(setting, { rest: first.rest, symbols: symbols.now, publish })
  const served: Account[] = []
  for (const [index, account] of checked.entries()) {
    const store = stores[index]
    if (store !== undefined)
      served.push(await serve({ ...setting, account, store, prices, market, bus, board, symbols: symbols.now }))
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
}

async function serve(serving: Serving): Promise<Account> {
  const { account, store, prices, bus, board, symbols, config, world, sdk, storage } = serving
  const { id, rest, label } = account
  const { timers, random, log } = world
  const { fileReader = inProcessReader, reports = inProcessReports(timers) } = config
  const exchange = restExchange(rest)
  const state = await store.load()
  if (state.birth === undefined) {
    const now = exchange.now()
    await prices.loadHistory([...account.assets, ...COMMON_ASSETS], now - TRADES_REACH_MS, now)
  }
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
    priceAt: prices.priceAt,
    symbols,
    timers,
    random,
    log,
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
    book: (name) => topOfBook(market, name),
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
