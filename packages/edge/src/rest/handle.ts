/** From a request to its answer: who asks, may they, is it well formed; then the route's own rule. */

import { type Audience, type Place, audience as audienceSchema, standingIn } from '@spotdeck/api'
import { codeOf, defined, parseJson } from '@spotdeck/ports'
import type { FollowedAccount } from '../desk.ts'
import {
  type BroughtSecrets,
  readCookie,
  newId,
  type Principal,
  asAudience,
  audienceOf,
  may,
  mayRead,
  whoIs,
} from '@spotdeck/desk'
import { FORWARDED, type ForwardedCall } from '../forwarding.ts'
import { GUEST_SMALL_LIST } from '../limits/budgets.ts'
import { endingRows } from '../limits/report-gate.ts'
import { guestRows, isForeign } from '../limits/request-limits.ts'
import type { EdgeAnswer, EdgeRequest } from '../answer/answer.ts'
import type { EdgeContext, Route, RouterCall } from './call.ts'
import { errorResponse } from './event-source.ts'
import { answerOfIssuer } from './issuer.ts'
import { type Match, matchRoute, placeOf } from './match.ts'
import { routes } from './routes/all-routes.ts'
import { orderRoutes } from './routes/order-routes.ts'
import { planRoutes } from './routes/plan-routes.ts'
import { ProblemError, badRequest, parseOrRefuse } from '../answer/problem.ts'
import { readTimes } from '@spotdeck/reports'
import { recorded, recordedCaller, recordingRefusal } from './recorded.ts'

const NOBODY: Principal = { id: 'nobody', kind: 'session', grants: [], expiresAt: 0 }
const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])
/** Never kept by browsers or proxies: it is somebody's money. */
const NO_STORE = { 'cache-control': 'no-store' }

/** Answers any request; nothing it is given makes it throw. */
export async function handle(
  context: EdgeContext,
  request: EdgeRequest,
  known?: (caller: Principal) => void,
): Promise<EdgeAnswer> {
  const answer = await answerTo(context, request, known).catch((error: unknown) => asAnswer(context, request, error))
  context.metrics.answered(request.method, answer.status)
  return { ...answer, headers: { ...NO_STORE, ...answer.headers } }
}

/**
 * Turns an error into a problem document: expected errors and a database that does not answer with their code, others
 * as `INTERNAL` with a reference to the log.
 */
export function asAnswer({ access, world, random }: EdgeContext, request: EdgeRequest, error: unknown): EdgeAnswer {
  if (error instanceof ProblemError) {
    noteRefusal(access, request, error)
    return errorResponse(request, error)
  }
  const message = error instanceof Error ? error.message : 'unknown'
  if (codeOf(error) === 'STORE_UNREACHABLE') {
    world.log.warn({ method: request.method, path: request.path, error: message }, 'request not answered')
    return errorResponse(request, new ProblemError('STORE_UNREACHABLE'))
  }
  const reference = newId(random).slice(0, 8)
  world.log.error({ reference, method: request.method, path: request.path, error: message }, 'request failed')
  return errorResponse(request, new ProblemError('INTERNAL', { reference }))
}

/**
 * Problems logged for the owner: a wrong token, a page of another origin, a foreign name that resolves to this address.
 */
const TOLD: ReadonlySet<string> = new Set([
  'UNAUTHENTICATED',
  'FOREIGN_ORIGIN',
  'WRONG_HOST',
  'AUDIENCE_FORBIDDEN',
  'ROLE_FORBIDDEN',
])

function noteRefusal({ log }: EdgeContext['access'], request: EdgeRequest, { code }: ProblemError): void {
  const brought = request.headers['authorization'] ?? request.headers['cookie'] ?? request.headers[FORWARDED]
  if (!TOLD.has(code) || (code === 'UNAUTHENTICATED' && brought === undefined)) return
  log.refused(code, { door: request.headers['upgrade'] === undefined ? 'rest' : 'websocket', from: request.ip })
}

