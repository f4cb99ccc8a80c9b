/** Importing the exchange's own exports: for the owner alone, looked at first and then applied. */

import { importApplied, importPreview, importRequest, problem } from '@spotdeck/api'
import { z } from 'zod'
import { ImportError } from '../../import/import-error.ts'
import { type Route, json, route } from './call.ts'
import { ProblemError } from './problem.ts'
import { anyQuery } from './query.ts'
import { accountOf } from './seen.ts'

const OWNER = ['owner'] as const

const preview = route({
  method: 'POST',
  path: '/api/v1/accounts/:account/import',
  summary: "Says what a file of the exchange's own export would add; nothing is written.",
  audiences: OWNER,
  scope: 'account',
  query: anyQuery,
  body: importRequest,
  answers: { 200: importPreview, 413: problem, 422: problem },
  handle: async (call) => json(await told(call.desk.previewImport(accountOf(call), call.body))),
})

const apply = route({
  method: 'POST',
  path: '/api/v1/accounts/:account/import/:importId/apply',
  summary: 'Writes what was previewed. What the ledger knows is not written twice; balances are never changed.',
  audiences: OWNER,
  scope: 'account',
  query: anyQuery,
  body: z.strictObject({}),
  answers: { 200: importApplied, 404: problem, 409: problem, 422: problem, 503: problem },
  handle: async (call) => json(await told(call.desk.applyImport(accountOf(call), call.path['importId'] ?? ''))),
})

export const importRoutes: readonly Route[] = [preview, apply]

async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof ImportError) throw new ProblemError(error.code, error.params)
    throw error
  }
}
