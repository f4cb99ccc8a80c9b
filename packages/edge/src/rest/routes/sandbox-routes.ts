/** `sandbox/*`: the owner's calls to the sandbox's panel, under `up` only. */

import { problem } from '@spotdeck/api'
import { z } from 'zod'
import type { EdgeAnswer } from '../../answer/answer.ts'
import { type Call, type Route, allowed, routeWith } from '../call.ts'
import { ProblemError } from '../../answer/problem.ts'
import type { RelayedCall } from '../sandbox-relay.ts'

const route = routeWith<'relay'>()

const PATH = '/api/v1/sandbox/:panel*'
const answers = { 200: z.unknown(), 400: problem, 404: problem, 502: problem }

const read = route({
  path: PATH,
  summary: 'Reads the sandbox’s panel: clock, faults, an account’s truth. Its own document is at sandbox/openapi.json.',
  ...allowed.managers,
  answers,
  handle: (call) => relayed(call, 'GET'),
})

const change = route({
  method: 'POST',
  path: PATH,
  summary: 'Changes the sandbox: moves its clock, lets something go wrong, makes an account, pays money in.',
  action: 'sandbox-changed',
  ...allowed.managers,
  body: z.record(z.string(), z.unknown()),
  answers,
  handle: (call) => relayed(call, 'POST', JSON.stringify(call.body)),
})

const remove = route({
  method: 'DELETE',
  path: PATH,
  summary: 'Ends a fault of the sandbox, or all of them.',
  action: 'sandbox-changed',
  ...allowed.managers,
  answers,
  handle: (call) => relayed(call, 'DELETE'),
})

/** Routes of the sandbox's panel. */
export const sandboxRoutes: readonly Route[] = [read, change, remove]

function relayed(
  call: Call<unknown, unknown, 'relay'>,
  method: RelayedCall['method'],
  body?: string,
): Promise<EdgeAnswer> {
  if (call.relay === undefined) throw new ProblemError('NOT_FOUND')
  return call.relay.call({ method, path: call.path['panel'] ?? '', body })
}
