/** The gateway: followed accounts on one side, subscribers on the other. Wiring and nothing else. */

import type { RedisTargetStats } from '@spotdeck/api'
import { createRestClient, type MexcWorld, openMarketStreams, openUserStream } from '@spotdeck/mexc'
import type { Clock, LoopDelay, Tracing } from '@spotdeck/ports'
import type { Peers, SharedBus } from '@spotdeck/cluster'
import {
  type Desk,
  type Edge,
  type EdgeOptions,
  openEdge,
  type EdgeWorld,
  type MetricFamily,
  GatewayMetrics,
  LoopWatch,
  type RedisTarget,
} from '@spotdeck/edge'
import {
  isOrigin,
  isOriginPattern,
  busExposure,
  type AudienceLimits,
  WITHOUT_SECRET,
  parseRedisAddress,
} from '@spotdeck/edge/config'
import { WorkerReader } from '@spotdeck/imports'
import type { DeskConfig } from './config/desk-config.ts'
import { NO_DATABASE, openDesk } from './open-desk.ts'
import { inProcessReports, WorkerReports } from '@spotdeck/reports'
import { PageChecks, ledgerPath } from '@spotdeck/store'
import { GatewayStartError } from './start-error.ts'
import { onceAnswered } from './once-answered.ts'
import { type Storage, diskStorage, storageIn } from './storage.ts'
import { warnOfUnknownNames } from './config/unknown-names.ts'

/** Configuration of the gateway. */
export type GatewayConfig = DeskConfig & {
  /** Such as 127.0.0.1. */
  readonly host: string
  /** True where the user wants to listen beyond this machine without TLS. */
  readonly allowPlainHttp?: boolean | undefined
  /** 0: any free port. */
  readonly port: number
  /** Public address when it differs from the listening one. */
  readonly publicUrl?: string | undefined
  /** Addresses and networks of reverse proxies that are believed; none unless told. */
  readonly trustedProxies?: readonly string[] | undefined
  /** The built page; without it only the API is served. */
  readonly dashboardDir?: string | undefined
  /** True if the exchange is the sandbox: the page then states that this is not real money. */
  readonly sandbox: boolean
  /** Address of the sandbox's panel, such as http://127.0.0.1:9090; only with `sandbox`. */
  readonly sandboxPanelUrl?: string | undefined
  /** Time after which an unused session ends, in ms; 7 days by default. */
  readonly sessionIdleMs?: number | undefined
  /** Events that a subscriber may be behind and resume; further back it is sent a reset. 500,000 by default. */
  readonly replayLimit?: number | undefined
  /** Each durable event goes there too, masked for the target's audience. */
  readonly redis?: readonly RedisTarget[] | undefined
  /** Part of the work that this process does; `all` by default. */
  readonly role?: GatewayRole | undefined
  /** PostgreSQL with the ledgers, shared with other gateways; without it they are files of the data directory. */
  readonly database?: DatabaseConfig | undefined
  /**
   * Redis that brings the events of accounts that other gateways follow, for gateways on one database; without it, they read the database
   * alone.
   */
  readonly bus?: BusConfig | undefined
  /** Names hidden from viewers and the public, in addition to the table. */
  readonly audiences?: AudienceLimits | undefined
}

/**
 * Part of the work: following accounts (`ingest`), serving those that others follow (`edge`), or both. `ingest` and `edge` need a database. An
 * `ingest` answers health checks and metrics alone; an `edge` has no keys of accounts.
 */
export type GatewayRole = 'all' | 'ingest' | 'edge'

/** A database of ledgers. */
export type DatabaseConfig = {
  /** `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=...`; never part of an error or a log line. */
  readonly url: string
  /** Name by which accounts are moved to this process; the machine's by default. */
  readonly name?: string | undefined
  /** Accounts that this process follows at most; no limit unless told. The others are read. */
  readonly capacity?: number | undefined
  /** False where accounts are not moved to spread them over gateways. True by default. */
  readonly balances?: boolean | undefined
  /** Shared by the gateways of the database and not kept in it; without it there is no bus. */
  readonly secret?: string | undefined
  /** Origins, and networks with a port, of the gateways that orders may be passed on to; none unless told. */
  readonly origins?: readonly string[] | undefined
  /** Address at which other gateways of the database pass orders on to this one; without one they do not. */
  readonly advertiseUrl?: string | undefined
  /** A clock that is never set, for leases: ms since any moment. */
  readonly monotonic: Clock
}

/** Redis as the bus between gateways. */
export type BusConfig = {
  /** `redis://` or `rediss://`, also with `+sentinel` or `+cluster`; never part of an error or a log line. */
  readonly url: string
  /** True where the password and all events may travel readable to another machine. */
  readonly allowPlain?: boolean | undefined
}

