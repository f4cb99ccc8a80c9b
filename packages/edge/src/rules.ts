/** The whole edge as plain calls: a request in, an answer out; a socket in, text out. No server is needed to run it. */

import type { ClosingWords, EdgeHandler } from './handler.ts'
import { type RedisTargetStats, type ServerMessage, anyQuery, closeCodes } from '@spotdeck/api'
import { codeOf, type Clock, type Log, type Random, type Timers, type Tracing } from '@spotdeck/ports'
import type { Desk } from './desk.ts'
import type { OpenLink } from './redis/link.ts'
import { Publisher } from './redis/publisher.ts'
import type { CheckedTarget } from './redis/target.ts'
import type { Access, Addresses } from '@spotdeck/desk/access'
import {
  cookieName,
  openJournal,
  type Principal,
  asAudience,
  audienceOf,
  holderOf,
  whoIs,
  type Submissions,
} from '@spotdeck/desk'
import { createConnections, rejectAtCapacity } from './stream/connections.ts'
import type { Forwarding } from './forwarding.ts'
import { Hub } from './stream/hub.ts'
import { type Journal } from '@spotdeck/desk/journal'
import { type AfterPause, ReportGate } from './limits/report-gate.ts'
import { GuestReplays } from './stream/guest-replays.ts'
import { RequestLimits } from './limits/request-limits.ts'
import { Turns } from './limits/turns.ts'
import { GatewayMetrics } from './metrics/gateway-metrics.ts'
import type { EdgeRequest } from './answer/answer.ts'
import type { EdgeContext } from './rest/call.ts'
import { directStreamUrl } from './rest/direct-stream.ts'
import { asAnswer, checkSender, handle, prepareCaller, principalOf, uploadBy } from './rest/handle.ts'
import { routes } from './rest/routes/all-routes.ts'
import { healthRoutes, gaugedOf } from './rest/routes/health-routes.ts'
import { createIdempotency } from './rest/idempotency.ts'
import { createReckonedReports } from './rest/report-cache.ts'
import { createKnownIds } from './rest/masked-id-index.ts'
import { ProblemError, parseOrRefuse } from './answer/problem.ts'
import { type RelayOptions, createSandboxRelay } from './rest/sandbox-relay.ts'
import { tracedHandle } from './rest/traced.ts'
import { type AudienceLimits, type Views, createViews } from './views.ts'
import { SocketConnection, type WebSocketTransport } from './stream/websocket.ts'

/** Clock, timers, randomness, log and spans of the edge. */
export type EdgeWorld = {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly log: Log
  /** Spans of requests; absent: none. */
  readonly tracing?: Tracing | undefined
}

/** Parts of the edge's handler. */
export type EdgeRulesOptions = {
  readonly desk: Desk
  readonly access: Access
  readonly addresses: Addresses
  readonly port: number
  readonly sandbox: boolean
  /** The exchange's public stream, where a page may open it itself. */
  readonly publicStreamUrl?: string | undefined
  /** Address of the sandbox's panel; absent: its calls are not relayed. */
  readonly panel?: RelayOptions | undefined
  /** Redis targets that events are published to. */
  readonly redis?: { readonly targets: readonly CheckedTarget[]; readonly openLink: OpenLink } | undefined
  /** Events that a replay may have before it. */
  readonly replayLimit?: number | undefined
  /** Names hidden per audience, in addition to the table. */
  readonly audiences?: AudienceLimits | undefined
  /** True where only the health checks and the metrics are served, and no stream. */
  readonly isHealthOnly?: boolean | undefined
  readonly world: EdgeWorld
  /** Schedules reports of guests and parts of long answers behind other requests; by default they run at once. */
  readonly afterPause?: AfterPause | undefined
  /** In memory where none is given. */
  readonly journal?: Journal | undefined
  /** Answers to orders that other gateways share; absent: a repeat at another gateway is not known. */
  readonly submissions?: Submissions | undefined
  /** Way to the other gateways of the database; absent: there are none. */
  readonly forwarding?: Forwarding | undefined
  /** Its own where none is given. */
  readonly metrics?: GatewayMetrics | undefined
}

