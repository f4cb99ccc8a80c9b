/** Reports that take reckoning: the same question about the same ledger is reckoned once for all who ask at about the same time. */

import { TtlCache } from '../../market/ttl-cache.ts'
import { holderOf } from '../principal.ts'
import type { Call } from './call.ts'
import { accountOf } from './seen.ts'

/** Time for which a report is cached, in ms; a new event of the ledger makes a new query. */
const KEPT_MS = 2_000
const MAX_CACHED = 100

/** Opens a cache of reports. */
export const createReckonedReports = (clock: ConstructorParameters<typeof TtlCache>[0]): TtlCache<object> =>
  new TtlCache(clock, MAX_CACHED)

/** The desk's answer, before it is masked for whoever asks. The owner waits for no answer that a guest asked for. */
export function cachedReport(call: Call<unknown, unknown, 'reckoned'>, reckon: () => Promise<object>): Promise<object> {
  const { epoch, seq } = accountOf(call).head()
  const { audience: _, ...asked } = Object.fromEntries(new URLSearchParams(call.request.query))
  const isOwner = holderOf(call.principal).audience === 'owner'
  const key = JSON.stringify([isOwner, call.request.path, epoch, seq, Object.entries(asked).sort()])
  return call.reckoned.get(key, { keepMs: KEPT_MS }, reckon)
}