/**
 * Injected world of the gateway. Following runs on the exchange's time (under `up` the sandbox's own, else the
 * machine's plus the measured offset); where that differs from the machine's, serving runs on `edge`.
 */
export type GatewayWorld = MexcWorld & {
  readonly edge?: EdgeWorld
  /** Begins to measure the event loop for the metrics; absent: they have no delay of it. */
  readonly measureLoopDelay?: () => LoopDelay
  /** Spans of requests and commits; absent: none. Calls to the exchange are traced by `hooks`. */
  readonly tracing?: Tracing | undefined
}

/** A gateway that serves. */
export interface RunningGateway {
  /** Address at which the page is opened. */
  readonly url: string
  /** Address it listens on, as a program on this machine reaches it. */
  readonly localUrl: string
  readonly port: number
  readonly desk: Desk
  /** A link that logs the owner in once, within 10 minutes. Print it; never log it. */
  loginLink(): Promise<string>
  /** State of each Redis target; without secrets. */
  redis(): readonly RedisTargetStats[]
  /** Everything that is measured, as data. Each reading begins the window of the event loop's delay anew. */
  metrics(): Promise<readonly MetricFamily[]>
  /** Readers are told, ledgers are closed; bounded to 10 s. Idempotent. */
  close(): Promise<void>
}

/**
 * Keys are checked before anything is written; when a later part cannot open, what was opened is closed again.
 * @throws {GatewayStartError} about keys, clock, directory or ledger
 * @throws {EdgeStartError} about the address that readers use
 */
export async function openGateway(config: GatewayConfig, world: GatewayWorld): Promise<RunningGateway> {
  checkRole(config)
  const sharedBus = await busOf(config, world)
  const loopDelay = world.measureLoopDelay?.()
  const { timers, log } = world.edge ?? world
  const loopWatch = watchLoop(world)
  const metrics = new GatewayMetrics(loopDelay, loopWatch)
  const fileReader = config.fileReader ?? new WorkerReader({ timers })
  const reports = config.reports ?? reportsOf(config, { timers, log })
  const { storage, peers } = await storageOf(config, world)
  // Whatever several gateways need is loaded only where there is a database.
  const sharing = storage.shared && (await import('./serve/share-account.ts'))
  const running = await openDesk({ ...config, fileReader, reports }, world, {
    sdk: { createRestClient, openUserStream, openMarketStreams },
    metrics,
    tracing: world.tracing,
    storage,
    sharing,
    sharedBus,
  })
  const { desk } = running
  const { sandbox, sandboxPanelUrl } = config
  const panel =
    sandbox && sandboxPanelUrl !== undefined ? { panel: { baseUrl: sandboxPanelUrl, fetch: world.fetch } } : {}
  const isHealthOnly = config.role === 'ingest'
  const edge = await openServing({ desk, config: { ...config, ...panel, isHealthOnly }, metrics, peers }, world).catch(
    async (error: unknown) => {
      await running.close()
      throw error
    },
  )
  loopWatch?.start()
  const { audiences = {} } = config
  const endWarning = warnOfUnknownNames({ audiences, markets: () => desk.markets(), timers, log })
  const end = async () => {
    try {
      await edge.close()
    } finally {
      endWarning()
      loopDelay?.close()
      loopWatch?.close()
      try {
        await Promise.all([fileReader.close(), reports.close()])
      } finally {
        await running.close()
      }
    }
  }
  let closing: Promise<void> | undefined
  return {
    url: edge.url,
    localUrl: edge.localUrl,
    port: edge.port,
    desk,
    loginLink: () => edge.loginLink(),
    redis: () => edge.redis(),
    metrics: () => edge.metrics(),
    close: () => (closing ??= end()),
  }
}

/** @throws {GatewayStartError} `DATABASE_MISSING`, `CONFIG_INVALID` */
function checkRole({ role = 'all', database, accounts }: GatewayConfig): void {
  if (role !== 'all' && database === undefined) throw new GatewayStartError('DATABASE_MISSING', NO_DATABASE)
  const { secret, advertiseUrl, origins = [] } = database ?? {}
  if (secret === undefined && (advertiseUrl !== undefined || origins.length > 0))
    throw new GatewayStartError('CONFIG_INVALID', WITHOUT_SECRET)
  const wrong = [
    ...(advertiseUrl === undefined || isOrigin(advertiseUrl) ? [] : [advertiseUrl]),
    ...origins.filter((one) => !isOriginPattern(one)),
  ]
  if (wrong.length > 0)
    throw new GatewayStartError(
      'CONFIG_INVALID',
      `${wrong[0]} is no origin: write it as https://host or http://host:port.`,
    )
  if (role === 'edge' && accounts.length > 0)
    throw new GatewayStartError('CONFIG_INVALID', 'An edge follows no account: give it no keys.')
}