const SOCKET_PATH = '/api/v1/ws'

type Parts = Pick<EdgeContext, 'views' | 'hub' | 'connections' | 'metrics' | 'redis'>

/** Services of the router over the desk and the given parts. */
function contextOf(options: EdgeRulesOptions, { views, hub, connections, metrics, redis }: Parts): EdgeContext {
  const { desk, access, addresses, port, sandbox, panel, world, submissions, afterPause = runAtOnce } = options
  const turn = turnBy(afterPause)
  const limits = new RequestLimits(world.clock, addresses)
  return {
    desk,
    hub,
    routes: options.isHealthOnly === true ? healthRoutes : routes,
    access,
    journal: options.journal ?? openJournal(),
    addresses,
    connections,
    redis,
    world,
    sandbox,
    random: world.random,
    forwarding: options.forwarding,
    idempotency: createIdempotency(world.clock, submissions && { submissions, log: world.log }),
    reckoned: createReckonedReports(world.clock),
    views,
    knownIds: createKnownIds({
      desk,
      maskIdOf: (account) => access.maskIdOf(account),
      hides: (account) => views.of(account, 'viewer').leavesOut,
      turn,
    }),
    loginThrottle: limits.throttle('logins'),
    linkThrottle: limits.throttle('links'),
    limits,
    guestReplays: new GuestReplays({ limits, turns: new Turns(afterPause), timers: world.timers }),
    reports: new ReportGate(world.timers, afterPause),
    turn,
    guestTurns: new Turns(afterPause),
    metrics,
    cookieName: cookieName(access.desk ?? port, addresses.secure),
    cursors: access.cursors,
    now: () => desk.now(),
    publicStreamUrl: options.publicStreamUrl,
    relay: panel === undefined ? undefined : createSandboxRelay(panel),
  }
}

const runAtOnce: AfterPause = (_ms, run) => run()
const turnBy = (afterPause: AfterPause) => (): Promise<void> => new Promise((resolve) => afterPause(0, resolve))

function hubOf({ desk, world, replayLimit, afterPause = runAtOnce }: EdgeRulesOptions, views: Views): Hub {
  const turn = turnBy(afterPause)
  return new Hub({ desk, viewOf: (account, audience) => views.of(account, audience), world, replayLimit, turn })
}

/** Creates the edge's handler over a desk. */
export function createEdgeRules(options: EdgeRulesOptions): EdgeHandler {
  const { desk, access, world, metrics = new GatewayMetrics() } = options
  const views = createViews({
    maskIdOf: (account) => access.maskIdOf(account),
    markets: () => desk.markets(),
    clock: world.clock,
    limits: options.audiences,
  })
  const hub = hubOf(options, views)
  const connections = createConnections(access, world)
  const { targets = [], openLink } = options.redis ?? {}
  const publishers =
    openLink === undefined ? [] : targets.map((target) => new Publisher({ target, hub, world, openLink }))
  const redisStats = (): readonly RedisTargetStats[] => publishers.map(({ stats }) => stats)
  const context = contextOf(options, { views, hub, connections, metrics, redis: redisStats })
  const stopCounting = desk.subscribe((batch) => metrics.published(batch))
  return {
    handle: tracedHandle((request, known) => handle(context, request, known), { desk, tracing: world.tracing }),
    metrics: async () => metrics.families(await gaugedOf(context)),
    prepare: (request) => prepareCaller(context, request),
    uploadBy: (request) => uploadBy(context, request),
    stream(request, open, sink) {
      const stream = open(sink)
      const principal = stillKnown(context, request)
      if (principal === undefined || principal === 'unreachable' || !connections.hasRoom(principal)) {
        // Others may have taken the last place since the request was admitted.
        if (principal === undefined) stream.revoke()
        else stream.restart()
        return () => stream.gone()
      }
      const leave = connections.add({
        principal,
        door: 'sse',
        bufferedBytes: () => sink.bufferedBytes,
        restart: () => stream.restart(),
        revoke: () => stream.revoke(),
      })
      stream.start()
      return () => {
        leave()
        stream.gone()
      }
    },
    upgrade: (request) => upgraded(context, request, access),
    pageStream: (request) => pageStreamOf(context, request),
    get connections() {
      return connections.size
    },
    get redis() {
      return redisStats()
    },
    close() {
      stopCounting()
      connections.close()
      for (const publisher of publishers) publisher.close()
      hub.close()
    },
  }
}

