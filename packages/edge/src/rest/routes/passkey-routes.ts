/** Passkeys: signing in, confirming a session, and the owner's list of them. */

import {
  type Passkey,
  confirmation,
  confirmationOffer,
  newPasskey,
  pageQuery,
  passkey,
  passkeyCreation,
  passkeyList,
  passkeySignInOffer,
  passkeySignature,
  problem,
  problemStatus,
  session,
} from '@spotdeck/api'
import { defined } from '@spotdeck/ports'
import { type StoredPasskey, providerOf } from '@spotdeck/desk/access'
import { MAX_PASSKEYS, PasskeyError, type RelyingParty, type SignIn, whoIs } from '@spotdeck/desk'
import { json } from '../../answer/answer.ts'
import { type Call, type EdgeServices, type Route, allowed, fromRest, routeWith } from '../call.ts'
import { confirmedOwner, sessionOfCaller } from '../confirmation.ts'
import { pageInMemory } from '../paging.ts'
import { ProblemError } from '../../answer/problem.ts'
import { countWrongCode, signedInAnswer } from './session-routes.ts'

const route = routeWith<
  'access' | 'addresses' | 'connections' | 'cookieName' | 'desk' | 'loginThrottle' | 'sandbox' | 'world'
>()

const offerSignIn = route({
  path: '/api/v1/session/passkey',
  summary: 'What a browser signs to sign in with a passkey; null where there is no passkey to sign in with.',
  issues: true,
  ...allowed.anyone,
  answers: { 200: passkeySignInOffer },
  async handle({ access, addresses: { relyingParty: party } }) {
    const options = party === undefined ? undefined : await access.passkeys.signInOptions(party)
    return json({ address: party?.origin ?? null, options: options ?? null })
  },
})

const signIn = route({
  method: 'POST',
  path: '/api/v1/session/passkey',
  summary: 'Exchanges a passkey’s signature for the owner’s session cookie; the session that the browser had ends.',
  action: 'none',
  issues: true,
  ...allowed.anyone,
  body: passkeySignature,
  answers: { 200: session, 401: problem, 409: problem, 429: problem },
  handle: (call) =>
    refusing(call, async () => {
      const { access, body } = call
      const used = await access.passkeys.signIn(partyOf(call), body.response, byOf(call))
      const made = await access.signInOwner(byOf(call))
      return signedInAnswer(call, made, { ...whoIs(made.principal), label: used.name })
    }),
})

const offerConfirmation = route({
  path: '/api/v1/session/confirmation',
  summary: 'Whether the session is confirmed, and what a browser signs to confirm it; null where no passkey can.',
  issues: true,
  ...allowed.managers,
  answers: { 200: confirmationOffer },
  async handle(call) {
    const { passkeys } = call.access
    const { relyingParty: party } = call.addresses
    const own = await sessionOfCaller(call)
    const options =
      own === undefined || party === undefined ? undefined : await passkeys.confirmationOptions(party, own)
    const confirmedUntil = own === undefined ? undefined : await passkeys.confirmedUntil(own)
    return json({ address: party?.origin ?? null, options: options ?? null, confirmedUntil: confirmedUntil ?? null })
  },
})

const confirm = route({
  method: 'POST',
  path: '/api/v1/session/confirmation',
  summary: 'Confirms the session with a passkey’s signature, for 5 minutes.',
  action: 'none',
  issues: true,
  ...allowed.managers,
  body: passkeySignature,
  answers: { 200: confirmation, 401: problem, 403: problem, 429: problem },
  handle: (call) =>
    refusing(call, async () => {
      const own = await sessionOfCaller(call)
      if (own === undefined) throw new ProblemError('CONFIRMATION_NEEDED')
      const given = { response: call.body.response, by: byOf(call) }
      const { passkey: used, confirmedUntil } = await call.access.passkeys.confirm(partyOf(call), own, given)
      call.access.log.happened('confirmed', fromRest(call), { ...whoIs(call.principal), label: used.name })
      return json({ confirmedUntil })
    }),
})

const list = route({
  path: '/api/v1/passkeys',
  summary: 'The passkeys, newest first, without their keys, and the one address at which they work.',
  ...allowed.managers,
  query: pageQuery,
  answers: { 200: passkeyList },
  async handle(call) {
    const listed = (await call.access.passkeys.list()).map((one) => listedPasskey(call, one))
    const address = call.addresses.relyingParty?.origin ?? null
    return json({ ...pageInMemory(call, listed, call.query, ({ id }) => id), address })
  },
})

