/** REST route of a past state of an account. */

import { anyQuery, mask, stateAt } from '@spotdeck/api'
import { defined } from '@spotdeck/ports'
import { z } from 'zod'
import { json } from '../../answer/answer.ts'
import { allowed, routeWith } from '../call.ts'
import { accountOf, viewOf } from '../seen.ts'
import { readStateAt } from '../state.ts'

const route = routeWith<'hub' | 'turn'>()

/** The state after an event or at a time. */
export const stateRoute = route({
  path: '/api/v1/accounts/:account/state',
  summary: 'What was known after an event (`at=seq:N`), or what the ledger had at a time (`at=` ms).',
  ...allowed.readers,
  query: anyQuery.extend({ at: z.string().max(40) }),
  costs: 'report',
  answers: { 200: stateAt },
  async handle(call) {
    const account = accountOf(call)
    const seen = await call.hub.seen.of(account.id, call.audience, account.head())
    const { turn, query } = call
    const found = await readStateAt(account, { at: query.at, view: viewOf(call), head: seen, turn })
    const { deals: count, time, ...rest } = found
    const left = mask('snapshot', rest, viewOf(call))
    return json({ ...left, ...defined({ time }), status: left?.['status'] ?? null, deals: count })
  },
})
