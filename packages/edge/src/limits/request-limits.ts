/** Decides which budget a request counts towards, and refuses it once that is used up. */

import type { Clock } from '@spotdeck/ports'
import { z } from 'zod'
import { type Throttle, createThrottle, type Principal, audienceOf } from '@spotdeck/desk'
import type { Addresses } from '@spotdeck/desk/access'
import type { EdgeRequest } from '../answer/answer.ts'
import { ProblemError } from '../answer/problem.ts'
import { addressKey } from './address-key.ts'
import { type BudgetName, GUEST_ROWS_PER_CALL, REQUEST_BUDGETS, ROUTE_BUDGETS } from './budgets.ts'

/** A route by its method and path. */
export type RouteName = { readonly method: string; readonly path: string }

/** A route with the schema of its query, whose `limit` says how many rows it answers. */
export type LimitedRoute = RouteName & { readonly query?: z.ZodObject<Readonly<Record<string, z.ZodType>>> }

/** Name of a route: method and path pattern. */
export const routeName = ({ method, path }: RouteName): string => `${method} ${path}`

/** Rate limits of requests by budget. */
export class RequestLimits {
  readonly #addresses: Addresses
  readonly #throttles: Readonly<Record<BudgetName, Throttle>>

  constructor(clock: Clock, addresses: Addresses) {
    this.#addresses = addresses
    const budgets = Object.entries(REQUEST_BUDGETS)
    const throttles = budgets.map(([name, budget]) => [name, createThrottle(clock, budget)])
    this.#throttles = Object.fromEntries(throttles) as Record<BudgetName, Throttle>
  }

  /** The buckets of a budget, for what a route counts itself. */
  throttle(name: BudgetName): Throttle {
    return this.#throttles[name]
  }

  /** Counts the request. @throws {ProblemError} `RATE_LIMITED` with `retryAfter` in seconds */
  take(request: EdgeRequest, caller: Principal | undefined, route: LimitedRoute | undefined): void {
    const name = this.#budgetOf(request, caller, route)
    if (name === 'none') return
    const key = REQUEST_BUDGETS[name].per === 'address' || caller === undefined ? addressKey(request.ip) : caller.id
    const calls = Math.max(1, Math.ceil(guestRows(request, caller, route) / GUEST_ROWS_PER_CALL))
    const retryAfter = this.#throttles[name].take(key, calls)
    if (retryAfter > 0) throw new ProblemError('RATE_LIMITED', { retryAfter })
  }

  /** Counts rows that a guest is given beside its requests. Returns 0, or the whole seconds until there is budget. */
  takeRows(caller: Principal, rows: number): number {
    return this.#throttles.calls.take(caller.id, Math.ceil(rows / GUEST_ROWS_PER_CALL))
  }

  #budgetOf(request: EdgeRequest, caller: Principal | undefined, route: RouteName | undefined): BudgetName | 'none' {
    const own = route === undefined ? undefined : ROUTE_BUDGETS.get(routeName(route))
    if (own === 'none') return 'none'
    if (isForeign(request, this.#addresses)) return 'foreign'
    if (own === 'itself') return 'none'
    if (caller === undefined) return 'anonymous'
    return own ?? 'calls'
  }
}

const rowCount = z.number().catch(0)

/**
 * Rows that a viewer or the public asks a list for, by its `limit` or the default of the route; 0 for the owner, where
 * the route is no list, and where it refuses the limit.
 */
export function guestRows(
  { query }: EdgeRequest,
  caller: Principal | undefined,
  route: LimitedRoute | undefined,
): number {
  const limit = route?.query?.shape['limit']
  if (limit === undefined || caller === undefined || audienceOf(caller) === 'owner') return 0
  return rowCount.parse(limit.safeParse(new URLSearchParams(query).get('limit') ?? undefined).data)
}

/** True for a browser's request from a page of another origin. */
export function isForeign({ headers }: EdgeRequest, addresses: Addresses): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true
  return !addresses.isOurOrigin(headers['origin'], headers['host'])
}
