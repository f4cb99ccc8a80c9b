/** Input and output of a REST route as plain values, so that a call needs no server. */

import type { Audience, RedisTargetStats } from '@spotdeck/api'
import type { Clock, Log, Random } from '@spotdeck/ports'
import type { z } from 'zod'
import type { Desk } from '../../desk.ts'
import type { Access } from '../access/access.ts'
import type { Addresses } from '../access/origin.ts'
import type { Throttle } from '../access/throttle.ts'
import type { Connections } from '../connections.ts'
import type { Hub } from '../hub.ts'
import type { GatewayMetrics } from '../../metrics/gateway-metrics.ts'
import type { ReportGate } from '../limits/report-gate.ts'
import type { RequestLimits } from '../limits/request-limits.ts'
import type { Principal } from '../principal.ts'
import type { SubscriberWorld } from '../subscriber.ts'
import type { EventStream, SseTransport } from '../sse.ts'
import type { Views } from '../views.ts'
import type { Idempotency } from './idempotency.ts'
import type { ReportCache } from './report-cache.ts'
import type { MaskedIdIndex } from './masked-id-index.ts'
import type { SandboxRelay } from './sandbox-relay.ts'

/** An HTTP request without its connection. */
export type EdgeRequest = {
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** Without `?`. */
  readonly query: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body?: string
  /** The body of a large upload, instead of `body`. */
  readonly bytes?: Uint8Array
  readonly ip: string
}

/** An HTTP response: a text, a streamed text, or an event stream. */
export type EdgeAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | AsyncIterable<string> | ((sink: SseTransport) => EventStream)
}

/** Services that every route may use. */
export type EdgeContext = {
  readonly desk: Desk
  readonly hub: Hub
  readonly access: Access
  readonly addresses: Addresses
  readonly connections: Connections
  /** State of each Redis target, in the order of the configuration. */
  readonly redis: () => readonly RedisTargetStats[]
  readonly idempotency: Idempotency
  readonly reckoned: ReportCache
  readonly knownIds: MaskedIdIndex
  readonly views: Views
  readonly loginThrottle: Throttle
  readonly limits: RequestLimits
  readonly reports: ReportGate
  readonly metrics: GatewayMetrics
  readonly world: SubscriberWorld & { readonly clock: Clock; readonly log: Log }
  readonly random: Random
  readonly cookieName: string
  /** True if `sandbox/*` belongs to this gateway: the page then states that this is not real money. */
  readonly sandbox: boolean
  /** The exchange's public stream, where a page may open it itself. */
  readonly publicStreamUrl?: string
  /** The way to the sandbox's panel, where there is one. */
  readonly relay?: SandboxRelay
}

/** One call, checked: the caller may make it, and query and body are what the route says. */
export type Call<Query, Body> = EdgeContext & {
  readonly request: EdgeRequest
  /** For routes open to anyone there may be none: then its audience is `public` and it reads no account. */
  readonly principal: Principal
  readonly signedIn: boolean
  /** The named parts of the path. */
  readonly path: Readonly<Record<string, string>>
  readonly query: Query
  readonly body: Body
}

/** HTTP methods that routes use. */
export type Method = 'GET' | 'POST' | 'DELETE'

/**
 * The part of the desk that a route reaches. `none`: nothing of an account. `self`: the caller's own credential. `account`: the
 * account that the path names. `own`: what lies within the caller's accounts; the rule leaves out the rest. `all`: what belongs to
 * every account, for callers that may read every one.
 */
export type Scope = 'none' | 'self' | 'account' | 'own' | 'all'

/** A route as data: the router checks by it, the OpenAPI document is written from it. */
export type Route = {
  readonly method: Method
  /** Such as `/api/v1/accounts/:account/orders`; a part named `account` is checked against what the caller may read. */
  readonly path: string
  readonly summary: string
  /** `anyone` needs no sign-in. */
  readonly audiences: 'anyone' | readonly Audience[]
  readonly scope: Scope
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** The route reads and checks the body itself; `body` is then for the documentation. */
  readonly readsBody?: boolean
  /** Accounts that a body names: each is checked against what the caller may read. */
  readonly accountsOf?: (body: unknown) => readonly string[]
  /** Headers that the call cannot do without, and what they are for: for the documentation, the route checks them. */
  readonly headers?: Readonly<Record<string, string>>
  /** Answers by status, for the documentation. */
  readonly answers: Readonly<Record<number, z.ZodType | string>>
  readonly handle: (call: Call<unknown, unknown>) => EdgeAnswer | Promise<EdgeAnswer>
}

type RouteOf<Query extends z.ZodObject, Body extends z.ZodType> = Omit<
  Route,
  'query' | 'body' | 'accountsOf' | 'handle'
> & {
  readonly query?: Query
  readonly body?: Body
  readonly accountsOf?: (body: z.output<Body>) => readonly string[]
  readonly handle: (call: Call<z.output<Query>, z.output<Body>>) => EdgeAnswer | Promise<EdgeAnswer>
}

/** Ties a route's handler to its schemas; the router hands it nothing that has not passed them. */
export function route<Query extends z.ZodObject, Body extends z.ZodType>(given: RouteOf<Query, Body>): Route {
  const { handle, accountsOf, ...rest } = given
  return {
    ...rest,
    ...(accountsOf === undefined ? {} : { accountsOf: (body) => accountsOf(body as z.output<Body>) }),
    handle: (call) => handle(call as Call<z.output<Query>, z.output<Body>>),
  }
}

/** Transport and address of a call, for the access log. */
export const fromRest = ({ request }: Call<unknown, unknown>) => ({ door: 'rest', from: request.ip }) as const

/** A JSON response. */
export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): EdgeAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  }
}
