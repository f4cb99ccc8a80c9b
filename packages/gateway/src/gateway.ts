/** The gateway: followed accounts on one side, subscribers on the other. Wiring and nothing else. */

import type { RedisTargetStats } from '@spotdeck/api'
import { createRestClient, type MexcWorld, openMarketStreams, openUserStream } from '@spotdeck/mexc'
import type { LoopDelay } from '@spotdeck/ports'
import type { Desk } from './desk.ts'
import { openEdge } from './edge/edge.ts'
import type { AudienceLimits } from './edge/views.ts'
import type { EdgeWorld } from './edge/rules.ts'
import { WorkerReader } from './import/worker-reader.ts'
import { GatewayMetrics } from './metrics/gateway-metrics.ts'
import { LoopWatch } from './metrics/loop-watch.ts'
import type { DeskConfig } from './desk-config.ts'
import { openDesk } from './open-desk.ts'
import type { RedisTarget } from './redis/target.ts'
import { WorkerReports } from './reports/worker-reports.ts'
import { PageChecks, ledgerPath } from '@spotdeck/follow'
import { diskStorage } from './storage.ts'
import { warnOfUnknownNames } from './unknown-names.ts'

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
  /** Names hidden from viewers and the public, in addition to the table. */
  readonly audiences?: AudienceLimits | undefined
}

/**
 * Injected world of the gateway. Following runs on the exchange's time (under `up` the sandbox's own, else the
 * machine's plus the measured offset); where that differs from the machine's, serving runs on `edge`.
 */
export type GatewayWorld = MexcWorld & {
  readonly edge?: EdgeWorld
  /** Begins to measure the event loop for the metrics; absent: they have no delay of it. */
  readonly measureLoopDelay?: () => LoopDelay
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
  loginLink(): string
  /** State of each Redis target; without secrets. */
  redis(): readonly RedisTargetStats[]
  /** Readers are told, ledgers are closed; bounded to 10 s. Idempotent. */
  close(): Promise<void>
}

/**
 * Keys are checked before anything is written; when a later part cannot open, what was opened is closed again.
 * @throws {GatewayStartError} about keys, clock, directory or ledger
 * @throws {EdgeStartError} about the address that readers use
 */
export async function openGateway(config: GatewayConfig, world: GatewayWorld): Promise<RunningGateway> {
  const loopDelay = world.measureLoopDelay?.()
  const { timers, log } = world.edge ?? world
  const loopWatch = watchLoop(world)
  const metrics = new GatewayMetrics(loopDelay, loopWatch)
  const fileReader = config.fileReader ?? new WorkerReader({ timers })
  const pathOf = (account: string): string => ledgerPath(config.dataDir, account)
  const reports = config.reports ?? new WorkerReports({ pathOf, timers, log })
  const running = await openDesk({ ...config, fileReader, reports }, world, {
    sdk: { createRestClient, openUserStream, openMarketStreams },
    metrics,
    storage: diskStorage(config.dataDir, new PageChecks({ timers, log })),
  })
  const { desk } = running
  const { sandbox, sandboxPanelUrl } = config
  const panel =
    sandbox && sandboxPanelUrl !== undefined ? { panel: { baseUrl: sandboxPanelUrl, fetch: world.fetch } } : {}
  const edge = await openEdge({ desk, config: { ...config, ...panel }, world: world.edge ?? world, metrics }).catch(
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
    close: () => (closing ??= end()),
  }
}

function watchLoop({ measureLoopDelay, edge, ...world }: GatewayWorld): LoopWatch | undefined {
  const { timers, log } = edge ?? world
  return measureLoopDelay && new LoopWatch({ delay: measureLoopDelay(), timers, log })
}
