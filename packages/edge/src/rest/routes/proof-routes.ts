/**
 * REST route that proves to a command on this machine that the gateway serves its data directory, before the command
 * sends a token.
 */

import { challengeRequest, gatewayProof, problem } from '@spotdeck/api'
import { json } from '../../answer/answer.ts'
import { type Route, allowed, noQuery, routeWith } from '../call.ts'
import { ProblemError } from '../../answer/problem.ts'
import { countWrongCode } from './session-routes.ts'

const route = routeWith<'access' | 'addresses' | 'loginThrottle'>()

const prove = route({
  method: 'POST',
  path: '/api/v1/proof',
  summary: 'Answers a question that a command left in the data directory, for the address it was asked at; once.',
  action: 'none',
  ...allowed.anyone,
  query: noQuery,
  body: challengeRequest,
  answers: { 200: gatewayProof, 404: problem },
  async handle(call) {
    const { access, addresses } = call
    const { challenge, address } = call.body
    // At an address that is not ours somebody stands between who asks and us: the answer would prove them, not us.
    const isOurs = addresses.isOurHost(URL.canParse(address) ? new URL(address).host : undefined)
    if (!isOurs) countWrongCode(call)
    if (!isOurs) throw new ProblemError('NOT_FOUND')
    const proof = await access.prove(challenge, address)
    if (proof !== undefined) return json({ proof })
    countWrongCode(call)
    throw new ProblemError('NOT_FOUND')
  },
})

/** Routes of the proof. */
export const proofRoutes: readonly Route[] = [prove]
