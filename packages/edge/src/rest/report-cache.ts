/** Keeps computed reports as long as what they depend on stays: the same question is computed once for all who ask. */

import { MINUTE_MS, TtlCache } from '@spotdeck/ports'
import type { ReportNeeds, Reports, Span } from '@spotdeck/reports'
import { holderOf } from '@spotdeck/desk'
import type { Call } from './call.ts'
import { accountOf, reportsOf } from './seen.ts'

/** Time for which a report of the present is kept, in ms: prices and samples of equity change all the time. */
const PRESENT_KEPT_MS = 2_000
/** The same of a span that is over: prices of its deals may be recorded, and its samples computed, without an event. */
const ENDED_KEPT_MS = MINUTE_MS
/** The same where deals and flows alone decide. */
const DEALS_KEPT_MS = 10 * MINUTE_MS
/** Time after which the last samples of a span are stored, in ms. */
const SETTLED_MS = MINUTE_MS
const MAX_CACHED = 100

/** Opens a cache of reports. */
export const createReckonedReports = (clock: ConstructorParameters<typeof TtlCache>[0]): TtlCache<object> =>
  new TtlCache(clock, MAX_CACHED)

/** Inputs of a report, for how long it is kept. */
export type ReportInputs = Pick<Span, 'to'> & {
  readonly needs: ReportNeeds
  /** Name of a report of its own that a path answers to some audiences: it is never answered to others. */
  readonly only?: string
}

/**
 * The desk's answer, before it is masked for whoever asks. The owner waits for no answer that a guest asked for. The
 * report ends when all who wait for it have left.
 */
export function cachedReport<Report extends object>(
  call: Call<unknown, unknown, 'reckoned'>,
  { to, needs, only = '' }: ReportInputs,
  reckon: (reports: Reports) => Promise<Report>,
): Promise<Report> {
  const account = accountOf(call)
  const { audience: _, ...asked } = Object.fromEntries(new URLSearchParams(call.request.query))
  // Without an end of its own the same question is of another span a moment later.
  const isEnded = asked['to'] !== undefined && to <= call.now() - SETTLED_MS
  const revision = account.reportRevision(isEnded && needs !== 'prices' ? to : Infinity)
  const isOwner = holderOf(call.principal).audience === 'owner'
  const { epoch } = account.head()
  const key = JSON.stringify([isOwner, call.request.path, only, epoch, revision, Object.entries(asked).sort()])
  const keepMs = !isEnded || needs === 'prices' ? PRESENT_KEPT_MS : needs === 'samples' ? ENDED_KEPT_MS : DEALS_KEPT_MS
  const caller = call.request.left?.()
  const reports = reportsOf(call)
  return call.reckoned.get(key, { keepMs, caller }, (left) => reckon(reports.until(left))) as Promise<Report>
}
