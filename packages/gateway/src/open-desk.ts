/**
 * Opens the half of the gateway that follows accounts: keys are checked before anything is written, then the directory is
 * locked, ledgers are opened, and each account is followed.
 */

import { type MexcWorld, type RestClient, createLimiter } from '@spotdeck/mexc'
import { sleep, type Tracing } from '@spotdeck/ports'
import { createBus, type Desk, type GatewayMetrics } from '@spotdeck/edge'
import type { SharedBus } from '@spotdeck/cluster'
import { type Checked, checkAll, openLedger } from './serve/checked-account.ts'
import { createDesk } from './serve/desk.ts'
import {
  type DeskConfig,
  type ReadAccountConfig,
  type Sdk,
  type Setting,
  hostOptions,
  plainOf,
} from './config/desk-config.ts'
import { AddressDemand, restExchange } from '@spotdeck/follow'
import { type LedgerStore } from '@spotdeck/store'
import { ListedMarkets } from './market/listed-markets.ts'
import { Prices } from './market/prices.ts'
import { meteredLimiter } from './metrics/metered.ts'
import { MarketDataService } from './market/market-data.ts'
import { sharedLists } from './market/shared-lists.ts'
import { watchWarnings } from './notices/account-warnings.ts'
import { NoticeBoard, type NoticeBoardOptions } from './notices/notice-board.ts'
import { retiredIn } from './notices/notice-files.ts'
import { NoticePages } from './notices/notice-pages.ts'
import { refuseRetired } from './notices/retired.ts'
import { GatewayStartError } from './start-error.ts'
import { type DeskParts as AccountParts, type ServedAccount, serveAccount } from './serve/serve-account.ts'
import type * as sharing from './serve/share-account.ts'
import { type Storage, diskStorage } from './storage.ts'

/** A desk whose accounts are followed. */
export interface RunningDesk {
  readonly desk: Desk
  /** Clean and bounded to a few seconds; idempotent. */
  close(): Promise<void>
}

const CLOSE_MS = 5_500
const ACCOUNT_ID = /^[a-z0-9-]{1,32}$/

/** Makes accounts that several processes share. */
export type Sharing = typeof sharing

/** Parts of a desk. `storage`: by default the data folder of the configuration. */
export type DeskParts = {
  readonly sdk: Sdk
  readonly storage?: Storage | undefined
  /** Shares accounts with other processes, where the storage does: loaded only there. */
  readonly sharing?: Sharing | undefined
  /** Between gateways that share the storage; closed with the desk. */
  readonly sharedBus?: SharedBus | undefined
  readonly metrics?: GatewayMetrics | undefined
  /** Spans of commits; absent: none. */
  readonly tracing?: Tracing | undefined
}

/**
 * Opens the ledgers of all accounts and follows them.
 * @throws {GatewayStartError} with the next step; nothing is left open or half-written then
 */
export async function openDesk(
  config: DeskConfig,
  world: MexcWorld,
  { sdk, storage = diskStorage(config.dataDir), sharing, sharedBus, metrics, tracing }: DeskParts,
): Promise<RunningDesk> {
  checkConfig(config, storage)
  refuseRetired(config, world.clock.now(), retiredIn(config.notices ?? []))
  const limiter = metrics === undefined ? createLimiter(world) : meteredLimiter(createLimiter(world), metrics)
  const host = sdk.createRestClient({ baseUrl: config.restUrl, world, limiter, ...hostOptions(config) })
  const setting: Setting = { config, world, sdk, storage, sharedBus, limiter, host, metrics, tracing }
  const opened: Closing[] = []
  const ends: Closing = {
    close() {
      sharedBus?.close()
      return storage.release()
    },
  }
  try {
    const checked = await checkAll(setting)
    storage.take()
    const stores: LedgerStore[] = []
    // A shared ledger is opened whenever its lease is acquired; all others before anything is followed.
    for (const account of storage.shared === undefined ? checked : []) {
      const store = await openLedger(account, setting)
      opened.push(store)
      stores.push(store)
    }
    const running = await follow(checked, { stores, opened, sharing }, setting)
    return { desk: running.desk, close: once(() => closeAll([running, ends])) }
  } catch (error) {
    await closeAll([...opened, ends])
    throw error
  }
}

/** A part that is closed. */
type Closing = { close(): Promise<void> }

/** Closes one after the other, whatever becomes of those before. */
async function closeAll([first, ...rest]: readonly Closing[]): Promise<void> {
  try {
    await first?.close()
  } finally {
    if (rest.length > 0) await closeAll(rest)
  }
}

/** Says what a role needs. */
export const NO_DATABASE =
  'The roles ingest and edge need a database: put its address into SPOTDECK_DATABASE_URL or --database-file.'

