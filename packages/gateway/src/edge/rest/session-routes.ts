/** Signing in and out, and links for others. */

import { type Session, link, linkMade, loginRequest, newLink, page, problem, session } from '@spotdeck/api'
import { writeCookie } from '../access/cookie.ts'
import type { Credential } from '../access/store.ts'
import type { Principal } from '../principal.ts'
import { type Call, type EdgeAnswer, type EdgeContext, type Route, json, route } from './call.ts'
import { pageInMemory } from './paging.ts'
import { ProblemError, badRequest } from './problem.ts'
import { anyQuery, pageQuery } from './query.ts'

const OWNER = ['owner'] as const
const EVERYONE = ['owner', 'viewer', 'public'] as const
const LONGEST_LINK_MS = 366 * 24 * 60 * 60_000

const logIn = route({
  method: 'POST',
  path: '/api/v1/session',
  summary: 'Exchanges a login code, or the token of a link, for a session cookie.',
  audiences: 'anyone',
  query: anyQuery,
  body: loginRequest,
  answers: { 200: session, 401: problem, 429: problem },
  handle(call) {
    const { access, world, request } = call
    const retryAfter = call.loginThrottle.take(request.ip)
    if (retryAfter > 0) throw new ProblemError('RATE_LIMITED', { retryAfter })
    const made = access.logIn(call.body.code)
    if (made === undefined) {
      world.log.warn({ ip: request.ip }, 'login refused')
      access.log.happened('login-refused', fromRest(call))
      throw new ProblemError('LOGIN_CODE_INVALID')
    }
    world.log.info({ ip: request.ip, principal: made.principal.id, audience: made.principal.audience }, 'logged in')
    access.log.happened('logged-in', fromRest(call), made.principal)
    const maxAgeSeconds = (made.principal.expiresAt - world.clock.now()) / 1000
    return withCookie(call, json(sessionOf(call, made.principal)), made.cookie, maxAgeSeconds)
  },
})

const who = route({
  method: 'GET',
  path: '/api/v1/session',
  summary: 'Who the caller is.',
  audiences: EVERYONE,
  query: anyQuery,
  answers: { 200: session, 401: problem },
  handle: (call) => json(sessionOf(call, call.principal)),
})

const logOut = route({
  method: 'DELETE',
  path: '/api/v1/session',
  summary: 'Ends the session and every stream that it opened.',
  audiences: EVERYONE,
  query: anyQuery,
  answers: { 204: 'signed out' },
  handle(call) {
    call.access.logOut(call.principal)
    call.access.log.happened('logged-out', fromRest(call), call.principal)
    call.connections.check()
    return withCookie(call, { status: 204, headers: {}, body: '' }, '', 0)
  },
})

const makeLink = route({
  method: 'POST',
  path: '/api/v1/links',
  summary: 'Makes a link for somebody else. Its token is shown this once.',
  audiences: OWNER,
  query: anyQuery,
  body: newLink,
  answers: { 201: linkMade },
  handle(call) {
    const { accounts, audience, label } = call.body
    const unknown = accounts.find((account) => call.desk.head(account) === undefined)
    if (unknown !== undefined) throw new ProblemError('UNKNOWN_ACCOUNT', { account: unknown })
    const now = call.world.clock.now()
    const { expiresAt } = call.body
    if (expiresAt !== undefined && (expiresAt <= now || expiresAt > now + LONGEST_LINK_MS)) {
      throw badRequest('expiresAt', 'must lie between now and a year from now')
    }
    const wish = { audience, accounts, label, ...(expiresAt === undefined ? {} : { expiresAt }) }
    const { credential, secret } = call.access.createLink(wish)
    call.world.log.info({ principal: call.principal.id, link: credential.id, audience }, 'link made')
    call.access.log.happened('link-made', fromRest(call), credential)
    return json({ ...linkOf(credential), url: `${call.addresses.url}/#login=${secret}`, token: secret }, 201)
  },
})

const listLinks = route({
  method: 'GET',
  path: '/api/v1/links',
  summary: 'The links in use, newest first, without their tokens.',
  audiences: OWNER,
  query: pageQuery,
  answers: { 200: page(link) },
  handle: (call) => json(pageInMemory(call, call.access.links().map(linkOf), call.query, ({ id }) => id)),
})

const revokeLink = route({
  method: 'DELETE',
  path: '/api/v1/links/:link',
  summary: 'Ends a link and everything opened with it.',
  audiences: OWNER,
  query: anyQuery,
  answers: { 204: 'revoked', 404: problem },
  handle(call) {
    const id = call.path['link'] ?? ''
    const revoked = call.access.links().find((made) => made.id === id)
    if (!call.access.revokeLink(id)) throw new ProblemError('NOT_FOUND')
    call.access.log.happened('link-revoked', fromRest(call), revoked)
    call.world.log.info({ principal: call.principal.id, link: id }, 'link revoked')
    call.connections.check()
    return { status: 204, headers: {}, body: '' }
  },
})

export const sessionRoutes: readonly Route[] = [logIn, who, logOut, makeLink, listLinks, revokeLink]

const fromRest = ({ request }: Call<unknown, unknown>) => ({ door: 'rest', from: request.ip }) as const

function sessionOf({ desk, sandbox }: EdgeContext, { audience, accounts, expiresAt }: Principal): Session {
  const served = desk.accounts().map(({ id }) => id)
  return {
    audience,
    expiresAt,
    sandbox,
    accounts: accounts === 'all' ? served : served.filter((id) => accounts.has(id)),
  }
}

function linkOf({ id, audience, accounts, label, createdAt, expiresAt }: Credential) {
  return { id, audience, label, createdAt, expiresAt, accounts: accounts === 'all' ? [] : [...accounts] }
}

function withCookie(
  call: Call<unknown, unknown>,
  answer: EdgeAnswer,
  value: string,
  maxAgeSeconds: number,
): EdgeAnswer {
  const cookie = writeCookie({ name: call.cookieName, value, maxAgeSeconds, secure: call.addresses.secure })
  return { ...answer, headers: { ...answer.headers, 'set-cookie': cookie } }
}
