/**
 * REST as rules: one call in, one answer out, synchronously. It finds the route, authenticates, charges the rate limits
 * and checks the parameters, in that order. Every answer has MEXC's format.
 */

import { silentLog } from '@spotdeck/ports'
import { refusals, worded } from '../venue/contract/refusals.ts'
import { type AuthWorld, type Switched, authenticate } from './call/authenticate.ts'
import { type Limited, createLimiter } from './call/limiter.ts'
import { type Reply, answerOf, fail, tooMany } from './call/reply.ts'
import { type RestAnswer, type RestRequest, parametersOf } from './call/request.ts'
import { checkParameters } from './call/check-parameters.ts'
import type { Call, Route } from './call/route.ts'
import type { RestFrontOptions, RouteServices } from './call/route-services.ts'
import { affiliateRoutes } from './routes/affiliates.ts'
import { announcementRoutes } from './routes/announcements.ts'
import { dustRoutes } from './routes/dust.ts'
import { rebateRoutes } from './routes/rebates.ts'
import { stpGroupRoutes } from './routes/stp-groups.ts'
import { subAccountRoutes } from './routes/sub-accounts.ts'
import { withdrawalRoutes } from './routes/withdrawals.ts'
import { accountRoutes } from './routes/account.ts'
import { marketRoutes } from './routes/market.ts'
import { orderRoutes } from './routes/orders.ts'
import { tradeRoutes } from './routes/order-history.ts'
import { tickerRoutes } from './routes/tickers.ts'
import { streamKeyRoutes } from './routes/listen-keys.ts'
import { walletRoutes } from './routes/wallet.ts'
import { DEFAULT_SWITCHES, type Switches } from '../switches.ts'

/** Every route, by the file that owns it. */
function routesOf(services: RouteServices): readonly Route[] {
  return [
    ...marketRoutes(services),
    ...tickerRoutes(services),
    ...orderRoutes(services),
    ...tradeRoutes(services),
    ...accountRoutes(services),
    ...streamKeyRoutes(services),
    ...walletRoutes(services),
    ...withdrawalRoutes(services),
    ...dustRoutes(services),
    ...subAccountRoutes(services),
    ...stpGroupRoutes(services),
    ...announcementRoutes(services),
    ...rebateRoutes(services),
    ...affiliateRoutes(services),
  ]
}

/** Creates the REST interface without HTTP, with all its routes. */
export function createRestFront(options: RestFrontOptions) {
  const services: RouteServices = { ...options, switches: options.switches ?? DEFAULT_SWITCHES }
  const routes = tableOf(routesOf(services))
  const clocks: AuthWorld['clocks'] =
    options.callerClock === undefined ? [options.clock] : [options.clock, options.callerClock]
  const { limits: rules, bans } = options
  const limiter = createLimiter(clocks, { rules, bans, model: () => services.switches.rateLimits })
  const auth = { keys: options.keys, sign: options.sign, clocks, switches: services.switches }
  const log = options.log ?? silentLog

  const reply = (request: RestRequest): Reply<unknown> => {
    const banned = limiter.banned(request.ip)
    if (banned !== undefined) return limited(banned)
    const route = routes.get(`${request.method} ${request.path}`)
    if (route === undefined) return unknownPath(request)
    const parameters = parametersOf(request)
    if (parameters === undefined) return fail(refusals.illegalCharacters())
    const now = options.clock.now()
    options.beforeCall?.(now)
    const shownNow = now + (options.clockOffset?.(request) ?? 0)
    const call = { parameters, now, shownNow, ip: request.ip }
    const made =
      route.security === 'signed' ? serveSigned(route, call, request) : (refusalOf(route, call) ?? route.answer(call))
    if (!made.ok || options.drift === undefined) return made
    return { ok: true, body: options.drift.answer(route.endpoint, made.body) }
  }
  /** Charges the limits and checks the parameters; `undefined`: the route may answer. */
  const refusalOf = ({ endpoint }: Route, { ip, parameters }: Call, user?: string): Reply<never> | undefined => {
    const over = limiter.charge(endpoint, ip, user)
    if (over !== undefined) return limited(over)
    const wrong = checkParameters(endpoint, parameters)
    return wrong === undefined ? undefined : fail(wrong)
  }
  const serveSigned = (
    route: Extract<Route, { security: 'signed' }>,
    call: Call,
    request: RestRequest,
  ): Reply<unknown> => {
    if (!acceptedType(request, services.switches))
      return switched({ ...INVALID_TYPE, ...(isForm(request) ? { switch: 'contentType=lenient' } : {}) })
    const { parameters, now, shownNow } = call
    const { permission } = route.endpoint
    const key = authenticate(auth, request, { parameters, permission, offsetMs: shownNow - now })
    if ('code' in key) return switched(key)
    return refusalOf(route, call, key.account) ?? route.answer({ ...call, key, account: key.account })
  }

  const named = new Set<string>()
  /** A refusal with the switch that would have let the call pass, which the log names once. */
  const switched = ({ switch: choice, ...refusal }: Switched): Reply<never> => {
    if (choice === undefined) return fail(refusal)
    if (!named.has(choice)) log.warn({ code: refusal.code, switch: choice }, REFUSED_BY_SWITCH)
    named.add(choice)
    return { ok: false, refusal, switch: choice }
  }

  return {
    handle(request: RestRequest): RestAnswer {
      if (options.isBroken?.() === true) return answerOf(unavailable)
      try {
        const made = reply(request)
        return answerOf(made.ok ? made : { ...made, refusal: worded(made.refusal, services.switches) })
      } catch (error) {
        log.error({ path: request.path, error: error instanceof Error ? error.message : 'unknown' }, 'rest call failed')
        return answerOf(unavailable)
      }
    },
  }
}

const INVALID_TYPE = { code: 700013, msg: 'Invalid content Type.' }
const REFUSED_BY_SWITCH =
  'a call was refused as MEXC documents it: start with --switches and this choice, or use the panel, to let it pass'

const unavailable = fail({ code: 503, msg: 'service not available, please try again' }, 503)

function limited(limit: Limited): Reply<never> {
  const refusal = { code: limit.status, msg: tooMany(limit.status) }
  return { ok: false, refusal, status: limit.status, retryAfterSeconds: limit.retryAfterSeconds }
}

/** ccxt reads the list of futures whenever it loads markets; the sandbox has none. */
const FUTURES_LIST = '/api/v1/contract/detail'

function unknownPath(request: RestRequest): Reply<unknown> {
  if (request.method === 'GET' && request.path === FUTURES_LIST) {
    return { ok: true, body: { success: true, code: 0, data: [] } }
  }
  return fail({ code: 404, msg: 'Not Found' }, 404)
}

/** MEXC: a missing type passes, JSON passes, any other explicit one is refused on signed calls, though not on all. */
function acceptedType(request: RestRequest, { contentType }: Switches): boolean {
  const type = (request.headers['content-type'] ?? '').toLowerCase()
  return type === '' || type.startsWith('application/json') || (contentType === 'lenient' && isForm(request))
}

const isForm = ({ headers }: RestRequest): boolean =>
  (headers['content-type'] ?? '').toLowerCase().startsWith('application/x-www-form-urlencoded')

function tableOf(routes: readonly Route[]): ReadonlyMap<string, Route> {
  return new Map(routes.map((route) => [`${route.endpoint.method} ${route.endpoint.path}`, route]))
}