const offerNew = route({
  method: 'POST',
  path: '/api/v1/passkeys/options',
  summary: 'What a browser makes a passkey from, for a session that is confirmed.',
  action: 'none',
  issues: true,
  ...allowed.managers,
  answers: { 200: passkeyCreation, 403: problem, 409: problem },
  handle: (call) =>
    refusing(call, async () => {
      const own = await confirmedOwner(call)
      return json(await call.access.passkeys.creationOptions(partyOf(call), own))
    }),
})

const add = route({
  method: 'POST',
  path: '/api/v1/passkeys',
  summary: 'Adds a passkey that a browser made from such options.',
  action: 'passkey-added',
  issues: true,
  ...allowed.managers,
  body: newPasskey,
  answers: { 201: passkey, 401: problem, 403: problem, 409: problem },
  handle: (call) =>
    refusing(call, async () => {
      refuseUser(call)
      const own = await sessionOfCaller(call)
      if (own === undefined) throw new ProblemError('CONFIRMATION_NEEDED')
      // The challenge is the session's and was given to it while it was confirmed.
      const added = await call.access.passkeys.add(partyOf(call), own, { ...call.body, by: byOf(call) })
      call.access.log.happened('passkey-added', fromRest(call), whoOf(added))
      call.world.log.info({ principal: call.principal.id, passkey: added.id }, 'passkey added')
      return json(listedPasskey(call, added), 201)
    }),
})

const remove = route({
  method: 'DELETE',
  path: '/api/v1/passkeys/:passkey',
  summary: 'Removes a passkey. Sessions that it opened stay; DELETE sessions ends them.',
  action: 'passkey-removed',
  issues: true,
  ...allowed.managers,
  answers: { 204: 'removed', 403: problem, 404: problem },
  async handle(call) {
    await confirmedOwner(call)
    const removed = await call.access.passkeys.remove(call.path['passkey'] ?? '')
    if (removed === undefined) throw new ProblemError('NOT_FOUND')
    call.access.log.happened('passkey-removed', fromRest(call), whoOf(removed))
    call.world.log.info({ principal: call.principal.id, passkey: removed.id }, 'passkey removed')
    return { status: 204, headers: {}, body: '' }
  },
})

/** Routes of passkeys. */
export const passkeyRoutes: readonly Route[] = [
  ...[offerSignIn, signIn, offerConfirmation, confirm],
  ...[list, offerNew, add, remove],
]

/** A passkey signs in the owner: a user's would outlive the user's roles. @throws {ProblemError} `ROLE_FORBIDDEN` */
function refuseUser({ principal }: Call<unknown, unknown>): void {
  if (principal.user !== undefined) throw new ProblemError('ROLE_FORBIDDEN')
}

/** Answers by `work`; a refused passkey is counted against its address, logged, and answered with its code. */
async function refusing<T>(
  call: Call<unknown, unknown, 'access' | 'loginThrottle'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof PasskeyError)) throw error
    const { code, passkey: refused } = error
    if (problemStatus[code] === 401) {
      call.access.log.refused(code, fromRest(call), refused && whoOf(refused))
      countWrongCode(call)
    }
    throw new ProblemError(code, code === 'TOO_MANY_PASSKEYS' ? { limit: MAX_PASSKEYS } : {})
  }
}

/** @throws {ProblemError} `PASSKEYS_UNAVAILABLE` */
function partyOf({ addresses: { relyingParty } }: Pick<EdgeServices, 'addresses'>): RelyingParty {
  if (relyingParty === undefined) throw new ProblemError('PASSKEYS_UNAVAILABLE')
  return relyingParty
}

const byOf = ({ request }: Call<unknown, unknown>): SignIn => ({
  userAgent: request.headers['user-agent'],
  from: request.ip,
})

const whoOf = ({ id, name: label }: StoredPasskey) => ({ id, label, audience: 'owner' }) as const

function listedPasskey({ addresses }: Pick<EdgeServices, 'addresses'>, stored: StoredPasskey): Passkey {
  const { id, name, rpId, aaguid, device, isBackedUp, createdAt, lastUsedAt, lastUsedFrom } = stored
  return {
    id,
    name,
    host: rpId,
    usable: rpId === addresses.relyingParty?.id,
    provider: providerOf(aaguid),
    device,
    synced: isBackedUp,
    createdAt,
    ...defined({ lastUsedAt, lastUsedFrom }),
  }
}
