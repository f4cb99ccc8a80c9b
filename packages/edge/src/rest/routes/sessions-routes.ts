/** The sessions of browsers: seen and ended from elsewhere, for whoever owns the whole desk. */

import {
  type SignedInSession,
  credentialEnded,
  hasRight,
  page,
  pageQuery,
  problem,
  sessionsEnded,
  signedInSession,
} from '@spotdeck/api'
import { defined } from '@spotdeck/ports'
import { type ListedSession, grantsOf, whoOf, audienceOf } from '@spotdeck/desk'
import { json } from '../../answer/answer.ts'
import { type Call, type Route, allowed, fromRest, routeWith } from '../call.ts'
import { demandConfirmation } from '../confirmation.ts'
import { pageInMemory } from '../paging.ts'
import { ProblemError } from '../../answer/problem.ts'

const route = routeWith<'access' | 'addresses' | 'connections' | 'desk' | 'world'>()

const list = route({
  path: '/api/v1/sessions',
  summary: 'The browsers that are signed in, newest first: device, addresses, and when each was used last.',
  ...allowed.managers,
  query: pageQuery,
  answers: { 200: page(signedInSession) },
  handle: async (call) =>
    json(
      pageInMemory(
        call,
        (await call.access.sessions()).map((one) => sessionOf(call, one)),
        call.query,
        ({ id }) => id,
      ),
    ),
})

const end = route({
  method: 'DELETE',
  path: '/api/v1/sessions/:session',
  summary: 'Ends a session, the links that were made in it, and every stream that it opened.',
  action: 'session-ended',
  ...allowed.managers,
  answers: { 200: credentialEnded, 403: problem, 404: problem },
  async handle(call) {
    await demandConfirmation(call)
    const id = call.path['session'] ?? ''
    const found = (await call.access.sessions()).find(({ session }) => session.id === id)
    const { access } = call
    const ended = found && (await access.made.tell(() => access.endSession(id)))
    if (found === undefined || ended?.result !== true) throw new ProblemError('NOT_FOUND')
    call.access.log.happened('session-ended', fromRest(call), whoOf(found.session))
    call.world.log.info({ principal: call.principal.id, session: id }, 'session ended')
    call.connections.check()
    return json({ made: ended.made })
  },
})

const endOthers = route({
  method: 'DELETE',
  path: '/api/v1/sessions',
  summary: 'Ends every session but the caller’s, as each alone would end.',
  action: 'other-sessions-ended',
  ...allowed.managers,
  answers: { 200: sessionsEnded, 403: problem },
  async handle(call) {
    await demandConfirmation(call)
    const others = (await call.access.sessions()).filter(({ session }) => session.id !== call.principal.id)
    const { made } = await call.access.made.tell(() => call.access.endOtherSessions(call.principal.id))
    for (const { session } of others) call.access.log.happened('session-ended', fromRest(call), whoOf(session))
    call.world.log.info({ principal: call.principal.id, ended: others.length }, 'other sessions ended')
    call.connections.check()
    return json({ ended: others.length, made })
  },
})

/** Routes of the owner's signed-in browsers. */
export const sessionsRoutes: readonly Route[] = [list, end, endOthers]

function sessionOf(
  { desk, principal }: Call<unknown, unknown, 'desk'>,
  { session, idleEndsAt }: ListedSession,
): SignedInSession {
  const { id, label, createdAt, expiresAt, user } = session
  const grants = grantsOf(session)
  const { device = '', createdFrom = '', lastUsedAt = createdAt, lastUsedFrom = createdFrom } = session
  const served = desk.accounts().map((account) => account.id)
  return {
    id,
    audience: audienceOf({ grants }),
    label,
    accounts: served.filter((account) => hasRight(grants, 'read', { account })),
    ...defined({ user: user && { id: user.id, name: user.name } }),
    device,
    createdAt,
    createdFrom,
    lastUsedAt,
    lastUsedFrom,
    expiresAt,
    idleEndsAt,
    current: id === principal.id,
  }
}