function checkConfig({ accounts, reads, retentionMs }: DeskConfig, { shared }: Storage): void {
  if (retentionMs !== undefined && shared !== undefined)
    throw new GatewayStartError(
      'ARCHIVE_UNSUPPORTED',
      'Events in a database are not archived: leave retentionDays out; all events stay in the database.',
    )
  if (reads !== undefined && shared === undefined) throw new GatewayStartError('DATABASE_MISSING', NO_DATABASE)
  const named = reads === undefined || reads === 'all' ? [] : reads
  const ids = [...accounts, ...named].map(({ id }) => id)
  const bad = ids.find((id) => !ACCOUNT_ID.test(id))
  if ((ids.length > 0 || reads === 'all') && bad === undefined && new Set(ids).size === ids.length) return
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
  { rest, ...sources }: Pick<NoticeBoardOptions, 'markets' | 'publish'> & { readonly rest: RestClient },
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

/** Ledgers that are open, everything that is to be closed, and the way to share accounts. */
type Opening = {
  readonly stores: readonly LedgerStore[]
  readonly opened: Closing[]
  readonly sharing: Sharing | undefined
}

async function follow(checked: readonly Checked[], opening: Opening, setting: Setting): Promise<RunningDesk> {
  const { config, world, sdk, host } = setting
  const exchange = restExchange(host)
  const bus = createBus(world.log)
  const markets = new ListedMarkets({ ...world, exchange, rest: host, pairs: setting.storage.pairs })
  await markets.start()
  const symbols = markets.now
  const { reachability } = host
  const streams = sdk.openMarketStreams({ wsUrl: config.wsUrl, world, reachability, ...plainOf(config) })
  const publish: NoticeBoardOptions['publish'] = (events) => bus.publish({ kind: 'market', events })
  const prices = new Prices({
    ...world,
    exchange: { ...exchange, hourlyKlines: (...span) => (exchange.background ?? exchange).hourlyKlines(...span) },
    streams,
    symbols,
    publish,
  })
  await prices.start()
  const market = new MarketDataService({
    rest: host,
    streams,
    world,
    publish,
  })
  const board = openBoard(setting, { rest: host, markets, publish })
  const shares = { lists: sharedLists(), address: new AddressDemand() }
  const shared = { ...setting, ...shares, prices, market, bus, board, markets, symbols }
  const served = await serveAll(checked, shared, opening)
  for (const account of served) account.start()
  const balancer = opening.sharing?.balancerOf(setting, served)
  balancer?.start()
  const stops = served.map((account) =>
    watchWarnings({
      account: account.id,
      notices: () => account.current.notices(),
      key: account.keyWarnings,
      now: () => exchange.now(),
      timers: world.timers,
      publish: (event) => bus.publish({ kind: 'sampled', account: account.id, event }),
    }),
  )
  const close = async (): Promise<void> => {
    balancer?.close()
    markets.close()
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
      markets,
      prices,
      market,
      board,
      now: () => exchange.now(),
    }),
    close,
  }
}

/** Accounts that are only read. */
async function readsOf({
  config: { reads = [] },
  storage: { shared },
}: Setting): Promise<readonly ReadAccountConfig[]> {
  if (reads !== 'all') return reads
  const found = (await shared?.accounts()) ?? []
  if (found.length > 0) return found.map((id) => ({ id, label: id, trading: false }))
  throw new GatewayStartError(
    'LEDGER_MISSING',
    'There is no ledger in the database: start a gateway with --role ingest first, then this one again.',
  )
}

/** All accounts; those that are shared are opened together, because one may wait for a lease. */
async function serveAll(
  checked: readonly Checked[],
  parts: AccountParts,
  { stores, opened, sharing }: Opening,
): Promise<readonly ServedAccount[]> {
  const { shared } = parts.storage
  if (shared !== undefined) {
    if (sharing === undefined) throw new TypeError('A storage that is shared needs the parts that share accounts.')
    const kept = async (opening: Promise<ServedAccount>): Promise<ServedAccount> => {
      const account = await opening
      opened.push(account)
      return account
    }
    const open = (account: Checked) => kept(sharing.shareAccount({ ...parts, account }, shared))
    const read = (account: ReadAccountConfig) => kept(sharing.readAccount(parts, account, shared))
    const opening = await Promise.allSettled([...checked.map(open), ...(await readsOf(parts)).map(read)])
    return opening.map((one) => {
      if (one.status === 'rejected') throw one.reason
      return one.value
    })
  }
  const served: ServedAccount[] = []
  for (const [index, store] of stores.entries()) {
    const account = checked[index]
    if (account !== undefined) served.push(await serveAccount({ ...parts, account }, store))
  }
  return served
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => (running ??= run())
}