async function answerTo(
  context: EdgeContext,
  request: EdgeRequest,
  known?: (caller: Principal) => void,
): Promise<EdgeAnswer> {
  if (request.headers[FORWARDED] !== undefined) return answerForwarded(context, request)
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const found = matchRoute(context.routes, method, request.path)
  const prepared = prepareCaller(context, request)
  if (prepared !== undefined) await prepared
  const caller = principalOf(context, request)
  if (caller !== undefined) known?.(caller)
  return answerCaller(context, request, { found, caller })
}

/** Routes of calls that another gateway passes on: orders, plans, and what makes credentials. */
const FORWARDED_ROUTES = [...orderRoutes, ...planRoutes, ...routes.filter(({ issues }) => issues)]

/** Answers a call that another gateway passed on for its caller, passes it on to nobody, and seals the answer. */
async function answerForwarded(context: EdgeContext, request: EdgeRequest): Promise<EdgeAnswer> {
  const { forwarding } = context
  const sealed = request.body ?? ''
  const call = forwarding?.open(sealed)
  if (forwarding === undefined || call === undefined) {
    context.limits.take(request, undefined, undefined)
    throw new ProblemError('UNAUTHENTICATED')
  }
  const headers = { ...call.request.headers, host: request.headers['host'], [FORWARDED]: request.headers[FORWARDED] }
  const { body: brought, ...asked } = call.request
  const passed: EdgeRequest = { ...asked, headers, ip: call.ip, ...defined({ body: brought }) }
  const {
    status,
    headers: told,
    body,
  } = await answerBrought(context, passed, call).catch((error: unknown) => asAnswer(context, passed, error))
  const text = typeof body === 'string' ? body : ''
  const answer = forwarding.seal(sealed, { status, headers: told, body: text })
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: answer }
}

/** Looks up here what the caller brought: the gateway that passes a call on is not believed about anybody's rights. */
async function answerBrought(
  context: EdgeContext,
  request: EdgeRequest,
  { id, brought, site: { cookieName, ...site } }: ForwardedCall,
): Promise<EdgeAnswer> {
  const { access, world, addresses } = context
  await access.prepare(brought)
  const caller = callerOf(context, brought, request.ip)
  const found = matchRoute(FORWARDED_ROUTES, request.method, request.path)
  world.log.info({ call: id, principal: caller?.id, account: found?.path['account'] }, 'call taken over')
  const here = {
    ...context,
    forwarding: undefined,
    cookieName,
    addresses: { ...addresses, relyingParty: undefined, ...site },
  }
  return answerCaller(here, request, { found, caller })
}

type Asked = {
  readonly found: Match | undefined
  readonly caller: Principal | undefined
}

async function answerCaller(context: EdgeContext, request: EdgeRequest, asked: Asked): Promise<EdgeAnswer> {
  const { found, caller } = asked
  // A large body was counted before it was read.
  if (request.pieces === undefined) context.limits.take(request, caller, found?.route)
  checkSender(context, request, WRITES.has(request.method) || takesPlace(found, request))
  if (caller !== undefined) context.access.log.used(whoIs(caller), { door: transportOf(found), from: request.ip })
  if (found === undefined) throw new ProblemError(caller === undefined ? 'UNAUTHENTICATED' : 'NOT_FOUND')
  const who = recordedCaller(request, found, caller)
  const call = recordingRefusal(context, who, () => checkedCall(context, request, { found, caller }))
  // Long lists take time of the one event loop: without turns the owner's call would wait for all that came before it.
  if (guestRows(request, caller, found.route) > GUEST_SMALL_LIST) await context.guestTurns.next()
  const isElsewhere = found.route.issues === true && !context.access.issues
  return recorded(context, { who, call }, () =>
    isElsewhere ? answerOfIssuer(call) : answerInTurn(context.reports, found.route, call),
  )
}

