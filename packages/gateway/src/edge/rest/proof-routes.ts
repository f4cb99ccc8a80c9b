/**
 * REST route that proves to a command on this machine that the gateway serves its data directory, before the command
 * sends a token.
 */

import { challengeRequest, gatewayProof, problem } from '@spotdeck/api'
import { json } from './answer.ts'
import { type Route, routeWith } from './call.ts'
import { ProblemError } from './problem.ts'

const route = routeWith<'access' | 'addresses'>()

const prove = route({
  method: 'POST',
  path: '/api/v1/proof',
  summary: 'Answers a question that a command left in the data directory, for the address it was asked at; once.',
  action: 'none',
  audiences: 'anyone',
  scope: 'none',
  body: challengeRequest,
  answers: { 200: gatewayProof, 404: problem },
  async handle({ access, addresses, body: { challenge, address } }) {
    // At an address that is not ours somebody stands between who asks and us: the answer would prove them, not us.
    if (!addresses.isOurHost(URL.canParse(address) ? new URL(address).host : undefined))
      throw new ProblemError('NOT_FOUND')
    const proof = await access.prove(challenge, address)
    if (proof === undefined) throw new ProblemError('NOT_FOUND')
    return json({ proof })
  },
})

/** Routes of the proof. */
export const proofRoutes: readonly Route[] = [prove]
