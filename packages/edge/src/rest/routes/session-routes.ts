/** Signing in and out. */

import { type LoginRequest, type Session, loginRequest, problem, session } from '@spotdeck/api'
import { defined } from '@spotdeck/ports'
import {
  type Who,
  type Grant,
  type SignedIn,
  writeCookie,
  hashSecret,
  type Principal,
  audienceOf,
  readableOf,
  whoIs,
} from '@spotdeck/desk'
import { addressKey } from '../../limits/address-key.ts'
import { type EdgeAnswer, json } from '../../answer/answer.ts'
import { type Call, type EdgeServices, type Route, allowed, fromRest, routeWith } from '../call.ts'
import { ProblemError, badRequest } from '../../answer/problem.ts'

const route = routeWith<
  | 'access'
  | 'addresses'
  | 'connections'
  | 'cookieName'
  | 'desk'
  | 'linkThrottle'
  | 'loginThrottle'
  | 'sandbox'
  | 'world'
>()

const EVERYONE = ['owner', 'viewer', 'public'] as const

/**
 * Has the browser forget what the page kept. Cookies are not named: those of every other service on the same domain
 * would go with ours, which ends by itself.
 */
const FORGET = { 'clear-site-data': '"cache", "storage"' }

const logIn = route({
  method: 'POST',
  path: '/api/v1/session',
  summary: 'Exchanges a login code, or the token of a link, for a session cookie; `replace` ends the session there is.',
  action: 'none',
  issues: true,
  ...allowed.anyone,
  body: loginRequest,
  answers: { 200: session, 401: problem, 409: problem, 429: problem },
  async handle(call) {
    const { access, world, request } = call
    const grant = await access.grantOf(call.body.code)
    if (grant === undefined) countWrongCode(call)
    refuseReplacing(call, call.body, grant)
    countLink(call)
    const made = await access.logIn(call.body.code, { userAgent: request.headers['user-agent'], from: request.ip })
    if (made === undefined) {
      world.log.warn({ ip: request.ip }, 'login refused')
      access.log.happened('login-refused', fromRest(call))
      throw new ProblemError('LOGIN_CODE_INVALID')
    }
    return signedInAnswer(call, made)
  },
})

const who = route({
  path: '/api/v1/session',
  summary: 'Who the caller is.',
  audiences: EVERYONE,
  scope: 'self',
  answers: { 200: session, 401: problem },
  handle: (call) => json(sessionOf(call, call.principal)),
})

const logOut = route({
  method: 'DELETE',
  path: '/api/v1/session',
  summary: 'Ends the session and every stream that it opened.',
  action: 'signed-out',
  audiences: EVERYONE,
  scope: 'self',
  answers: { 204: 'signed out' },
  async handle(call) {
    if (call.principal.kind === 'token')
      throw badRequest('Authorization', 'is a token, not a session: end it with `spotdeck token revoke`')
    await call.access.logOut(call.principal)
    call.access.log.happened('logged-out', fromRest(call), whoIs(call.principal))
    call.connections.check()
    const headers = call.addresses.secure ? FORGET : {}
    return withCookie(call, { status: 204, headers, body: '' }, '', 0)
  },
})

/** Ends the session that the browser had, records the sign-in and answers with the new one and its cookie. */
export async function signedInAnswer(
  call: Call<unknown, unknown, 'access' | 'addresses' | 'connections' | 'cookieName' | 'desk' | 'sandbox' | 'world'>,
  { principal, cookie }: SignedIn,
  who: Who = whoIs(principal),
): Promise<EdgeAnswer> {
  const { access, world, request } = call
  await endReplaced(call)
  world.log.info({ ip: request.ip, principal: principal.id, audience: audienceOf(principal) }, 'logged in')
  access.log.happened('logged-in', fromRest(call), who)
  const maxAgeSeconds = (principal.expiresAt - world.clock.now()) / 1000
  return withCookie(call, json(sessionOf(call, principal)), cookie, maxAgeSeconds)
}

/** Routes of the caller's own session. */
export const sessionRoutes: readonly Route[] = [logIn, who, logOut]

/** Counts a wrong code or passkey against its address. @throws {ProblemError} `RATE_LIMITED` */
export function countWrongCode({ loginThrottle, request }: Call<unknown, unknown, 'loginThrottle'>): void {
  const retryAfter = loginThrottle.take(addressKey(request.ip))
  if (retryAfter > 0) throw new ProblemError('RATE_LIMITED', { retryAfter })
}

/** Counts a session that a link opens; one-time codes count by themselves. @throws {ProblemError} `RATE_LIMITED` */
function countLink({ linkThrottle, request, body: { code } }: Call<unknown, LoginRequest, 'linkThrottle'>): void {
  const retryAfter = code.startsWith('sdl_') ? linkThrottle.take(`${addressKey(request.ip)} ${hashSecret(code)}`) : 0
  if (retryAfter > 0) throw new ProblemError('RATE_LIMITED', { retryAfter })
}

/** The session of the browser that signs in, where it has one. */
const sessionNow = ({ signedIn, principal }: Call<unknown, unknown>): Principal | undefined =>
  signedIn && principal.kind === 'session' ? principal : undefined

/** A link of somebody else must not turn an owner into a viewer unasked. @throws {ProblemError} `SESSION_EXISTS` */
function refuseReplacing(
  call: Call<unknown, unknown>,
  { replace = false }: LoginRequest,
  grant: Grant | undefined,
): void {
  if (replace || grant === undefined || sessionNow(call) === undefined) return
  const { audience, label, accounts } = grant
  throw new ProblemError('SESSION_EXISTS', {
    audience,
    accounts: accounts === 'all' ? 'all' : accounts.join(', '),
    ...(label === '' ? {} : { label }),
  })
}

/** Ends the session that was replaced by another. */
async function endReplaced(call: Call<unknown, unknown, 'access' | 'connections'>): Promise<void> {
  const replaced = sessionNow(call)
  if (replaced === undefined) return
  await call.access.logOut(replaced)
  call.access.log.happened('logged-out', fromRest(call), whoIs(replaced))
  call.connections.check()
}

function sessionOf({ desk, sandbox }: Pick<EdgeServices, 'desk' | 'sandbox'>, principal: Principal): Session {
  const served = desk.accounts().map(({ id }) => id)
  const { user, grants, expiresAt } = principal
  return {
    audience: audienceOf(principal),
    expiresAt,
    sandbox,
    accounts: [...readableOf(principal, served)],
    grants: grants.map(({ role, accounts }) => ({ role, accounts: accounts === 'all' ? 'all' : [...accounts] })),
    ...defined({ user }),
  }
}

function withCookie(
  call: Pick<EdgeServices, 'cookieName' | 'addresses'>,
  answer: EdgeAnswer,
  value: string,
  maxAgeSeconds: number,
): EdgeAnswer {
  const cookie = writeCookie({ name: call.cookieName, value, maxAgeSeconds, secure: call.addresses.secure })
  return { ...answer, headers: { ...answer.headers, 'set-cookie': cookie } }
}
