/** Decides which budget a request counts towards, and refuses it once that is used up. */

import type { Clock } from '@spotdeck/ports'
import { type Throttle, createThrottle } from '../access/throttle.ts'
import type { Addresses } from '../access/origin.ts'
import type { Principal } from '../principal.ts'
import type { EdgeRequest } from '../rest/answer.ts'
import { ProblemError } from '../rest/problem.ts'
import { addressKey } from './address-key.ts'
import { type BudgetName, GUEST_ROWS_PER_CALL, REQUEST_BUDGETS, ROUTE_BUDGETS } from './budgets.ts'

/** Most rows that a list answers. */
const MAX_ROWS = 1_000

/** A route by its method and path. */
export type RouteName = { readonly method: string; readonly path: string }

/** Name of a route: method and path pattern. */
export const routeName = ({ method, path }: RouteName): string => `${method} ${path}`

/** Rate limits of requests by budget. */
export class RequestLimits {
  readonly #addresses: Addresses
  readonly #throttles: ReadonlyMap<BudgetName, Throttle>

  constructor(clock: Clock, addresses: Addresses) {
    this.#addresses = addresses
    this.#throttles = new Map(
      Object.entries(REQUEST_BUDGETS).map(([name, budget]) => [name as BudgetName, createThrottle(clock, budget)]),
    )
  }

  /** Counts the request. @throws {ProblemError} `RATE_LIMITED` with `retryAfter` in seconds */
  take(request: EdgeRequest, caller: Principal | undefined, route: RouteName | undefined): void {
    const name = this.#budgetOf(request, caller, route)
    if (name === 'none') return
    const key = REQUEST_BUDGETS[name].per === 'address' || caller === undefined ? addressKey(request.ip) : caller.id
    const retryAfter = this.#throttles.get(name)?.take(key, callsOf(request, caller)) ?? 0
    if (retryAfter > 0) throw new ProblemError('RATE_LIMITED', { retryAfter })
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

/** Calls that a request counts as: more than one for a long list of a viewer or of the public. */
export function callsOf({ query }: EdgeRequest, caller: Principal | undefined): number {
  if (caller === undefined || caller.audience === 'owner') return 1
  const rows = Number(new URLSearchParams(query).get('limit') ?? 0)
  // A limit that is no number of rows is refused by the route.
  return rows >= 1 && rows <= MAX_ROWS ? Math.ceil(rows / GUEST_ROWS_PER_CALL) : 1
}

/** True for a browser's request from a page of another origin. */
export function isForeign({ headers }: EdgeRequest, addresses: Addresses): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true
  return !addresses.isOurOrigin(headers['origin'], headers['host'])
}
