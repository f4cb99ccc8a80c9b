/** Opens the serving half of the gateway: rules, access, adapters and the page on one port. */

import type { RedisTargetStats } from '@spotdeck/api'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Desk } from './desk.ts'
import { advertisedExposure, listeningExposure, redisExposure } from './exposure.ts'
import type { MetricFamily } from './metrics/families.ts'
import type { GatewayMetrics } from './metrics/gateway-metrics.ts'
import { openNodeLink } from './redis/node-link.ts'
import { type CheckedTarget, type RedisTarget, checkTargets } from './redis/target.ts'
import { type Addresses, ourAddresses } from '@spotdeck/desk/access'
import type { Forwarding } from './forwarding.ts'
import { ConnectionGate } from './http/connection-gate.ts'
import { securityHeaders } from './http/headers.ts'
import { type Proxies, trustProxies } from './http/proxies.ts'
import { publicStreamUrl } from './http/public-stream.ts'
import { buildServer } from './http/server.ts'
import { type Sockets, acceptSockets } from './http/sockets.ts'
import { loadStaticSite } from './http/static-site.ts'
import { withDocs } from './http/docs-site.ts'
import { CONNECTION_LIMITS, type ConnectionLimits } from './limits/budgets.ts'
import type { RelayOptions } from './rest/sandbox-relay.ts'
import { type EdgeHandler } from './handler.ts'
import { type EdgeWorld, createEdgeRules } from './rules.ts'
import { type EdgeState, openLocalState } from '@spotdeck/desk'
import { EdgeStartError } from './start-error.ts'
import type { AudienceLimits } from './views.ts'

/** Configuration of the edge. */
export type EdgeConfig = {
  /** Address to listen on, such as 127.0.0.1; 0.0.0.0 only if the user chose it. */
  readonly host: string
  /** True where the user wants to listen beyond this machine without TLS. */
  readonly allowPlainHttp?: boolean | undefined
  /** 0: any free one. */
  readonly port: number
  /** Public address when it differs from the listening one: for links, Origin, Host and Secure. */
  readonly publicUrl?: string | undefined
  /** Addresses and networks of proxies whose `X-Forwarded-For` and `X-Forwarded-Host` count; none by default. */
  readonly trustedProxies?: readonly string[] | undefined
  /** The built dashboard, beside it the built documentation (`../docs`); without it only the API is served. */
  readonly dashboardDir?: string | undefined
  /** True where only the health checks and the metrics are served. */
  readonly isHealthOnly?: boolean | undefined
  readonly sandbox: boolean
  /** WebSocket address of the exchange: the owner's page may read its public channels directly. */
  readonly wsUrl?: string | undefined
  /** The sandbox's panel, where the owner's calls to it are relayed. */
  readonly panel?: RelayOptions | undefined
  readonly dataDir: string
  /** Time after which an unused session ends, in ms; 7 days by default. */
  readonly sessionIdleMs?: number | undefined
  /** Events that a subscriber may be behind and resume; further back it is sent a reset. */
  readonly replayLimit?: number | undefined
  /** Each durable event goes there too, masked for the target's audience. */
  readonly redis?: readonly RedisTarget[] | undefined
  /** Names hidden per audience, in addition to the table. */
  readonly audiences?: AudienceLimits | undefined
  /** Replaces single values of `CONNECTION_LIMITS`. */
  readonly connectionLimits?: Partial<ConnectionLimits> | undefined
}

/** Parts of the edge. */
export type EdgeOptions = {
  readonly desk: Desk
  readonly config: EdgeConfig
  readonly world: EdgeWorld
  /** Metrics besides the edge's own; absent: the edge's alone. */
  readonly metrics?: GatewayMetrics | undefined
  /** Shared with other gateways, and closed with the edge; absent: that of the data directory. */
  readonly state?: EdgeState | undefined
  /** Way to the other gateways of the database; absent: there are none. */
  readonly forwarding?: Forwarding | undefined
}

/** The serving half of a running gateway. */
export interface Edge {
  /** Address at which the page is opened. */
  readonly url: string
  /** Address it listens on, as a program on this machine reaches it. */
  readonly localUrl: string
  readonly port: number
  /** A link that logs the owner in once, within 10 minutes; the bare address on an edge. Never log it. */
  loginLink(): Promise<string>
  /** State of each Redis target, in the order of the configuration; without secrets. */
  redis(): readonly RedisTargetStats[]
  /** Everything that is measured, as data. */
  metrics(): Promise<readonly MetricFamily[]>
  /** Tells every reader, and is done within seconds. Idempotent. */
  close(): Promise<void>
}

/** Deadline for open requests when the gateway closes, in ms. */
const CLOSE_MS = 4_000