/** Finds who asks, as far as it is known at once. */
function stillKnown(context: EdgeContext, request: EdgeRequest): Principal | undefined | 'unreachable' {
  try {
    return principalOf(context, request)
  } catch (error) {
    if (codeOf(error) === 'STORE_UNREACHABLE') return 'unreachable'
    throw error
  }
}

/** The page itself is served to anybody, so a store that does not answer only leaves the address out. */
async function pageStreamOf(context: EdgeContext, request: EdgeRequest): Promise<string | undefined> {
  try {
    await prepareCaller(context, request)
    const caller = principalOf(context, request)
    return caller !== undefined && audienceOf(caller) === 'owner' ? await directStreamUrl(context) : undefined
  } catch (error) {
    if (codeOf(error) === 'STORE_UNREACHABLE') return undefined
    throw error
  }
}

/** Admits a WebSocket, or says why not. */
function upgraded(
  context: EdgeContext,
  request: EdgeRequest,
  access: EdgeRulesOptions['access'],
): ReturnType<EdgeHandler['upgrade']> {
  try {
    const caller = principalOf(context, request)
    context.limits.take(request, caller, undefined)
    checkSender(context, request, true)
    const principal = socketPrincipal(context, request, caller)
    access.log.used(whoIs(principal), { door: 'websocket', from: request.ip })
    return { kind: 'taken', caller: principal, connect: (sink) => connectSocket(context, principal, sink) }
  } catch (error) {
    return { kind: 'refused', answer: asAnswer(context, request, error), ...closingWords(error) }
  }
}

/** Only a caller who is signed in is told this way: a stranger is not worth a handshake. */
function closingWords(error: unknown): { readonly closing?: ClosingWords } {
  if (!(error instanceof ProblemError) || error.code !== 'TOO_MANY_STREAMS') return {}
  const { code, params } = error
  const message: ServerMessage = { op: 'error', code, params }
  return { closing: { text: JSON.stringify(message), code: closeCodes.tooManyStreams, reason: code } }
}

function socketPrincipal(context: EdgeContext, request: EdgeRequest, caller: Principal | undefined): Principal {
  if (caller === undefined) throw new ProblemError('UNAUTHENTICATED')
  if (request.path !== SOCKET_PATH || context.routes === healthRoutes) throw new ProblemError('NOT_FOUND')
  rejectAtCapacity(context.connections, caller)
  const query = parseOrRefuse(anyQuery, Object.fromEntries(new URLSearchParams(request.query)), 'query')
  return asAudience(caller, query.audience)
}

function connectSocket(
  { hub, world: { clock, timers, log, random }, connections, metrics, guestReplays }: EdgeContext,
  principal: Principal,
  sink: WebSocketTransport,
) {
  const pace = guestReplays.paceOf(principal)
  const world = { clock, timers, log, random, pace, holder: holderOf(principal).key }
  const connection = new SocketConnection({ hub, principal, world, sink, metrics })
  const leave = connections.add({
    principal,
    door: 'websocket',
    bufferedBytes: () => sink.bufferedBytes,
    restart: () => connection.restart(),
    revoke: () => connection.revoke(),
  })
  return {
    connection,
    gone() {
      leave()
      connection.gone()
    },
  }
}