/** The bus, which connects when it is first used. @throws {GatewayStartError} `CONFIG_INVALID`, `DATABASE_MISSING` */
async function busOf({ bus, database }: GatewayConfig, world: GatewayWorld): Promise<SharedBus | undefined> {
  if (bus === undefined) return undefined
  if (database === undefined)
    throw new GatewayStartError(
      'DATABASE_MISSING',
      'A bus needs a database that gateways share: put its address into SPOTDECK_DATABASE_URL or --database-file.',
    )
  const parsed = parseRedisAddress(bus.url)
  if ('trouble' in parsed) throw new GatewayStartError('CONFIG_INVALID', `The address of the bus: ${parsed.trouble}`)
  const exposure = busExposure({ bus: bus.url, allowPlainBus: bus.allowPlain })
  if (exposure !== undefined) throw new GatewayStartError('CONFIG_INVALID', exposure.message)
  const { secret } = database
  if (secret === undefined) throw new GatewayStartError('CONFIG_INVALID', WITHOUT_SECRET)
  const { clock, timers, log, random } = world.edge ?? world
  const { openRedisBus } = await import('@spotdeck/cluster')
  return openRedisBus({ address: parsed.address, secret, world: { clock, timers, log, random } })
}

/** Reports over files are computed in workers; those over a database in this thread, in steps. */
function reportsOf({ dataDir, database }: GatewayConfig, { timers, log }: Pick<EdgeWorld, 'timers' | 'log'>) {
  if (database !== undefined) return inProcessReports(timers)
  return new WorkerReports({ pathOf: (account) => ledgerPath(dataDir, account), timers, log })
}

/** @throws {StoreError} `STORE_*` @throws {DataFolderError} `LEDGER_*` */
async function storageOf(
  { dataDir, database, role }: GatewayConfig,
  world: GatewayWorld,
): Promise<{ readonly storage: Storage; readonly peers?: Peers }> {
  const { timers, log, random } = world.edge ?? world
  if (database === undefined) return { storage: diskStorage(dataDir, new PageChecks({ timers, log })) }
  const { openPostgresLedgers } = await import('@spotdeck/cluster')
  const open = () => openPostgresLedgers({ ...database, migrates: role !== 'edge', timers, log, random })
  const ledgers = await onceAnswered(open, { timers, log })
  return { storage: storageIn(ledgers, diskStorage(dataDir)), peers: ledgers.peers }
}

type Serving = Omit<EdgeOptions, 'world' | 'state' | 'config'> & {
  readonly config: EdgeOptions['config'] & Pick<GatewayConfig, 'database' | 'role'>
  readonly peers: Peers | undefined
}

/** The edge, with its state in the database where there is one. */
async function openServing({ config, peers, ...parts }: Serving, gatewayWorld: GatewayWorld): Promise<Edge> {
  const { database, sessionIdleMs } = config
  const world = gatewayWorld.edge ?? gatewayWorld
  if (database === undefined) return openEdge({ ...parts, config, world })
  const { openPostgresState } = await import('@spotdeck/desk/postgres')
  const { url, monotonic, advertiseUrl, secret, origins = [] } = database
  const state = await openPostgresState({ url, world: { ...world, monotonic }, sessionIdleMs })
  const { Forwarder } = await import('@spotdeck/cluster')
  const { fetch } = gatewayWorld
  const addressOf = async (account: string) => peers?.addressOf(account)
  const issuers = async () => (await peers?.addresses()) ?? []
  const forwarding = new Forwarder({ secret, origins, fetch, advertiseUrl, addressOf, issuers, world })
  if (config.role === 'edge' && state.access.issues)
    world.log.warn(
      { next: 'give its database user the grants of an edge, see operations.md' },
      'edge may make credentials',
    )
  try {
    const edge = await openEdge({ ...parts, config, world, state, forwarding })
    if (advertiseUrl !== undefined)
      await peers?.advertise(advertiseUrl).catch(async (error: unknown) => {
        await edge.close()
        throw error
      })
    return edge
  } catch (error) {
    await state.close()
    throw error
  }
}

function watchLoop({ measureLoopDelay, edge, ...world }: GatewayWorld): LoopWatch | undefined {
  const { timers, log } = edge ?? world
  return measureLoopDelay && new LoopWatch({ delay: measureLoopDelay(), timers, log })
}