/** @throws {EdgeStartError} naming what to do; nothing is left open then */
export async function openEdge({ desk, config, world, metrics, ...given }: EdgeOptions): Promise<Edge> {
  checkPublicUrl(config.publicUrl)
  checkExposure(config, given.forwarding)
  const targets = checkedTargets(config.redis ?? [])
  const { callerOf, isProxy } = checkedProxies(config.trustedProxies ?? [])
  const limits = { ...CONNECTION_LIMITS, ...config.connectionLimits }
  const gate = new ConnectionGate({ limits, isProxy, timers: world.timers })
  const state = given.state ?? openLocalState(config.dataDir, world, config)
  const { access } = state
  let opened: (rules: EdgeHandler) => void = () => {}
  const opening = new Promise<EdgeHandler>((resolve) => (opened = resolve))
  const late: { addresses?: Addresses } = {}
  const stream = publicStreamUrl(config)
  const common = securityHeaders(config.publicUrl?.startsWith('https:') ?? false)
  const app = buildServer({
    rules: opening,
    callerOf,
    isOurHost: (host) => late.addresses?.isOurHost(host) ?? false,
    common,
    site:
      config.dashboardDir === undefined || config.isHealthOnly === true
        ? undefined
        : withDocs(loadStaticSite(config.dashboardDir, world.random), join(config.dashboardDir, '../docs')),
    timers: world.timers,
    limits,
    gate,
  })
  const port = await listen(app, config).catch(async (error: unknown) => {
    await state.close()
    throw error
  })
  const { forwarding } = given
  const advertiseUrl = forwarding?.advertiseUrl
  const addresses = (late.addresses = ourAddresses({ ...config, port, advertiseUrl }))
  const redis = { targets, openLink: openNodeLink }
  const afterPause = (ms: number, run: () => void): void => void world.timers.after(ms, run)
  const served = {
    ...config,
    metrics,
    publicStreamUrl: stream,
    redis,
    desk,
    ...state,
    forwarding,
    addresses,
    port,
    world,
    afterPause,
  }
  const rules = createEdgeRules(served)
  opened(rules)
  const sockets = acceptSockets({ server: app.server, rules, timers: world.timers, callerOf, common, gate })
  world.log.info({ port, host: config.host }, 'serving')
  let closing: Promise<void> | undefined
  return {
    url: addresses.url,
    localUrl: ourAddresses({ host: config.host, port }).url,
    port,
    redis: () => rules.redis,
    metrics: () => rules.metrics(),
    loginLink: async () => (access.issues ? `${addresses.url}/#login=${await access.newLoginCode()}` : addresses.url),
    close: () => (closing ??= closeEdge({ app, rules, sockets, state, world })),
  }
}

function checkPublicUrl(publicUrl: string | undefined): void {
  if (publicUrl === undefined) return
  const parsed = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined
  if (parsed !== undefined && /^https?:$/.test(parsed.protocol) && parsed.pathname === '/' && parsed.search === '')
    return
  throw new EdgeStartError(
    'BAD_PUBLIC_URL',
    `Not an address to be reached at: ${publicUrl}. Give --public-url as https://host or https://host:port, without a path.`,
  )
}

function checkExposure(config: EdgeConfig, { advertiseUrl }: Pick<Forwarding, 'advertiseUrl'> = {}): void {
  const { allowPlainHttp } = config
  const advertised = advertisedExposure({ advertiseUrl, allowPlainHttp })
  const exposure = listeningExposure(config) ?? advertised ?? redisExposure(config.redis ?? [])
  if (exposure !== undefined) throw new EdgeStartError(exposure.code, exposure.message)
}

function checkedTargets(given: readonly RedisTarget[]): readonly CheckedTarget[] {
  const checked = checkTargets(given)
  if ('trouble' in checked) throw new EdgeStartError('BAD_REDIS_TARGET', checked.trouble)
  return checked.targets
}

function checkedProxies(given: readonly string[]): Proxies {
  const made = trustProxies(given)
  if ('callerOf' in made) return made
  throw new EdgeStartError(
    'BAD_TRUSTED_PROXY',
    `"${made.wrong.slice(0, 60)}" is no address and no network: write trustedProxies as 127.0.0.1, ::1 or 10.0.0.0/8.`,
  )
}

async function listen(app: FastifyInstance, { host, port }: EdgeConfig): Promise<number> {
  try {
    // Node would open a second server for `localhost` on ::1, without the limits of the first.
    await app.listen({ host: host === 'localhost' ? '127.0.0.1' : host, port })
  } catch (cause) {
    throw startError(cause, host, port)
  }
  const address = app.server.address()
  return isAddressInfo(address) ? address.port : port
}

const isAddressInfo = (address: string | AddressInfo | null): address is AddressInfo =>
  typeof address === 'object' && address !== null

function startError(cause: unknown, host: string, port: number): EdgeStartError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  const options = { cause }
  if (code === 'EADDRINUSE') {
    return new EdgeStartError(
      'PORT_IN_USE',
      `Port ${port} is in use. Is Spotdeck running already? Stop what uses it, or choose another with --port.`,
      options,
    )
  }
  if (code === 'EACCES') {
    return new EdgeStartError(
      'PORT_REFUSED',
      `Port ${port} is not open to this user: choose one above 1023 with --port.`,
      options,
    )
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new EdgeStartError(
      'HOST_UNKNOWN',
      `${host} is no address of this machine: give --host 127.0.0.1 or one of its own.`,
      options,
    )
  }
  return new EdgeStartError(
    'LISTEN_FAILED',
    `Cannot listen on ${host}:${port}: look at the cause, or choose another with --port.`,
    options,
  )
}

type Open = {
  readonly app: FastifyInstance
  readonly rules: EdgeHandler
  readonly sockets: Sockets
  readonly state: EdgeState
  readonly world: EdgeWorld
}

async function closeEdge({ app, rules, sockets, state, world }: Open): Promise<void> {
  rules.close()
  const killer = world.timers.after(CLOSE_MS, () => app.server.closeAllConnections())
  // No more are let in from here on.
  await Promise.all([sockets.close(), app.close()])
  killer.cancel()
  await state.close()
}
