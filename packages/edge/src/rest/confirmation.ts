/**
 * Confirmation that the owner is there, before what a stolen session must not do: a sign-in of the last minutes, or a passkey that
 * signs for this purpose.
 */

import { type ConfirmingSession, whoIs } from '@spotdeck/desk'
import { type Call, fromRest } from './call.ts'
import { ProblemError } from '../answer/problem.ts'

type Confirming = Call<unknown, unknown, 'access' | 'addresses'>

/** The caller's session; `undefined` for a token, which nobody can confirm. */
export async function sessionOfCaller({ access, principal }: Confirming): Promise<ConfirmingSession | undefined> {
  if (principal.kind !== 'session') return undefined
  return (await access.sessions()).find(({ session }) => session.id === principal.id)?.session
}

/** The caller's session, if it is confirmed. @throws {ProblemError} `CONFIRMATION_NEEDED` */
async function confirmedSession(call: Confirming): Promise<ConfirmingSession> {
  const session = await sessionOfCaller(call)
  if (session !== undefined && (await call.access.passkeys.confirmedUntil(session)) !== undefined) return session
  throw notConfirmed(call)
}

/**
 * The owner's own session, if it is confirmed: no user and no token does this, whatever its role.
 * @throws {ProblemError} `ROLE_FORBIDDEN`, `CONFIRMATION_NEEDED`
 */
export async function confirmedOwner(call: Confirming): Promise<ConfirmingSession> {
  if (call.principal.user !== undefined) throw new ProblemError('ROLE_FORBIDDEN')
  return confirmedSession(call)
}

/**
 * Lets a session go on that is confirmed, or that has no passkey to be confirmed with, and every token: it was made on the machine, and
 * ends with what it makes. @throws {ProblemError} `CONFIRMATION_NEEDED`
 */
export async function demandConfirmation(call: Confirming): Promise<void> {
  const { access, addresses } = call
  const session = await sessionOfCaller(call)
  if (session === undefined || (await access.passkeys.confirmedUntil(session)) !== undefined) return
  if (await access.passkeys.canConfirm(addresses.relyingParty)) throw notConfirmed(call)
}

function notConfirmed(call: Confirming): ProblemError {
  call.access.log.refused('CONFIRMATION_NEEDED', fromRest(call), whoIs(call.principal))
  return new ProblemError('CONFIRMATION_NEEDED')
}
