/** Links for others: made, listed and revoked, each caller within its own accounts. */

import { credentialEnded, link, linkCreated, newLink, page, pageQuery, problem } from '@spotdeck/api'
import { DAY_MS } from '@spotdeck/ports'
import { type Credential, mayOnEach } from '@spotdeck/desk'
import { json } from '../../answer/answer.ts'
import { type Call, type Route, fromRest, routeWith } from '../call.ts'
import { demandConfirmation } from '../confirmation.ts'
import { pageInMemory } from '../paging.ts'
import { ProblemError, badRequest } from '../../answer/problem.ts'

const route = routeWith<'access' | 'addresses' | 'connections' | 'world'>()

const OWNER = ['owner'] as const
const MAX_LINK_MS = 366 * DAY_MS

const makeLink = route({
  method: 'POST',
  path: '/api/v1/links',
  summary:
    'Makes a link for somebody else, which ends with the credential that made it at the latest. Its token is shown this once.',
  action: 'link-made',
  issues: true,
  audiences: OWNER,
  scope: 'own',
  right: 'manage',
  body: newLink,
  accountsOf: ({ accounts }) => accounts,
  answers: { 201: linkCreated, 403: problem },
  async handle(call) {
    await demandConfirmation(call)
    const { accounts, audience, label, expiresAt } = call.body
    checkEnd(call, expiresAt)
    const wish = { audience, accounts, label, expiresAt }
    const { credential, secret } = await call.access.createLink(wish, call.principal)
    call.world.log.info({ principal: call.principal.id, link: credential.id, audience }, 'link created')
    call.access.log.happened('link-made', fromRest(call), credential)
    return json({ ...linkOf(credential), url: `${call.addresses.url}/#login=${secret}`, token: secret }, 201)
  },
})

const listLinks = route({
  path: '/api/v1/links',
  summary: 'The links in use whose accounts are all the caller’s, newest first, without their tokens.',
  audiences: OWNER,
  scope: 'own',
  right: 'manage',
  query: pageQuery,
  answers: { 200: page(link) },
  handle: async (call) => json(pageInMemory(call, (await linksWithin(call)).map(linkOf), call.query, ({ id }) => id)),
})

const revokeLink = route({
  method: 'DELETE',
  path: '/api/v1/links/:link',
  summary: 'Ends a link and everything opened with it.',
  action: 'link-revoked',
  audiences: OWNER,
  scope: 'own',
  right: 'manage',
  answers: { 200: credentialEnded, 404: problem },
  async handle(call) {
    const id = call.path['link'] ?? ''
    const revoked = (await linksWithin(call)).find((made) => made.id === id)
    const { access } = call
    const ended = revoked && (await access.made.tell(() => access.revokeLink(id)))
    if (revoked === undefined || ended?.result !== true) throw new ProblemError('NOT_FOUND')
    call.access.log.happened('link-revoked', fromRest(call), revoked)
    call.world.log.info({ principal: call.principal.id, link: id }, 'link revoked')
    call.connections.check()
    return json({ made: ended.made })
  },
})

/** Routes of share links. */
export const linkRoutes: readonly Route[] = [makeLink, listLinks, revokeLink]

/** Links that reach beyond the caller's accounts are not the caller's to see or to end. */
const linksWithin = async ({ access, principal }: Call<unknown, unknown, 'access'>): Promise<readonly Credential[]> =>
  (await access.links()).filter(({ accounts }) => mayOnEach(principal, 'manage', accounts))

/** A link never lives longer than the credential that makes it. @throws {ProblemError} `BAD_REQUEST` */
function checkEnd({ world, principal }: Call<unknown, unknown, 'world'>, expiresAt: number | undefined): void {
  if (expiresAt === undefined) return
  const now = world.clock.now()
  if (expiresAt <= now || expiresAt > now + MAX_LINK_MS) {
    throw badRequest('expiresAt', 'must lie between now and a year from now')
  }
  if (expiresAt > principal.expiresAt) {
    throw badRequest('expiresAt', `must not be after your own access ends (${principal.expiresAt})`)
  }
}

function linkOf({ id, audience, accounts, label, createdAt, expiresAt }: Credential) {
  return { id, audience, label, createdAt, expiresAt, accounts: accounts === 'all' ? [] : [...accounts] }
}