/** A call that its caller may make, and that is well formed. @throws {ProblemError} */
function checkedCall(
  context: EdgeContext,
  request: EdgeRequest,
  { found, caller }: { readonly found: Match; readonly caller: Principal | undefined },
): RouterCall {
  // Access is checked before parameters: a rejected parameter would reveal that the route exists.
  const { principal, account, audience } = admit(context, found, caller, request.query)
  const query = parseOrRefuse(found.route.query, readTimes(queryOf(request.query)), 'query')
  const body = bodyOf(found.route, request)
  for (const id of found.route.accountsOf?.(body) ?? []) {
    readableAccount(context, principal, id)
    checkRight(principal, found.route, { account: id })
  }
  const { forwarding, addresses, cookieName } = context
  const passed = { request, brought: broughtBy(context, request), site: { ...addresses, cookieName } }
  return {
    ...context,
    passOn: forwarding && ((toAccount) => forwarding.pass({ ...passed, account: toAccount })),
    request,
    principal,
    audience,
    signedIn: caller !== undefined,
    account,
    path: found.path,
    query,
    body,
  }
}

/** Answers by the route's rule, costly ones in their turn and an export as one of few. */
async function answerInTurn(reports: EdgeContext['reports'], route: Route, call: RouterCall): Promise<EdgeAnswer> {
  if (route.costs === 'report') return reports.run(call.principal, () => route.handle(call))
  return route.costs === 'export' ? answerExport(reports, route, call) : route.handle(call)
}

async function answerExport(reports: EdgeContext['reports'], route: Route, call: RouterCall): Promise<EdgeAnswer> {
  const end = reports.admitExport(call.principal)
  try {
    const answer = await route.handle(call)
    const { body } = answer
    if (call.request.method !== 'HEAD' && typeof body === 'object') return { ...answer, body: endingRows(body, end) }
    end()
    return { ...answer, body: '' }
  } catch (error) {
    end()
    throw error
  }
}

/** Streams stay open: they are a door of their own. */
const transportOf = (found: Match | undefined): 'sse' | 'rest' =>
  found?.route.path.endsWith('/events') === true ? 'sse' : 'rest'

/**
 * True for a stream, an export or a report without a bearer token: a page of another origin on this host can ask for
 * them with the owner's cookie. It could not read them, but they would take the owner's places.
 */
function takesPlace(found: Match | undefined, { headers }: EdgeRequest): boolean {
  if (found === undefined || headers['authorization'] !== undefined) return false
  return transportOf(found) === 'sse' || found.route.costs !== undefined
}

/** Checks Host on everything, and Origin and Sec-Fetch-Site on what writes, opens a socket or takes a place. */
export function checkSender(context: EdgeContext, request: EdgeRequest, writes: boolean): void {
  if (!context.addresses.isOurHost(request.headers['host'])) throw new ProblemError('WRONG_HOST')
  if (writes && isForeign(request, context.addresses)) {
    throw new ProblemError('FOREIGN_ORIGIN', { expected: context.addresses.url })
  }
}

/** Credential and account of an upload; each has one upload at a time. */
export type UploadBy = { readonly credential: string; readonly account: string }

/**
 * Returns who uploads, if the request passes every check that comes before its body is read: sender, caller, audience,
 * scope, content type and request budget; else `undefined`. Counts the request towards its budget.
 */
export function uploadBy(context: EdgeContext, request: EdgeRequest): UploadBy | undefined {
  const found = matchRoute(context.routes, request.method, request.path)
  try {
    const caller = principalOf(context, request)
    if (found === undefined || caller === undefined) return undefined
    checkSender(context, request, true)
    admit(context, found, caller, request.query)
    checkContentType(request)
    context.limits.take(request, caller, found.route)
    return { credential: caller.id, account: found.path['account'] ?? '' }
  } catch (error) {
    if (error instanceof ProblemError || codeOf(error) === 'STORE_UNREACHABLE') return undefined
    throw error
  }
}

/** Looks up what a request brings, for `principalOf` to tell at once; `undefined` where it can already. Never fails. */
export function prepareCaller(context: EdgeContext, request: EdgeRequest): Promise<void> | undefined {
  const prepared = context.access.prepare(broughtBy(context, request))
  return prepared instanceof Promise ? prepared : undefined
}

/**
 * Finds the principal of the cookie or bearer token. A wrong token is refused even beside a valid cookie.
 * @throws {StoreError} `STORE_UNREACHABLE` where nobody can tell whose it is
 */
