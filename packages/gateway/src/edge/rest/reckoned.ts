/** Reports that take reckoning: the same question about the same ledger is reckoned once for all who ask at about the same time. */

import { KeptAnswers } from '../../market/kept-answers.ts'
import type { Call } from './call.ts'
import { accountOf } from './seen.ts'

export type ReckonedReports = KeptAnswers<object>

/** What is held is worth what it was a moment ago; a new event of the ledger is a new question. */
const KEPT_MS = 2_000
const MOST_KEPT = 100

export const createReckonedReports = (clock: ConstructorParameters<typeof KeptAnswers>[0]): ReckonedReports =>
  new KeptAnswers(clock, MOST_KEPT)

/** The desk's answer, before it is masked for whoever asks. */
export function reckoned(call: Call<unknown, unknown>, reckon: () => Promise<object>): Promise<object> {
  const account = accountOf(call)
  const head = call.desk.head(account)
  const { audience: _, ...asked } = Object.fromEntries(new URLSearchParams(call.request.query))
  const key = JSON.stringify([call.request.path, head?.epoch, head?.seq, Object.entries(asked).sort()])
  return call.reckoned.get(key, KEPT_MS, reckon)
}
