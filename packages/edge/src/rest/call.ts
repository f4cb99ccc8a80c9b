/** REST routes as data, and the checked call that each of them handles. */

import { type AuditAction, type Audience, type RedisTargetStats, type Right, type Side, anyQuery } from '@spotdeck/api'
import type { Clock, Log, Random, TtlCache } from '@spotdeck/ports'
import { z } from 'zod'
import type { Desk, FollowedAccount } from '../desk.ts'
import type { Access, Addresses } from '@spotdeck/desk/access'
import type { CursorCipher, Throttle, Principal } from '@spotdeck/desk'
import type { Connections } from '../stream/connections.ts'
import type { Forwarding, Passed } from '../forwarding.ts'
import type { Hub } from '../stream/hub.ts'
import type { Journal } from '@spotdeck/desk/journal'
import type { GatewayMetrics } from '../metrics/gateway-metrics.ts'
import type { GuestReplays } from '../stream/guest-replays.ts'
import type { ReportGate } from '../limits/report-gate.ts'
import type { RequestLimits } from '../limits/request-limits.ts'
import type { Turns } from '../limits/turns.ts'
import type { SubscriberWorld } from '../stream/subscriber-output.ts'
import type { Views } from '../views.ts'
import type { EdgeAnswer, EdgeRequest } from '../answer/answer.ts'
import type { Idempotency } from './idempotency.ts'
import type { MaskedIdIndex } from './masked-id-index.ts'
import type { SandboxRelay } from './sandbox-relay.ts'

/** Services that routes name one by one: each gets those it names, and no others. */
export type EdgeServices = {
  readonly desk: Desk
  readonly hub: Hub
  readonly access: Access
  readonly journal: Journal
  readonly addresses: Addresses
  readonly connections: Connections
  readonly guestReplays: GuestReplays
  /** State of each Redis target, in the order of the configuration. */
  readonly redis: () => readonly RedisTargetStats[]
  readonly idempotency: Idempotency
  readonly reckoned: TtlCache<object>
  readonly loginThrottle: Throttle
  /** By link and address. */
  readonly linkThrottle: Throttle
  readonly metrics: GatewayMetrics
  readonly world: SubscriberWorld & { readonly clock: Clock; readonly log: Log }
  /** Lets other requests run between two parts of a long answer. */
  readonly turn: () => Promise<void>
  readonly cookieName: string
  /** True if `sandbox/*` belongs to this gateway: the page then states that this is not real money. */
  readonly sandbox: boolean
  /** The exchange's public stream, where a page may open it itself. */
  readonly publicStreamUrl: string | undefined
  /** The way to the sandbox's panel, where there is one. */
  readonly relay: SandboxRelay | undefined
}

/** Tools that mask and page an answer, on every call. */
export type CallTools = {
  readonly views: Views
  readonly knownIds: MaskedIdIndex
  readonly cursors: CursorCipher
  /** Exchange time. */
  readonly now: () => number
}

/** Services of the router alone, besides those that it hands to the routes. */
export type EdgeContext = EdgeServices &
  CallTools & {
    /** Routes that are served. */
    readonly routes: readonly Route[]
    /** Way to other gateways; absent where there is none, and for a call that was passed on itself. */
    readonly forwarding: Forwarding | undefined
    readonly limits: RequestLimits
    /** In which long lists of viewers and of the public are made. */
    readonly guestTurns: Turns
    readonly reports: ReportGate
    readonly random: Random
  }

/** One checked call, with the services it `Needs`: the caller may make it, and query and body fit the route. */
export type Call<Query, Body, Needs extends keyof EdgeServices = never> = CallTools &
  Pick<EdgeServices, Needs> & {
    readonly request: EdgeRequest
    /** For routes open to anyone there may be none: then its audience is `public` and it reads no account. */
    readonly principal: Principal
    /** The audience whose fields the caller reads: on the account of the path, else of what belongs to no account. */
    readonly audience: Audience
    readonly signedIn: boolean
    /** The account that the path names. */
    readonly account: FollowedAccount | undefined
    /** The named parts of the path. */
    readonly path: Readonly<Record<string, string>>
    readonly query: Query
    readonly body: Body
    /**
     * Passes this call on, to the gateway that follows an account or to one that may make credentials; absent where
     * there is none, and for a call that was passed on itself.
     */
    readonly passOn: ((account?: string) => Promise<Passed>) | undefined
  }

/** A call as the router makes it: with every service. */
export type RouterCall = Call<unknown, unknown, keyof EdgeServices>

/** HTTP methods that routes use. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * The part of the desk that a route reaches. `none`: nothing of an account. `self`: the caller's own credential.
 * `account`: the account that the path names. `own`: what lies within the caller's accounts; the rule leaves out the
 * rest. `all`: what belongs to every account, for callers that may read every one.
 */
