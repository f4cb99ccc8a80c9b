/** Whether the process lives, and whether readers can be served; not whether the exchange is up. */

import { z } from 'zod'
import { type Route, json, route } from './call.ts'
import { ProblemError } from './problem.ts'

const alive = route({
  method: 'GET',
  path: '/healthz',
  summary: 'The process answers.',
  audiences: 'anyone',
  answers: { 200: z.object({ status: z.literal('ok') }) },
  handle: () => json({ status: 'ok' }),
})

const ready = route({
  method: 'GET',
  path: '/readyz',
  summary: 'Readers can be served: every account has its ledger open.',
  audiences: 'anyone',
  answers: { 200: z.object({ status: z.literal('ready') }) },
  handle({ desk }) {
    const accounts = desk.accounts()
    if (accounts.length === 0 || accounts.some(({ id }) => desk.head(id) === undefined)) {
      throw new ProblemError('NOT_READY')
    }
    return json({ status: 'ready' })
  },
})

export const healthRoutes: readonly Route[] = [alive, ready]