export function principalOf(context: EdgeContext, request: EdgeRequest): Principal | undefined {
  return callerOf(context, broughtBy(context, request), request.ip)
}

function callerOf({ access }: EdgeContext, { cookie, token }: BroughtSecrets, ip: string): Principal | undefined {
  if (token !== undefined) return access.byToken(token)
  return cookie === undefined ? undefined : access.bySession(cookie, ip)
}

/** The bearer token of a request, else its cookie; neither where it brings another authorization. */
function broughtBy({ cookieName }: EdgeContext, { headers }: EdgeRequest): BroughtSecrets {
  const authorization = headers['authorization']
  if (authorization !== undefined) return { token: /^Bearer ([\w-]{1,200})$/i.exec(authorization)?.[1] }
  const cookie = readCookie(headers['cookie'], cookieName)
  return { cookie: cookie !== undefined && cookie.length > 200 ? undefined : cookie }
}

/** A caller that passed the route's audiences and scope, and the account of the path. */
type Admitted = {
  readonly principal: Principal
  readonly audience: Audience
  readonly account: FollowedAccount | undefined
}

/** The caller, held to the route's audiences, scope and right; its query has not been checked yet. */
function admit(context: EdgeContext, { route, path }: Match, caller: Principal | undefined, query: string): Admitted {
  if (route.audiences === 'anyone')
    return { principal: caller ?? NOBODY, audience: audienceOf(caller ?? NOBODY), account: undefined }
  if (caller === undefined) throw new ProblemError('UNAUTHENTICATED')
  const wanted = audienceSchema.safeParse(new URLSearchParams(query).get('audience'))
  const principal = asAudience(caller, wanted.data)
  const { account: id } = path
  const place = placeOf(route, id)
  // A place where the caller is nothing is refused as such, once it is known to be of an audience that may ask at all.
  const standing = standingIn(principal.grants, place, principal.as)
  const audience = standing?.audience ?? audienceOf(principal)
  if (!route.audiences.includes(audience)) throw new ProblemError('AUDIENCE_FORBIDDEN')
  if (route.scope === 'all' && standing === undefined) throw new ProblemError('SCOPE_FORBIDDEN')
  const account = typeof place === 'object' ? readableAccount(context, principal, id ?? '') : undefined
  checkRight(principal, route, place)
  return { principal, audience, account }
}

/** @throws {ProblemError} `ROLE_FORBIDDEN` */
function checkRight(principal: Principal, { right = 'read', scope }: Route, place: Place): void {
  // A credential without any account still has itself.
  if (scope !== 'self' && scope !== 'none' && !may(principal, right, place)) throw new ProblemError('ROLE_FORBIDDEN')
}

/** @throws {ProblemError} `UNKNOWN_ACCOUNT`, the same for one that there is not and one that the caller may not read */
function readableAccount({ desk }: EdgeContext, principal: Principal, id: string): FollowedAccount {
  const account = mayRead(principal, id) ? desk.account(id) : undefined
  if (account === undefined) throw new ProblemError('UNKNOWN_ACCOUNT', { account: id.slice(0, 40) })
  return account
}

/** Repeated names become lists, which no schema takes: a typed refusal. */
function queryOf(text: string): Readonly<Record<string, string | string[]>> {
  const query = new Map<string, string | string[]>()
  for (const [name, value] of new URLSearchParams(text)) {
    const before = query.get(name)
    query.set(name, before === undefined ? value : [before, value].flat())
  }
  return Object.fromEntries(query)
}

function bodyOf({ body, readsBody = false }: Route, request: EdgeRequest): unknown {
  if (body === undefined) return undefined
  checkContentType(request)
  if (readsBody) return undefined
  const json = parseJson(request.body ?? '')
  if (json === undefined) throw badRequest('body', 'is not JSON')
  return parseOrRefuse(body, json, 'body')
}

/** @throws {ProblemError} `BAD_REQUEST` */
function checkContentType({ headers }: EdgeRequest): void {
  if (/^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '')) return
  throw badRequest('Content-Type', 'must be application/json')
}