export type Scope = 'none' | 'self' | 'account' | 'own' | 'all'

/** Subject of a change, as far as the call names it. */
export type AuditSubject = {
  readonly target?: string | undefined
  readonly symbol?: string | undefined
  readonly side?: Side | undefined
}

/** A route as data: the router checks by it, the OpenAPI document is written from it. */
export type Route = {
  readonly method: Method
  /** Such as `/api/v1/accounts/:account/orders`; a part named `account` is checked against what the caller may read. */
  readonly path: string
  readonly summary: string
  /** `anyone` needs no sign-in. */
  readonly audiences: 'anyone' | readonly Audience[]
  readonly scope: Scope
  /** Right that the caller needs in that scope; by default `read`. Of `own` on any account: the rule looks at each. */
  readonly right?: Right
  /** Action that the audit log records, for each route that changes something. `none`: nothing is recorded there. */
  readonly action?: AuditAction | 'none'
  /** Subject of the change; without it, the last named part of the path. */
  readonly subject?: ((call: RouterCall) => AuditSubject) | undefined
  /** True where it makes credentials or changes rights: a gateway whose database user may not passes the call on. */
  readonly issues?: true
  /** A report or an export: it is answered in its turn, as one of few. */
  readonly costs?: 'report' | 'export'
  readonly query: z.ZodObject
  readonly body?: z.ZodType
  /** The route reads and checks the body itself; `body` is then for the documentation. */
  readonly readsBody?: boolean
  /** Accounts that a body names: each is checked against what the caller may read. */
  readonly accountsOf?: ((body: unknown) => readonly string[]) | undefined
  /** Headers that the call cannot do without, and what they are for: for the documentation, the route checks them. */
  readonly headers?: Readonly<Record<string, string>>
  /** Answers by status, for the documentation. */
  readonly answers: Readonly<Record<number, z.ZodType | string>>
  readonly handle: (call: RouterCall) => EdgeAnswer | Promise<EdgeAnswer>
}

/** Callers of most routes: audiences, scope, and the right that is more than to read. */
export const allowed = {
  anyone: { audiences: 'anyone', scope: 'none' },
  /** Owners and viewers of the account that the path names. */
  readers: { audiences: ['owner', 'viewer'], scope: 'account' },
  /** Owners of the account that the path names. */
  owner: { audiences: ['owner'], scope: 'account' },
  /** Owners of every account. */
  desk: { audiences: ['owner'], scope: 'all' },
  managers: { audiences: ['owner'], scope: 'all', right: 'manage' },
} as const satisfies Readonly<Record<string, Pick<Route, 'audiences' | 'scope' | 'right'>>>

/** Query of a call that takes none, not even an audience to look through. */
export const noQuery = z.strictObject({})

type RouteOf<Query extends z.ZodObject, Body extends z.ZodType, Needs extends keyof EdgeServices> = Omit<
  Route,
  'method' | 'query' | 'body' | 'accountsOf' | 'subject' | 'handle'
> & {
  /** By default GET. */
  readonly method?: Method
  readonly subject?: (call: Call<z.output<Query>, z.output<Body>>) => AuditSubject
  /** By default `anyQuery`. */
  readonly query?: Query
  readonly body?: Body
  readonly accountsOf?: (body: z.output<Body>) => readonly string[]
  readonly handle: (call: Call<z.output<Query>, z.output<Body>, Needs>) => EdgeAnswer | Promise<EdgeAnswer>
}

/**
 * Returns the function that makes the routes of one file. It ties a handler to its schemas, so that the router hands it
 * nothing that has not passed them, and to the services that the file `Needs`.
 */
export const routeWith =
  <Needs extends keyof EdgeServices = never>() =>
  <Query extends z.ZodObject = typeof anyQuery, Body extends z.ZodType = z.ZodType>(
    given: RouteOf<Query, Body, Needs>,
  ): Route => {
    const { handle, accountsOf, subject, ...rest } = given
    return {
      method: 'GET',
      query: anyQuery,
      ...rest,
      accountsOf: accountsOf === undefined ? undefined : (body) => accountsOf(body as z.output<Body>),
      subject: subject && ((call) => subject(call as RouterCall & Call<z.output<Query>, z.output<Body>>)),
      handle: (call) => handle(call as RouterCall & Call<z.output<Query>, z.output<Body>>),
    }
  }

/** Transport and address of a call, for the access log. */
export const fromRest = ({ request }: { readonly request: EdgeRequest }) =>
  ({ door: 'rest', from: request.ip }) as const
