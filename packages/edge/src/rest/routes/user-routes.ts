/** The people who use the desk: listed for its owner; added, changed, removed and given links by confirmed sessions. */

import { newUser, page, pageQuery, problem, user, userChange, userLink } from '@spotdeck/api'
import type { User } from '@spotdeck/desk/access'
import { json } from '../../answer/answer.ts'
import { type Call, type Route, routeWith } from '../call.ts'
import { confirmedOwner } from '../confirmation.ts'
import { pageInMemory } from '../paging.ts'
import { ProblemError, badRequest } from '../../answer/problem.ts'

const route = routeWith<'access' | 'addresses' | 'connections' | 'world'>()

const OWNER = ['owner'] as const
const desk = { audiences: OWNER, scope: 'all', right: 'manage' } as const

const list = route({
  ...desk,
  path: '/api/v1/users',
  summary: 'The people who may sign in, with their roles on accounts, oldest first.',
  query: pageQuery,
  answers: { 200: page(user) },
  handle: async (call) =>
    json(pageInMemory(call, (await call.access.users.list()).map(userOf), call.query, ({ id }) => id)),
})

const add = route({
  ...desk,
  method: 'POST',
  path: '/api/v1/users',
  summary: 'Adds a user with roles on accounts. It signs in by a link, which POST users/{user}/link makes.',
  action: 'user-added',
  issues: true,
  body: newUser,
  answers: { 201: user, 400: problem, 403: problem },
  async handle(call) {
    const { id: madeBy } = await confirmedOwner(call)
    const added = await call.access.users.add({ ...call.body, madeBy })
    if (added === 'taken') throw emailTaken()
    if (added === 'full') throw badRequest('name', 'cannot be added: there are as many users as may be; remove one')
    noted(call, added.id, 'user added')
    return json(userOf(added), 201)
  },
})

const change = route({
  ...desk,
  method: 'PATCH',
  path: '/api/v1/users/:user',
  summary: 'Changes what is given: name, e-mail, roles, or whether the user may sign in. Open streams follow at once.',
  action: 'user-changed',
  issues: true,
  body: userChange,
  answers: { 200: user, 400: problem, 403: problem, 404: problem },
  async handle(call) {
    await confirmedOwner(call)
    const changed = await call.access.users.change(call.path['user'] ?? '', call.body)
    if (changed === 'unknown') throw new ProblemError('NOT_FOUND')
    if (changed === 'taken') throw emailTaken()
    noted(call, changed.id, 'user changed')
    call.connections.check()
    return json(userOf(changed))
  },
})

const remove = route({
  ...desk,
  method: 'DELETE',
  path: '/api/v1/users/:user',
  summary: 'Removes a user, with its sessions, the links that were made in them, and every stream.',
  action: 'user-removed',
  issues: true,
  answers: { 204: 'removed', 403: problem, 404: problem },
  async handle(call) {
    await confirmedOwner(call)
    const removed = await call.access.users.remove(call.path['user'] ?? '')
    if (removed === undefined) throw new ProblemError('NOT_FOUND')
    noted(call, removed.id, 'user removed')
    call.connections.check()
    return { status: 204, headers: {}, body: '' }
  },
})

const makeLink = route({
  ...desk,
  method: 'POST',
  path: '/api/v1/users/:user/link',
  summary: 'A link that signs the user in once, within 10 minutes, and ends the one before it. It is shown this once.',
  action: 'user-link-made',
  issues: true,
  answers: { 201: userLink, 403: problem, 404: problem },
  async handle(call) {
    const owner = await confirmedOwner(call)
    const id = call.path['user'] ?? ''
    const made = await call.access.newUserLink(id, owner)
    if (made === undefined) throw new ProblemError('NOT_FOUND')
    noted(call, id, 'sign-in link made')
    return json({ url: `${call.addresses.url}/#login=${made.code}`, ...made }, 201)
  },
})

/** Routes of users. */
export const userRoutes: readonly Route[] = [list, add, change, remove, makeLink]

const emailTaken = (): ProblemError => badRequest('email', 'is that of another user')

function noted({ world, principal }: Call<unknown, unknown, 'world'>, id: string, what: string): void {
  world.log.info({ principal: principal.id, user: id }, what)
}

function userOf({ grants, ...rest }: User) {
  return { ...rest, grants: grants.map(({ role, accounts }) => ({ role, accounts })) }
}
