/** An account's health as it is sampled. It waits for nothing: no event reports a ledger that cannot be written. */

import type { SampledEnvelope } from '@spotdeck/api'
import { defined } from '@spotdeck/ports'
import { toStatusData } from '@spotdeck/reports'
import type { Prices } from '../market/prices.ts'
import type { LedgerSource } from './ledger-source.ts'

type Followed = {
  readonly id: string
  readonly source: Pick<LedgerSource, 'health' | 'status'>
  readonly prices: Pick<Prices, 'heardAt'>
  /** Exchange time. */
  readonly now: () => number
}

/** Returns the sample of this moment. */
export function healthSample({ id: account, source, prices, now }: Followed): SampledEnvelope {
  const { stream, latencyMs, drift = 0 } = source.health ?? {}
  return {
    account,
    time: now(),
    topic: 'health',
    type: 'health.sampled',
    data: defined({
      lastPushAt: stream?.lastPushAt,
      pricesAt: prices.heardAt,
      latencyMs,
      listenKeyExpiresAt: stream?.listenKeyExpiresAt,
      drift,
      status: toStatusData(source.status),
    }),
  }
}
