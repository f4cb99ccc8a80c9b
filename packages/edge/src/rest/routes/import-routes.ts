/** Importing the exchange's own exports: for the owner alone, previewed first and then applied. */

import { anyQuery, importApplied, importPreview, importProgress, importRequest, problem } from '@spotdeck/api'
import { z } from 'zod'
import { type Imports, BadUpload, ImportError, type ImportUpload } from '@spotdeck/imports'
import { type EdgeRequest, json } from '../../answer/answer.ts'
import { type Route, allowed, routeWith } from '../call.ts'
import { ProblemError, badRequest } from '../../answer/problem.ts'
import { accountOf } from '../seen.ts'

const route = routeWith()

/** `wait=false` answers at once with 202 and the import's progress, which GET tells from then on. */
const waiting = anyQuery.extend({ wait: z.enum(['true', 'false']).default('true') })

const preview = route({
  method: 'POST',
  path: '/api/v1/accounts/:account/import',
  summary: "Says what a file of the exchange's own export would add; nothing is written.",
  action: 'none',
  ...allowed.owner,
  right: 'import',
  query: waiting,
  body: importRequest,
  // Tens of megabytes: parsed and checked where the file is read, not on the event loop.
  readsBody: true,
  answers: { 200: importPreview, 202: importProgress, 409: problem, 413: problem, 422: problem, 503: problem },
  handle: (call) => {
    const imports = importsOf(call)
    const upload = uploadOf(call.request)
    if (call.query.wait === 'false') return answered(() => json(imports.start(upload), 202))
    return answered(async () => json(await imports.preview(upload)))
  },
})

const progress = route({
  path: '/api/v1/accounts/:account/import/:importId',
  summary: 'Says how far an import is, with its preview and what was written once they are there.',
  ...allowed.owner,
  right: 'import',
  answers: { 200: importProgress, 404: problem, 503: problem },
  handle: (call) => answered(() => json(importsOf(call).progress(call.path['importId'] ?? ''))),
})

const cancel = route({
  method: 'DELETE',
  path: '/api/v1/accounts/:account/import/:importId',
  summary: 'Ends an import that runs, or forgets its preview. What was written stays.',
  action: 'import-ended',
  ...allowed.owner,
  right: 'import',
  answers: { 204: 'Nothing of it runs any more, or it ends with its next step.', 404: problem, 503: problem },
  handle: (call) =>
    answered(() => {
      importsOf(call).cancel(call.path['importId'] ?? '')
      return { status: 204, headers: {}, body: '' }
    }),
})

const apply = route({
  method: 'POST',
  path: '/api/v1/accounts/:account/import/:importId/apply',
  summary: 'Writes what was previewed. What the ledger knows is not written twice; balances are never changed.',
  action: 'import-applied',
  ...allowed.owner,
  right: 'import',
  query: waiting,
  body: z.strictObject({}),
  answers: { 200: importApplied, 202: importProgress, 404: problem, 409: problem, 422: problem, 503: problem },
  handle: (call) => {
    const imports = importsOf(call)
    const importId = call.path['importId'] ?? ''
    if (call.query.wait === 'false') return answered(() => json(imports.startApply(importId), 202))
    return answered(async () => json(await imports.apply(importId)))
  },
})

/** Routes of imports. */
export const importRoutes: readonly Route[] = [preview, progress, cancel, apply]

/** @throws {ProblemError} `FOLLOWED_ELSEWHERE` */
function importsOf(call: Parameters<typeof accountOf>[0]): Imports {
  const { id, imports } = accountOf(call)
  if (imports === undefined) throw new ProblemError('FOLLOWED_ELSEWHERE', { account: id })
  return imports
}

function uploadOf({ pieces, body }: EdgeRequest): ImportUpload {
  return pieces ?? [Buffer.from(body ?? '')]
}

async function answered<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ImportError) throw new ProblemError(error.code, error.params)
    if (error instanceof BadUpload) throw badRequest(error.field === '' ? 'body' : error.field, error.reason)
    throw error
  }
}
